using System.Globalization;
using System.Text;
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Represents a file of committed lines that this command alone can write. <see cref="CommitReader"/> has the format.
/// Lines are appended; only an end without a commit is removed.
/// </summary>
internal sealed class HistoryFile(string path, string format, Stream file) : IDisposable
{
    private readonly CommitReader _reader = new(file, format);
    private readonly LineSeal _seal = new();

    private long _end;
    private bool _lacksLineFeed;
    private byte[]? _newHeader; // it is written with the first commit
    private bool _isReadToEnd;
    private bool _isBroken;

    public string Path => path;

    /// <summary>Gets the header line, a JSON object; empty if the file has none yet.</summary>
    public ReadOnlyMemory<byte> Header { get; private set; }

    /// <summary>Gets the number of the last commit; 0 if none exists.</summary>
    public long Sequence { get; private set; }

    /// <summary>Gets the hash of the last commit; it identifies the state of the file.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Opens a file for writing and reads its header. It is created if necessary.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryInUse"/> or <see cref="FollowingErrorKind.HistoryUnusable"/>
    /// </exception>
    public static async Task<HistoryFile> OpenAsync(
        string path,
        string format,
        HistoryStorage storage,
        CancellationToken cancellationToken)
    {
        Stream stream = await storage.OpenWriteAsync(path, cancellationToken).ConfigureAwait(false);
        HistoryFile file = new(path, format, stream);
        try
        {
            file._reader.ReadHeader();
            file.Header = file._reader.Header;
            return file;
        }
        catch (Exception e) when (HistoryErrors.IsFileError(e))
        {
            file.Dispose();
            throw HistoryErrors.Unusable(path, e);
        }
    }

    /// <summary>Reads the next commit. All of them are read before the first one is appended.</summary>
    /// <returns>Null after the last commit.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public CommittedLines? ReadNext()
    {
        try
        {
            if (_reader.ReadNext() is CommittedLines commit)
            {
                return commit;
            }
        }
        catch (Exception e) when (HistoryErrors.IsFileError(e))
        {
            _isBroken = true;
            throw HistoryErrors.Unusable(Path, e);
        }
        Sequence = _reader.Sequence;
        Hash = _reader.Hash;
        _end = _reader.End;
        _lacksLineFeed = _reader.LacksLineFeed;
        _seal.Continue(Hash);
        _isReadToEnd = true;
        return null;
    }

    /// <summary>Sets the header that a file without one gets with its first commit.</summary>
    /// <param name="fields">The fields, a JSON object.</param>
    public void SetHeader(ReadOnlyMemory<byte> fields)
    {
        if (Header.IsEmpty && _isReadToEnd)
        {
            _newHeader = Seal($"{{\"Format\":\"{format}\",\"Version\":{CommitReader.Version}", fields);
            Header = _newHeader;
        }
    }

    /// <summary>Appends lines and their commit, and flushes them to disk.</summary>
    /// <param name="lines">The lines, JSON objects without line ends.</param>
    /// <param name="commit">The fields of the commit line, a JSON object.</param>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryUnusable"/>: nothing of it was stored.
    /// </exception>
    public void Append(IEnumerable<ReadOnlyMemory<byte>> lines, ReadOnlyMemory<byte> commit)
    {
        if (!_isReadToEnd || _isBroken || Header.IsEmpty)
        {
            throw new InvalidOperationException("The file has no header, or not all of its commits were read.");
        }
        using MemoryStream text = new();
        if (_lacksLineFeed)
        {
            text.WriteByte((byte)'\n');
        }
        if (_newHeader is not null)
        {
            WriteLine(text, _newHeader);
        }
        _seal.StartLines();
        foreach (ReadOnlyMemory<byte> line in lines)
        {
            _seal.AddLine(line.Span);
            WriteLine(text, line.Span);
        }
        WriteLine(text, Seal("{\"Commit\":" + (Sequence + 1).ToString(CultureInfo.InvariantCulture), commit));
        try
        {
            ThrowIfReplaced(file.Length);
            if (file.Length > _end)
            {
                file.SetLength(_end);
            }
            file.Position = _end;
            file.Write(text.GetBuffer(), 0, (int)text.Length);
            DiskFile.Flush(file);
            ThrowIfReplaced(_end + text.Length);
        }
        catch (Exception e) when (HistoryErrors.IsFileError(e))
        {
            _isBroken = true;
            // The next writer removes the lines, which have no complete commit.
            DiskFile.IgnoreErrors(() => file.SetLength(_end));
            throw HistoryErrors.Unusable(Path, e);
        }
        _end += text.Length;
        _lacksLineFeed = false;
        _newHeader = null;
        Sequence++;
        Hash = _seal.Hash;
    }

    public void Dispose()
    {
        bool isEmpty = false;
        DiskFile.IgnoreErrors(() => isEmpty = !_isBroken && file.Length == 0);
        file.Dispose();
        _reader.Dispose();
        _seal.Dispose();
        if (isEmpty)
        {
            DiskFile.IgnoreErrors(() => File.Delete(path)); // an empty file is a history without updates
        }
    }

    /// <summary>Removes the content, closes the file and deletes it, as far as the disk allows it.</summary>
    public void Delete()
    {
        // The sequence of the history shows that the content has been used.
        DiskFile.IgnoreErrors(() => file.SetLength(0));
        Dispose();
    }

    private byte[] Seal(string start, ReadOnlyMemory<byte> fields)
    {
        byte[] first = Encoding.ASCII.GetBytes(start);
        ReadOnlySpan<byte> rest = fields.Span.Slice(1, fields.Length - 2);
        byte[] line = rest.IsEmpty ? first : [.. first, (byte)',', .. rest];
        return [.. line, .. _seal.Seal(line)];
    }

    // Only on Windows is a file safe from removal while it is open. Tools that synchronize folders replace files.
    private void ThrowIfReplaced(long length)
    {
        FileInfo file = new(Path);
        if (!file.Exists || file.Length != length)
        {
            throw new InvalidDataException("it was removed or replaced during the command. Run the command again.");
        }
    }

    private static void WriteLine(MemoryStream text, ReadOnlySpan<byte> line)
    {
#if NETFRAMEWORK
        text.Write(line.ToArray(), 0, line.Length);
#else
        text.Write(line);
#endif
        text.WriteByte((byte)'\n');
    }
}
