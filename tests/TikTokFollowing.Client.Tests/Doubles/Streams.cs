namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Represents a body that can only be read forward.</summary>
internal abstract class BodyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Represents a body whose connection breaks after some bytes.</summary>
internal sealed class BreakingStream(byte[] body, int after) : BodyStream
{
    private int _position;

    public override int Read(Span<byte> buffer)
    {
        if (_position == after) { throw new IOException("The response ended prematurely."); }
        int count = Math.Min(buffer.Length, after - _position);
        body.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}

/// <summary>Returns endless spaces, or a number of them, and counts the bytes that were read.</summary>
internal sealed class EndlessStream(long length = long.MaxValue) : BodyStream
{
    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, length - BytesRead);
        buffer[..count].Fill((byte)' ');
        BytesRead += count;
        return count;
    }
}

/// <summary>
/// Represents a body whose bytes never arrive. Its reads end on cancellation, or like those of .NET Framework: these
/// check the token only before they start, and end only when the stream is closed.
/// </summary>
internal sealed class HangingStream(bool observesToken, Action? onRead = null) : BodyStream
{
    private readonly TaskCompletionSource<int> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDisposed { get; private set; }

    /// <summary>Ends the stream.</summary>
    public void End() => _closed.TrySetResult(0);

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        onRead?.Invoke();
        return await (observesToken ? _closed.Task.WaitAsync(cancellationToken) : _closed.Task);
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        _closed.TrySetException(new IOException("The request was aborted."));
        base.Dispose(disposing);
    }
}
