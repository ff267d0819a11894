using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Comparison;

/// <summary>Determines the edges of a list that pages and journals state.</summary>
internal static class PageRange
{
    /// <summary>Records the edges of a page.</summary>
    public static void Note(ListRange range, FollowingPage page)
    {
        ListEdge start = page is { Count: 0, HasMore: false } ? ListEdge.Reached : ListEdge.Unknown;
        range.NoteEdges(start, page.Extent, EndOf(page), null);
    }

    /// <summary>Records the edges of a journal.</summary>
    public static void Note(ListRange range, JournalReader journal)
    {
        ListEdge start = journal.Cursor is null ? ListEdge.Reached : ListEdge.Open;
        ListEdge end = ListEdge.Open;
        foreach (FollowingPage page in journal.Pages)
        {
            end = EndOf(page);
        }
        range.NoteEdges(start, null, journal.EndsOpen ? ListEdge.Open : end, null);
    }

    // A list that ended short of its total can have more accounts, because TikTok sometimes ends a list early.
    private static ListEdge EndOf(FollowingPage page) =>
        page.HasMore || page.Extent?.IsTruncated == true ? ListEdge.Open : ListEdge.Reached;
}
