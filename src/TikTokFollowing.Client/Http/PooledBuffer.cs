using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Http;

/// <summary>Specifies how a body ended.</summary>
internal enum BodyEnd
{
    /// <summary>
    /// Specifies that the connection closed, and that no header announced the length. The body may be complete or cut
    /// off.
    /// </summary>
    Unknown,

    /// <summary>Specifies that the body ended as announced, so this is all that the provider sent.</summary>
    Complete,

    /// <summary>Specifies that the connection ended before the body did.</summary>
    Cut,

    /// <summary>Specifies that the body cannot be decompressed completely.</summary>
    Corrupt,
}

/// <summary>Holds the bytes of a response in rented memory, which the next page uses again.</summary>
internal sealed class PooledBuffer(byte[] rented, int length) : IDisposable
{
    private byte[]? _rented = rented;

    public int Length { get; } = length;

    public BodyEnd End { get; init; }

    /// <summary>Gets the exception that ended the body, if any.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Gets the bytes, until <see cref="Dispose"/>.</summary>
    public Memory<byte> Bytes => Rented.AsMemory(0, Length);

    /// <summary>Gets the rented array, for streams. Only <see cref="Length"/> bytes of it are in use.</summary>
    public byte[] Rented => _rented ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    public void Dispose()
    {
        if (_rented is byte[] bytes) { PooledArray.Return(bytes); }
        _rented = null;
    }
}
