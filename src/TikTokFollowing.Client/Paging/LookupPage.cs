using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Represents an id that was looked up as a page of a journal: without accounts, and with the id in its next cursor.
/// No other saved page is empty and has a next cursor, because such pages are retried and never returned.
/// </summary>
internal static class LookupPage
{
    /// <summary>Creates the page for an id that was looked up.</summary>
    /// <param name="resume">The point at which the list continues with the id.</param>
    /// <param name="retrievedAt">The local time of the lookup.</param>
    public static FollowingPage Create(ResumePoint resume, DateTime retrievedAt) => new()
    {
        Handle = resume.Handle,
        Provider = resume.Provider!,
        HasMore = true,
        NextCursor = resume.NextCursor,
        CreditsCharged = resume.CreditsCharged,
        RetrievedAt = retrievedAt,
    };

    /// <summary>Indicates whether a saved page only contains an id.</summary>
    public static bool IsLookup(this FollowingPage page) =>
        page is { Count: 0, HasMore: true } && LookupCursor.Parse(page.NextCursor).Id is not null;
}
