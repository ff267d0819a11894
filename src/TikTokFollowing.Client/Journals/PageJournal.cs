using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Journals;

/// <summary>
/// The pages of one list at one provider, on disk: each is there before its accounts go down the pipeline. Only ever appended to, but for a last line that was cut off by
/// the end of the process. Nothing in it is overwritten, and what is not ours is not touched.
/// </summary>
internal sealed class PageJournal : IDisposable
{
    private const int ReadSize = 64 * 1024;

    private static readonly byte[] s_utf8Mark = [0xEF, 0xBB, 0xBF];
    private static readonly byte[] s_utf16LittleEndianMark = [0xFF, 0xFE];
    private static readonly byte[] s_utf16BigEndianMark = [0xFE, 0xFF];

    private readonly string _provider;
    private readonly bool _isMadeUp;
    private readonly StringComparison _comparison;
    private readonly string _handle;
    private readonly string? _startCursor;
    private readonly bool _isTrimmed;
    private readonly ClientLog _log;
    private readonly OpenFile _open;

    private FileStream? _file;
    private FollowingException? _refusal;
    private bool _isRead;      // all that was there has been read, or nobody wants the rest
    private bool _isBroken;    // the disk refused a page: no more are promised
    private bool _isReadOnly;
    private bool _lacksLineEnd; // an editor removed the line feed at the end of the file
    private bool _hasHeader;
    private long _end;         // behind the last whole line
    private byte[] _buffer = new byte[ReadSize];
    private int _start;        // of what is in the buffer and not used
    private int _length;

