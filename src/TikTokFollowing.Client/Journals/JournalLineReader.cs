using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Journals;

/// <summary>Reads the lines of a journal, and distinguishes whole lines from a line that was cut off.</summary>
internal sealed class JournalLineReader(Stream stream)
{
    private const int ReadSize = 64 * 1024;

    private byte[] _buffer = new byte[ReadSize];
    private int _start; // of the bytes in the buffer that were not returned
    private int _length;

    /// <summary>Gets the position after the last whole line that was read.</summary>
    public long Position { get; private set; }

    /// <summary>Indicates whether the last line has no line feed, because an editor removed it.</summary>
    public bool LacksLineFeed { get; private set; }

    /// <summary>Gets the bytes after the last whole line.</summary>
    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_start, _length);

    /// <summary>
    /// Reads the next line; null if no whole line remains. The result is valid until the next call.
    /// </summary>
    /// <param name="isHeader">True for the first line, which must not be blank.</param>
    /// <exception cref="JsonException">The line is not JSON.</exception>
    /// <exception cref="InvalidDataException">The stream does not start as a journal does.</exception>
    public SparseJson? Read(bool isHeader)
    {
        int searched = 0;
        while (true)
        {
            int found = Array.IndexOf(_buffer, (byte)'\n', _start + searched, _length - searched);
            if (found >= 0)
            {
                Memory<byte> line = _buffer.AsMemory(_start, found - _start);
                Advance(line.Length + 1);
                searched = 0;
                if (isHeader || !IsBlank(line.Span))
                {
                    return JournalFormat.Parse(line);
                }
                continue;
            }
            searched = _length;
            if (isHeader && _length >= ReadSize)
            {
                throw new InvalidDataException(JournalFormat.NotAJournal);
            }
            if (!Fill())
            {
                return ReadUnterminated();
            }
        }
    }

    /// <summary>Counts the line feeds up to the end of the stream, and reads no line.</summary>
    public int CountRemainingLines()
    {
        int lines = CountLineFeeds(Rest);
        long position = stream.Position;
        byte[] rest = new byte[ReadSize];
        while (stream.Read(rest, 0, rest.Length) is int read and > 0)
        {
            lines += CountLineFeeds(rest.AsSpan(0, read));
        }
        stream.Position = position;
        return lines;
    }

    /// <summary>Releases the buffer. No line is read after it.</summary>
    public void Close()
    {
        _buffer = [];
        _start = 0;
        _length = 0;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _length);
            _start = 0;
        }
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        int read = stream.Read(_buffer, _length, _buffer.Length - _length);
        bool isStart = Position == 0 && _length == 0;
        _length += read;
        if (isStart)
        {
            SkipByteOrderMark();
        }
        return read > 0;
    }

    // Some editors remove the line feed at the end of a file. A line that was cut off is not JSON.
    private SparseJson? ReadUnterminated()
    {
        Memory<byte> line = _buffer.AsMemory(_start, _length);
        SparseJson? json = null;
        try
        {
            json = IsBlank(line.Span) ? null : SparseJson.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
        if (json is not null)
        {
            LacksLineFeed = true;
            Advance(line.Length);
        }
        return json;
    }

    // Some editors write a byte order mark.
    private void SkipByteOrderMark()
    {
        if (Rest.StartsWith("\uFEFF"u8))
        {
            Advance("\uFEFF"u8.Length);
        }
        else if (Rest.Length >= 2 && Rest[0] + Rest[1] == 0xFF + 0xFE)
        {
            throw new InvalidDataException("it was saved as UTF-16. Save it as UTF-8 without a byte order mark.");
        }
    }

    private void Advance(int bytes)
    {
        _start += bytes;
        _length -= bytes;
        Position += bytes;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line)
    {
        foreach (byte c in line)
        {
            if (c is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
            {
                return false;
            }
        }
        return true;
    }

    private static int CountLineFeeds(ReadOnlySpan<byte> bytes)
    {
        int lines = 0;
        for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes.Slice(end + 1))
        {
            lines++;
        }
        return lines;
    }
}
