using System.Buffers.Text;
using System.Text;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Reads a file of committed lines: a header, then lines that each commit line proves. Lines after the last commit
/// were cut off and are ignored; damage before it throws. Knows nothing of the lines' content.
/// </summary>
internal sealed class CommitReader(Stream file, string format) : IDisposable
{
    public const int Version = 1;

    private const int ReadSize = 64 * 1024;
    private const int MaxCommit = 1 << 30;

    private readonly byte[] _headerStart = Encoding.ASCII.GetBytes($"{{\"Format\":\"{format}\",\"Version\":");
    private readonly LineSeal _seal = new();
    private readonly List<(int Start, int Length)> _lines = [];

    private byte[] _buffer = new byte[ReadSize];
    private int _length;
    private int _next;          // the start of the next line in the buffer
    private bool _isTerminated; // the last line ended with a line feed
    private long _bufferStart;  // the position of the buffer in the file
    private long _limit = file.Length; // what a writer appends later is not read, or its first part could look damaged
    private bool _isReadAgain;

    /// <summary>Gets the header line, a JSON object; empty if the file has none.</summary>
    public ReadOnlyMemory<byte> Header { get; private set; }

    /// <summary>Gets the number of the last commit; 0 if none exists.</summary>
    public long Sequence { get; private set; }

    /// <summary>Gets the hash of the last commit, or of the header if there is no commit.</summary>
    public string Hash => _seal.Hash;

    /// <summary>Gets the position after the last commit line, or after the header if there is no commit.</summary>
    public long End { get; private set; }

    /// <summary>Indicates whether the line before <see cref="End"/> has no line feed.</summary>
    public bool LacksLineFeed { get; private set; }

    private static ReadOnlySpan<byte> CommitStart => "{\"Commit\":"u8;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    public void Dispose() => _seal.Dispose();

    /// <summary>Reads the header.</summary>
    /// <returns>False if the file is empty, or its header was cut off.</returns>
    /// <exception cref="InvalidDataException">The file has another format or version, or it is damaged.</exception>
    public bool ReadHeader()
    {
        SkipByteOrderMark();
        if (IsEmptyOrCutOff())
        {
            return false;
        }
        TryReadLine(out int start, out int length);
        ReadOnlySpan<byte> line = _buffer.AsSpan(start, length);
        if (!Utf8Parser.TryParse(line.Slice(_headerStart.Length), out int version, out int digits)
            || line.Length == _headerStart.Length + digits)
        {
            return HasNoSeal() ? false : throw Damaged();
        }
        if (version != Version)
        {
            throw new InvalidDataException(
                $"it has format version {version}, and this version of the module supports {Version}. "
                + "Update the module.");
        }
        int sealedLength = LineSeal.FindEnd(line);
        if (sealedLength == 0 || !_seal.TryContinue(line, sealedLength))
        {
            return HasNoSeal() ? false : throw Damaged();
        }
        Header = line.Slice(0, sealedLength).ToArray();
        EndGroup(start + sealedLength, start + length);
        return true;
    }

    /// <summary>Reads the lines of the next commit.</summary>
    /// <returns>Null after the last commit.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public CommittedLines? ReadNext()
    {
        if (Header.IsEmpty)
        {
            return null;
        }
        do
        {
            StartGroup();
            while (TryReadLine(out int start, out int length))
            {
                ReadOnlySpan<byte> line = _buffer.AsSpan(start, length);
                int sealedLength = line.StartsWith(CommitStart) ? LineSeal.FindEnd(line) : 0;
                if (sealedLength == 0)
                {
                    _seal.AddLine(line);
                    _lines.Add((start, length));
                    continue;
                }
                if (!_seal.TryContinue(line, sealedLength))
                {
                    break;
                }
                return CreateGroup(start, sealedLength, length);
            }
        }
        while (!HasNoSeal() && TryReadAgain());

        return HasNoSeal() ? null : throw Damaged();
    }

    private CommittedLines CreateGroup(int start, int sealedLength, int length)
    {
        ReadOnlySpan<byte> number = _buffer.AsSpan(start + CommitStart.Length, sealedLength - CommitStart.Length);
        if (!Utf8Parser.TryParse(number, out long sequence, out _) || sequence != Sequence + 1)
        {
            throw Damaged();
        }
        Sequence = sequence;
        EndGroup(start + sealedLength, start + length);
        IEnumerable<ReadOnlyMemory<byte>> lines =
            _lines.Select(line => (ReadOnlyMemory<byte>)_buffer.AsMemory(line.Start, line.Length));
        return new CommittedLines([.. lines], _buffer.AsMemory(start, sealedLength));
    }

