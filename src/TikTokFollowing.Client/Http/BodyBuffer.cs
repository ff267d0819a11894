using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Http;

/// <summary>Collects the bytes of a body in rented memory, up to a size limit.</summary>
internal sealed class BodyBuffer : IDisposable
{
    /// <summary>
    /// Specifies the size limit after decompression. A page of a hundred full records has about one megabyte.
    /// </summary>
    public const int MaximumLength = 32 * 1024 * 1024;

    private byte[] _rented;

    /// <param name="capacity">Specifies the expected number of bytes.</param>
    public BodyBuffer(int capacity) => _rented = Rent(capacity);

    /// <summary>Gets the number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>Indicates whether <see cref="Advance"/> threw because of the size limit.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Gets memory for the next bytes. It is never empty.</summary>
    public ArraySegment<byte> GetRoom()
    {
        if (Length == MaximumLength)
        {
            return new ArraySegment<byte>(new byte[1]); // shows whether the body continues
        }
        if (Length == _rented.Length)
        {
            byte[] larger = Rent(2 * Length);
            Buffer.BlockCopy(_rented, 0, larger, 0, Length);
            PooledArray.Return(_rented);
            _rented = larger;
        }
        return new ArraySegment<byte>(_rented, Length, Math.Min(_rented.Length, MaximumLength) - Length);
    }

    /// <summary>Adds bytes that were written to the memory from <see cref="GetRoom"/>.</summary>
    /// <exception cref="InvalidDataException">The body is larger than <see cref="MaximumLength"/>.</exception>
    public void Advance(int count)
    {
        IsTooLarge = count > MaximumLength - Length;
        if (IsTooLarge)
        {
            throw CreateTooLarge();
        }
        Length += count;
    }

    /// <summary>
    /// Adds bytes that were written without a report of their number. The rest of the memory is zeros, which JSON does
    /// not contain.
    /// </summary>
    public void AdvanceToEnd()
    {
        int end = Math.Min(_rented.Length, MaximumLength);
        while (end > Length && _rented[end - 1] == 0)
        {
            end--;
        }
        Length = end;
    }

    /// <summary>Moves the bytes to a result, which then owns them.</summary>
    public PooledBuffer ToBody(BodyEnd end, Exception? failure)
    {
        PooledBuffer body = new(_rented, Length) { End = end, Failure = failure };
        _rented = [];
        return body;
    }

    /// <summary>Returns the memory, unless <see cref="ToBody"/> moved it.</summary>
    public void Dispose()
    {
        if (_rented.Length > 0)
        {
            PooledArray.Return(_rented);
            _rented = [];
        }
    }

    /// <summary>Creates the exception for a body that exceeds <see cref="MaximumLength"/>.</summary>
    public static InvalidDataException CreateTooLarge() =>
        new($"it is larger than {MaximumLength / (1024 * 1024)} MB.");

    private static byte[] Rent(int capacity)
    {
        byte[] rented = PooledArray.Rent<byte>(Math.Min(capacity, MaximumLength));
        Array.Clear(rented, 0, rented.Length); // see AdvanceToEnd
        return rented;
    }
}
