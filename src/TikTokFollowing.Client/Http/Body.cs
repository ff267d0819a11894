using System;
using System.Buffers;

namespace TikTokFollowing.Client.Http;

/// <summary>The bytes of an answer, in memory that is lent: one page after the other is read into the same place.</summary>
internal sealed class Body(byte[] rented, int length) : IDisposable
{
    private byte[]? _rented = rented;

    public int Length { get; } = length;

    /// <summary>Good until <see cref="Dispose"/>.</summary>
    public Memory<byte> Bytes => (_rented ?? throw new ObjectDisposedException(nameof(Body))).AsMemory(0, Length);

    public void Dispose()
    {
        if (_rented is byte[] bytes) { ArrayPool<byte>.Shared.Return(bytes); }
        _rented = null;
    }
}
