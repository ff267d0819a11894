using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Journals;

/// <summary>Reads a journal at any path, of any list, without changing it.</summary>
/// <param name="Handle">The handle of the list.</param>
/// <param name="Cursor">The cursor of the first page; null for the start of the list.</param>
/// <param name="Pages">The complete pages.</param>
/// <param name="EndsOpen">Indicates whether the list continues after the last page.</param>
internal sealed record JournalReader(string Handle, string? Cursor, IReadOnlyList<FollowingPage> Pages, bool EndsOpen)
{
    /// <summary>Indicates whether the accounts are from the sandbox.</summary>
    public bool IsFictitious { get; init; }

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.CheckpointUnusable"/></exception>
    public static JournalReader Read(string path)
    {
        try
        {
            bool isTorn = TextFile.IsTorn(path);
            using StreamReader lines = TextFile.Open(path);
            return Read(lines, isTorn);
        }
        catch (Exception e) when (e
            is InvalidDataException
            or JsonException
            or InvalidOperationException
            or DecoderFallbackException)
        {
            throw Unusable(path, (e as InvalidDataException)?.Message ?? "it has a line that is not JSON.", e);
        }
        catch (Exception e) when (e
            is IOException
            or UnauthorizedAccessException
            or NotSupportedException
            or ArgumentException)
        {
            throw Unusable(path, TextSanitizer.Sanitize(e.Message), e);
        }
    }

    private static JournalReader Read(StreamReader lines, bool isTorn)
    {
        string? line = lines.ReadLine();
        if (line is null || (isTorn && lines.EndOfStream && ParseLast(line) is null))
        {
            throw new InvalidDataException(JournalFormat.NotAJournal);
        }
        using SparseJson first = JournalFormat.Parse(Encoding.UTF8.GetBytes(line));
        JsonPart header = first.Root;
        JournalFormat.CheckFormat(header);
        string handle = header.Field("Handle").Text()
            ?? throw new InvalidDataException("it has no handle.");
        string provider = header.Field("Provider").Text() ?? "";
        string? start = header.Field("Cursor").Text();

        List<FollowingPage> pages = [];
        string? cursor = start;
        bool endsOpen = true;
        while ((line = lines.ReadLine()) is not null)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }
            using SparseJson? page = isTorn && lines.EndOfStream
                ? ParseLast(line)
                : JournalFormat.Parse(Encoding.UTF8.GetBytes(line));
            if (page is null)
            {
                break; // the line was cut off, and its page was not written to the pipeline either
            }
            FollowingPage last = JournalFormat.ReadPage(page.Root, provider, handle, cursor);
            if (!last.IsLookup())
            {
                pages.Add(last);
            }
            cursor = last is { HasMore: true, NextCursor: null } ? cursor : last.NextCursor;
            endsOpen = last.HasMore;
        }
        return new JournalReader(handle, start, pages, endsOpen)
        {
            IsFictitious = header.Field("IsFictitious").Flag() == true,
        };
    }

    // An editor may have removed the line feed at the end. A line that was cut off is not JSON.
    private static SparseJson? ParseLast(string line)
    {
        try
        {
            return SparseJson.Parse(Encoding.UTF8.GetBytes(line));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static FollowingException Unusable(string path, string why, Exception e) =>
        new(FollowingErrorKind.CheckpointUnusable, null, $"The journal {path} cannot be read: {why}", e);
}