    public PageJournal(JournalOptions checkpoint, string provider, FollowingQuery query, ClientLog log)
    {
        _provider = provider;
        _handle = query.Handle.Value;
        _comparison = ComparisonOf(query.Handle);
        _startCursor = query.Cursor;
        _log = log;
        _isMadeUp = checkpoint.IsMadeUp;
        _isTrimmed = query.Trim;
        _open = checkpoint.Open;
        Path = System.IO.Path.Combine(checkpoint.Folder, FileName(provider, query));
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The next page that was bought earlier; null when there is none left.</summary>
    /// <param name="asked">The cursor that would have to be asked for.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.CheckpointUnusable"/></exception>
    public FollowingPage? ReadNext(string? asked)
    {
        if (_refusal is not null) { throw _refusal; } // what was refused once is not written to later
        if (_isRead) { return null; }
        try
        {
            if (_file is null) { Open(); }
            if (!_hasHeader && ReadLine() is SparseJson header)
            {
                using (header)
                {
                    CheckHeader(header.Root);
                }
                _hasHeader = true;
            }
            if (_hasHeader && ReadLine() is SparseJson line)
            {
                using (line)
                {
                    FollowingPage page = JournalFormat.ReadPage(line.Root, _provider, _handle, asked);
                    _log.Verbose?.Invoke($"Read {Quantity.Of(page.Count, "account")} from the journal {Path}.");
                    return page;
                }
            }
            if (_isReadOnly)
            {
                throw new InvalidDataException(
                    "it is read-only and does not hold the whole list, so no more pages were fetched. "
                    + "Copy it to a writable folder, and give that folder as -CheckpointPath.");
            }
            DropTornLine();
            _isRead = true;
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or InvalidOperationException)
        {
            string why = (e as InvalidDataException)?.Message ?? "it has a line that is not JSON.";
            string advice = _isReadOnly ? "" : " It was not changed. Move it away, or give another -CheckpointPath.";
            throw _refusal = Unusable(why + advice, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            bool isBusy = e is IOException && _file is null && File.Exists(Path);
            throw _refusal = Unusable(
                TextSanitizer.Sanitize(e.Message) + (isBusy ? " If another command is reading this list, wait for it; each journal has one at a time." : " Check the folder in -CheckpointPath."), e);
        }
    }

    /// <summary>How many pages it has behind the one that was read last.</summary>
    public int CountRest()
    {
        if (_isRead || _file is null) { return 0; }
        int pages = CountLines(_buffer.AsSpan(_start, _length));
        try
        {
            long position = _file.Position;
            byte[] rest = new byte[ReadSize];
            while (_file.Read(rest, 0, rest.Length) is int read and > 0) { pages += CountLines(rest.AsSpan(0, read)); }
            _file.Position = position;
        }
        catch (IOException) { } // it is told when the page is wanted
        return pages;
    }

    /// <summary>Puts a page on the disk. If that fails, it is told once and the list goes on without a journal.</summary>
    /// <param name="asked">The cursor that it was asked with.</param>
    /// <param name="page">The page.</param>
    /// <returns>Whether it is there.</returns>
    public bool Append(string? asked, FollowingPage page)
    {
        if (_isBroken || _file is null || _refusal is not null) { return false; }

        using MemoryStream lines = new();
        if (_lacksLineEnd)
        {
            lines.WriteByte((byte)'\n');
        }
        if (!_hasHeader) { JournalFormat.WriteHeader(lines, _provider, _handle, _startCursor, _isTrimmed, _isMadeUp); }
        JournalFormat.WritePage(lines, asked, page);
        try
        {
            _file.Position = _end;
            _file.Write(lines.GetBuffer(), 0, (int)lines.Length);
            _file.Flush(flushToDisk: true);
            _end += lines.Length;
            _hasHeader = true;
            _lacksLineEnd = false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _isBroken = true;
            TakeBack();
            _log.Warning(
                $"The journal {Path} cannot be written: {TextSanitizer.Sanitize(e.Message)} The list continues, but its further pages are not saved and would be fetched again.");
            return false;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
        _isRead = true;
    }

    /// <summary>
    /// <c>SociaVault.someone.jsonl</c>. A list that starts elsewhere than at its start, or of trimmed records, is another list, with a journal of its own. The plus sign is in
    /// no handle.
    /// </summary>
    internal static string FileName(string provider, FollowingQuery query)
    {
        // Names have no capital letters at TikTok, and files have none at some systems: @Someone is @someone. A sec_uid has, and they count.
        string who = query.Handle.Kind == HandleKind.SecUid ? "sec_uid-" + Digest(query.Handle.Value) : query.Handle.Value.ToLower(CultureInfo.InvariantCulture);
        string from = query.Cursor is null ? "" : "+from-" + (IsPlain(query.Cursor) ? query.Cursor : Digest(query.Cursor));
        return $"{provider}.{who}{(query.Trim ? "+trim" : "")}{from}.jsonl";
    }

    private static StringComparison ComparisonOf(FollowingHandle handle) => handle.Kind == HandleKind.SecUid ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private static bool IsPlain(string cursor)
    {
        foreach (char c in cursor)
        {
            if (c is < '0' or > '9') { return false; }
        }
        return cursor.Length <= 20;
    }

    private static string Digest(string cursor)
    {
#if NETFRAMEWORK
        using SHA256 sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(cursor));
#else
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(cursor));
#endif
        StringBuilder text = new(16);
        for (int i = 0; i < 8; i++) { text.Append(hash[i].ToString("x2", CultureInfo.InvariantCulture)); }
        return text.ToString();
    }

    private static int CountLines(ReadOnlySpan<byte> bytes)
    {
        int lines = 0;
        for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes.Slice(end + 1)) { lines++; }
        return lines;
    }

    private void Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        try
        {
            RegularFile.ThrowIfOther(Path);
        }
        catch (IOException e)
        {
            throw new InvalidDataException(e.Message, e); // and not a file in use, for which a user could wait
        }
        // One writer. On Windows others may read meanwhile; elsewhere only a claim on everything keeps a second writer out.
        FileShare share = System.IO.Path.DirectorySeparatorChar == '\\' ? FileShare.Read : FileShare.None;
        try
        {
            // No buffer of its own: what a full disk refused must not be tried again on closing.
            _file = _open(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (Exception e) when (IsWriteProtection(e) && File.Exists(Path))
        {
            _file = _open(Path, FileMode.Open, FileAccess.Read, FileShare.Read);
            _isReadOnly = true;
        }
    }

    // A file without write permission, or one on a read-only medium. A file in use is none of these.
    private static bool IsWriteProtection(Exception e)
    {
        const int ReadOnlyFileSystem = 30; // EROFS
        const int WriteProtected = unchecked((int)0x80070013); // ERROR_WRITE_PROTECT
        return e is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem or WriteProtected };
    }

