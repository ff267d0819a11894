using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Journals;

/// <summary>
/// Keeps the pages of one list in a stream: first it returns the pages that the stream has, then it appends pages. It
/// overwrites nothing, except a last line that was cut off when a process ended.
/// </summary>
/// <param name="stream">The stream, which can seek. If it cannot be written, a whole list can still be read.</param>
/// <param name="path">The path of the file, for messages.</param>
/// <param name="header">The header that the journal has or gets.</param>
/// <param name="log">Receives the warning about a page that cannot be written.</param>
internal sealed class PageJournal(Stream stream, string path, JournalHeader header, ClientLog log) : IDisposable
{
    private JournalLineReader _lines = new(stream);
    private FollowingException? _problem;
    private JournalArchive? _archive;
    private long _end; // of the last whole line

    public string Path => path;

    public JournalState State { get; private set; }

    /// <summary>Returns the next saved page; null if none exists.</summary>
    /// <param name="cursor">The cursor that a request for the page would have.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.CheckpointUnusable"/></exception>
    public FollowingPage? ReadNext(string? cursor)
    {
        if (_problem is not null)
        {
            throw _problem;
        }
        if (State is not (JournalState.ReadingHeader or JournalState.ReadingPages))
        {
            return null;
        }
        try
        {
            return ReadPage(cursor);
        }
        catch (Exception e) when (IsDamage(e))
        {
            string reason = (e as InvalidDataException)?.Message ?? "it has a line that is not JSON.";
            throw Refuse(stream.CanWrite ? $"{reason} {JournalFile.Advice}" : reason, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse(TextSanitizer.Sanitize(e.Message) + " Check the folder in -CheckpointPath.", e);
        }
    }

    /// <summary>Evaluates the saved pages before the first of them is returned.</summary>
    /// <param name="evaluate">Receives the pages, and returns false to end reading.</param>
    /// <returns>False if a page cannot be read. Its error is thrown when it is returned.</returns>
    public bool Preview(Func<FollowingPage, bool> evaluate)
    {
        try
        {
            string? cursor = header.Cursor;
            while (ReadSavedPage(cursor) is FollowingPage page && evaluate(page))
            {
                cursor = page.NextCursor ?? cursor;
            }
            return true;
        }
        catch (Exception e) when (IsDamage(e) || e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            stream.Position = 0;
            _lines = new JournalLineReader(stream);
            State = JournalState.ReadingHeader;
        }
    }

    /// <summary>
    /// Returns no saved page. The first page that is appended replaces them, and they are kept under a dated name.
    /// </summary>
    /// <exception cref="FollowingException">The journal is read-only.</exception>
    public void StartOver()
    {
        if (!stream.CanWrite)
        {
            throw Refuse(
                "it is read-only and older than -MaxAge, so the list was not fetched again. "
                + "Use a longer -MaxAge, or specify another -CheckpointPath.",
                null);
        }
        State = JournalState.Outdated;
    }

    /// <summary>Copies the pages that <see cref="StartOver"/> replaces, before another page is charged.</summary>
    /// <param name="readAtUtc">The time of the first of them, in UTC.</param>
    /// <param name="open">Opens the copy.</param>
    /// <exception cref="FollowingException">The copy cannot be written.</exception>
    public void CopyOutdated(DateTime readAtUtc, OpenFile open)
    {
        if (State != JournalState.Outdated || _archive is not null)
        {
            return;
        }
        try
        {
            _archive = new JournalArchive(stream, path, readAtUtc, open);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse(
                $"it is older than -MaxAge, and its copy cannot be written: {TextSanitizer.Sanitize(e.Message)} "
                + "No page was fetched. Check the folder in -CheckpointPath.",
                e);
        }
    }

    /// <summary>Counts the saved pages that were not returned.</summary>
    public int CountRemainingPages()
    {
        if (State != JournalState.ReadingPages)
        {
            return 0;
        }
        try
        {
            return _lines.CountRemainingLines();
        }
        catch (IOException)
        {
            return 0; // reading the page reports it
        }
    }

    /// <summary>Appends a page. If that fails, it warns once, and the list continues without a journal.</summary>
    /// <param name="cursor">The cursor with which the page was requested.</param>
    /// <param name="page">The page as the provider returned it.</param>
    /// <returns>True if the page is on the disk.</returns>
    public bool Append(string? cursor, FollowingPage page)
    {
        if (State is not (JournalState.AppendingHeader or JournalState.AppendingPages or JournalState.Outdated))
        {
            return false;
        }
        try
        {
            RemoveOutdated();
            Write(cursor, page);
            State = JournalState.AppendingPages;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RemovePartOfLine();
            State = JournalState.WriteFailed;
            log.Warning(
                $"The journal {path} cannot be written: {TextSanitizer.Sanitize(e.Message)} "
                + "The list continues, but its further pages are not saved and would be fetched again.");
            return false;
        }
    }

    public void Dispose()
    {
        State = JournalState.Closed;
        _archive?.Dispose();
        stream.Dispose();
    }

    private void Write(string? cursor, FollowingPage page)
    {
        using MemoryStream lines = new();
        if (_lines.LacksLineFeed && _end == _lines.Position)
        {
            lines.WriteByte((byte)'\n');
        }
        if (State == JournalState.AppendingHeader)
        {
            JournalFormat.WriteHeader(lines, header);
        }
        JournalFormat.WritePage(lines, cursor, page);
        stream.Position = _end;
        stream.Write(lines.GetBuffer(), 0, (int)lines.Length);
        DiskFile.Flush(stream);
        _end += lines.Length;
    }

    // The copy has its name before the first byte of the journal is removed.
    private void RemoveOutdated()
    {
        if (State != JournalState.Outdated)
        {
            return;
        }
        string kept = _archive!.Complete();
        log.Verbose?.Invoke($"Kept the older list of {path} as {kept}.");
        stream.SetLength(0);
        _lines.Close();
        State = JournalState.AppendingHeader;
    }

    private FollowingPage? ReadPage(string? cursor)
    {
        if (ReadSavedPage(cursor) is FollowingPage page)
        {
            string content = page.IsLookup() ? "the id" : Quantity.Of(page.Count, "account");
            log.Verbose?.Invoke($"Read {content} from the journal {path}.");
            return page;
        }
        if (!stream.CanWrite)
        {
            throw new InvalidDataException(
                "it is read-only and does not have the whole list, so no more pages were fetched. "
                + "Copy it to a writable folder, and specify that folder with -CheckpointPath.");
        }
        _end = _lines.Position;
        RemoveTornLine();
        State = State == JournalState.ReadingHeader ? JournalState.AppendingHeader : JournalState.AppendingPages;
        return null;
    }

    private FollowingPage? ReadSavedPage(string? cursor)
    {
        if (State == JournalState.ReadingHeader && _lines.Read(isHeader: true) is SparseJson first)
        {
            using (first)
            {
                header.Check(first.Root);
            }
            State = JournalState.ReadingPages;
        }
        if (State == JournalState.ReadingPages && _lines.Read(isHeader: false) is SparseJson line)
        {
            using (line)
            {
                return JournalFormat.ReadPage(line.Root, header.Provider, header.Handle.Value, cursor);
            }
        }
        return null;
    }

    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or JsonException or InvalidOperationException;

    // The process ended while it wrote the line, so the accounts on it were not emitted.
    private void RemoveTornLine()
    {
        ReadOnlySpan<byte> rest = _lines.Rest;
        if (rest.Length > 0)
        {
            ReadOnlySpan<byte> start = rest.Slice(0, Math.Min(rest.Length, JournalFormat.HeaderStart.Length));
            if (State == JournalState.ReadingHeader && !JournalFormat.HeaderStart.AsSpan().StartsWith(start))
            {
                throw new InvalidDataException(JournalFormat.NotAJournal);
            }
            stream.SetLength(_end);
            log.Verbose?.Invoke($"The last line of the journal {path} was cut off. Its page is fetched again.");
        }
        _lines.Close();
    }

    private void RemovePartOfLine()
    {
        // Over an older list, nothing was written.
        if (State != JournalState.Outdated)
        {
            DiskFile.IgnoreErrors(() => stream.SetLength(_end)); // the next command removes it
        }
    }

    // A journal that was refused is not written to later.
    private FollowingException Refuse(string reason, Exception? e)
    {
        State = JournalState.Unusable;
        return _problem = JournalFile.CreateError(header.Provider, path, reason, e);
    }
}