    // A line feed can be missing after a commit, because an editor removed it. Anything else there is the next line.
    private void EndGroup(int sealedEnd, int lineEnd)
    {
        LacksLineFeed = sealedEnd < lineEnd || !_isTerminated;
        _next = LacksLineFeed ? sealedEnd : _next;
        End = _bufferStart + _next;
    }

    private void StartGroup()
    {
        _lines.Clear();
        _seal.StartLines();
        Buffer.BlockCopy(_buffer, _next, _buffer, 0, _length - _next);
        _length -= _next;
        _bufferStart += _next;
        _next = 0;
    }

    // A writer that removes a cut-off end and appends to the file can do it between two reads of this reader.
    private bool TryReadAgain()
    {
        if (_isReadAgain)
        {
            return false;
        }
        _isReadAgain = true;
        _limit = file.Length;
        file.Position = End;
        _bufferStart = End;
        _length = 0;
        _next = 0;
        return true;
    }

    /// <summary>Reads the next line that is not blank, without spaces and carriage returns at its end.</summary>
    private bool TryReadLine(out int start, out int length)
    {
        while (_next < _length || Fill())
        {
            start = _next;
            int end = FindLineFeed();
            _isTerminated = end < _length;
            _next = Math.Min(end + 1, _length);
            length = TrimEnd(_buffer.AsSpan(start, end - start));
            if (length > 0)
            {
                return true;
            }
        }
        start = length = 0;
        return false;
    }

    // Returns the position of the line feed, or the end of the file.
    private int FindLineFeed()
    {
        int searched = _next;
        int found;
        while ((found = Array.IndexOf(_buffer, (byte)'\n', searched, _length - searched)) < 0)
        {
            searched = _length;
            if (!Fill())
            {
                return _length;
            }
        }
        return found;
    }

    private bool Fill()
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _length < MaxCommit ? _length * 2 : throw Damaged());
        }
        long rest = _limit - _bufferStart - _length;
        int read = file.Read(_buffer, _length, (int)Math.Min(_buffer.Length - _length, Math.Max(rest, 0)));
        _length += read;
        return read > 0;
    }

    private void SkipByteOrderMark()
    {
        while (_length < ByteOrderMark.Length && Fill())
        {
        }
        ReadOnlySpan<byte> start = _buffer.AsSpan(0, _length);
        if (start.StartsWith(ByteOrderMark))
        {
            _next = ByteOrderMark.Length;
        }
        else if (start.Length >= 2 && start[0] + start[1] == 0xFF + 0xFE)
        {
            throw new InvalidDataException("it was saved as UTF-16. Save it as UTF-8.");
        }
    }

    // A header that was cut off ends inside of its constant start. A power failure can leave zeros instead of the rest.
    private bool IsEmptyOrCutOff()
    {
        while (_length - _next < _headerStart.Length && Fill())
        {
        }
        int equal = 0;
        while (equal < _headerStart.Length && _next + equal < _length && _buffer[_next + equal] == _headerStart[equal])
        {
            equal++;
        }
        if (equal == _headerStart.Length)
        {
            return false;
        }
        do
        {
            if (Array.FindIndex(_buffer, _next + equal, _length - _next - equal, static value => value != 0) >= 0)
            {
                throw new InvalidDataException($"it is not a {format}.");
            }
        }
        while (Fill());
        return true;
    }

    /// <summary>Indicates whether the rest of the file, from the last commit on, has no sealed line.</summary>
    private bool HasNoSeal()
    {
        while (Fill())
        {
        }
        return !LineSeal.IsIn(_buffer.AsSpan((int)(End - _bufferStart), _length - (int)(End - _bufferStart)));
    }

    private static int TrimEnd(ReadOnlySpan<byte> line)
    {
        int length = line.Length;
        while (length > 0 && line[length - 1] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            length--;
        }
        return length;
    }

    private static InvalidDataException Damaged() =>
        new("its lines do not match their hashes: it was edited or damaged. Restore a copy of it.");
}