    private void CheckHeader(JsonPart header)
    {
        JournalFormat.CheckFormat(header);
        if ((header.Field("IsMadeUp").Flag() ?? false) != _isMadeUp)
        {
            throw new InvalidDataException(_isMadeUp ? "it holds real accounts, and the sandbox answers with made-up ones." : "it holds the made-up accounts of a sandbox.");
        }
        bool isThisList = header.Field("Provider").Text() == _provider
            && string.Equals(header.Field("Handle").Text(), _handle, _comparison)
            && (header.Field("Trim").Flag() ?? false) == _isTrimmed
            && header.Field("Cursor").Text() == _startCursor;
        if (!isThisList)
        {
            throw new InvalidDataException(
                $"it is of another list: @{TextSanitizer.Sanitize(header.Field("Handle").Text() ?? "?")} at {TextSanitizer.Sanitize(header.Field("Provider").Text() ?? "?")}.");
        }
    }

    /// <summary>Reads the next line, blank ones behind the header aside; null where no whole line is left. It lives until the next call.</summary>
    /// <exception cref="JsonException">The line is not JSON.</exception>
    private SparseJson? ReadLine()
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
                if (_hasHeader && IsBlank(line.Span))
                {
                    continue;
                }
                return JournalFormat.Parse(line);
            }

            searched = _length;
            if (_start > 0) { Buffer.BlockCopy(_buffer, _start, _buffer, 0, _length); }
            _start = 0;
            if (!_hasHeader && _length >= ReadSize) { throw new InvalidDataException("it is not a journal of this module."); }
            if (_length == _buffer.Length) { Array.Resize(ref _buffer, _buffer.Length * 2); }
            int read = _file!.Read(_buffer, _length, _buffer.Length - _length);
            if (read == 0) { return ReadUnterminatedLine(); }
            bool isStart = _end == 0 && _length == 0;
            _length += read;
            if (isStart)
            {
                SkipByteOrderMark();
            }
        }
    }

    // Some editors remove the line feed at the end of a file, or write a byte order mark at its start.
    private SparseJson? ReadUnterminatedLine()
    {
        Memory<byte> line = _buffer.AsMemory(_start, _length);
        SparseJson? json = null;
        try
        {
            json = IsBlank(line.Span) ? null : SparseJson.Parse(line);
        }
        catch (JsonException)
        {
            return null; // a line that was cut off
        }
        if (json is not null)
        {
            _lacksLineEnd = true;
            Advance(line.Length);
        }
        return json;
    }

    private void SkipByteOrderMark()
    {
        ReadOnlySpan<byte> start = _buffer.AsSpan(0, _length);
        if (start.StartsWith(s_utf8Mark))
        {
            Advance(s_utf8Mark.Length);
        }
        else if (start.StartsWith(s_utf16LittleEndianMark) || start.StartsWith(s_utf16BigEndianMark))
        {
            throw new InvalidDataException("it was saved as UTF-16. Save it as UTF-8 without a byte order mark.");
        }
    }

    private void Advance(int bytes)
    {
        _start += bytes;
        _length -= bytes;
        _end += bytes;
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

    // What is left is a line without an end: the process was killed while it wrote it, and its accounts were never emitted.
    private void DropTornLine()
    {
        if (_length > 0)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, Math.Min(_length, JournalFormat.HeaderStart.Length));
            if (!_hasHeader && !JournalFormat.HeaderStart.AsSpan().StartsWith(rest)) { throw new InvalidDataException("it is not a journal of this module."); }
            _file!.SetLength(_end);
            _log.Verbose?.Invoke($"The last line of the journal {Path} was cut off. Its page is fetched again.");
        }
        _buffer = [];
    }

    private void TakeBack()
    {
        try { _file!.SetLength(_end); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // the torn line is dropped by the next run
    }

    private FollowingException Unusable(string why, Exception e) =>
        new(FollowingErrorKind.CheckpointUnusable, _provider, $"The journal {Path} cannot be used: {why}", e);
}
