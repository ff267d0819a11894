namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Represents a file on a full disk.</summary>
internal sealed class RefusingFile(string path) : FileStream(
    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1)
{
    /// <summary>Gets or sets the number of bytes that still fit.</summary>
    public int Room { get; set; } = int.MaxValue;

    public bool RefusesFlush { get; set; }

    public bool RefusesToShorten { get; set; }

    public int Writes { get; private set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Writes++;
        int fits = Math.Min(Room, count);
        base.Write(buffer, offset, fits);
        Room -= fits;
        if (fits < count) { throw new IOException("No space left on device\u001b[31m"); }
    }

    public override void Flush(bool flushToDisk)
    {
        if (RefusesFlush) { throw new IOException("Input/output error"); }
        base.Flush(flushToDisk);
    }

    public override void SetLength(long value)
    {
        if (RefusesToShorten) { throw new IOException("Read-only file system"); }
        base.SetLength(value);
    }
}
