using System;
using System.Buffers;

namespace TikTokFollowing.Client.Http;

/// <summary>How a body ended.</summary>
internal enum BodyEnd
{
    /// <summary>The connection closed, and nothing announced the length: the body may be complete or cut.</summary>
    Unknown,

    /// <summary>The body ended as announced, so this is all that the provider sent.</summary>
    Complete,

    /// <summary>The connection ended before the body did.</summary>
    Cut,

    /// <summary>The body cannot be decompressed, or not to its end.</summary>
    Corrupt,
}

/// <summary>The bytes of a response, in rented memory: one page after the other is read into the same place.</summary>
internal sealed class PooledBuffer(byte[] rented, int length) : IDisposable
{
    private byte[]? _rented = rented;

    public int Length { get; } = length;

    public BodyEnd End { get; init; }

    /// <summary>The exception that ended the body, if one did.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The bytes, until <see cref="Dispose"/>.</summary>
    public Memory<byte> Bytes => Rented.AsMemory(0, Length);

    /// <summary>The bytes with <see cref="Length"/>, for streams.</summary>
    public byte[] Rented => _rented ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    public void Dispose()
    {
        if (_rented is byte[] bytes) { ArrayPool<byte>.Shared.Return(bytes); }
        _rented = null;
    }
}
