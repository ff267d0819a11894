using System;
using System.IO;
using System.Text.Json;
using TikTokFollowing.Client.Json;
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
    private readonly JournalLineReader _lines = new(stream);
    private FollowingException? _problem;
    private long _end; // of the last whole line

    public string Path => path;

    public JournalState State { get; private set; }

    /// <summary>Returns the next saved page; null if there is none.</summary>
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
        catch (Exception e) when (e is InvalidDataException or JsonException or InvalidOperationException)
        {
            string reason = (e as InvalidDataException)?.Message ?? "it has a line that is not JSON.";
            throw Refuse(stream.CanWrite ? $"{reason} {JournalFile.Advice}" : reason, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse(TextSanitizer.Sanitize(e.Message) + " Check the folder in -CheckpointPath.", e);
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
        if (State is not (JournalState.AppendingHeader or JournalState.AppendingPages))
        {
            return false;
        }
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
        try
        {
            stream.Position = _end;
            stream.Write(lines.GetBuffer(), 0, (int)lines.Length);
            Flush();
            _end += lines.Length;
            State = JournalState.AppendingPages;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            State = JournalState.WriteFailed;
            RemovePartOfLine();
            log.Warning(
                $"The journal {path} cannot be written: {TextSanitizer.Sanitize(e.Message)} "
                + "The list continues, but its further pages are not saved and would be fetched again.");
            return false;
        }
    }

    public void Dispose()
    {
        State = JournalState.Closed;
        stream.Dispose();
    }

    private FollowingPage? ReadPage(string? cursor)
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
                FollowingPage page = JournalFormat.ReadPage(line.Root, header.Provider, header.Handle.Value, cursor);
                log.Verbose?.Invoke($"Read {Quantity.Of(page.Count, "account")} from the journal {path}.");
                return page;
            }
        }
        if (!stream.CanWrite)
        {
            throw new InvalidDataException(
                "it is read-only and does not hold the whole list, so no more pages were fetched. "
                + "Copy it to a writable folder, and give that folder as -CheckpointPath.");
        }
        _end = _lines.Position;
        RemoveTornLine();
        State = State == JournalState.ReadingHeader ? JournalState.AppendingHeader : JournalState.AppendingPages;
        return null;
    }

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

    private void Flush()
    {
        if (stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            stream.Flush();
        }
    }

    private void RemovePartOfLine()
    {
        try
        {
            stream.SetLength(_end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next command removes it.
        }
    }

    // A journal that was refused is not written to later.
    private FollowingException Refuse(string reason, Exception e)
    {
        State = JournalState.Unusable;
        return _problem = JournalFile.CreateError(header.Provider, path, reason, e);
    }
}
