namespace TikTokFollowing.Cmdlets.Output;

/// <summary>Applies -Since to the pages of one list, which are in order of their follow times, newest first.</summary>
/// <param name="sinceUtc">The time in UTC; null reads the whole list.</param>
internal sealed class SinceFilter(DateTime? sinceUtc)
{
    private DateTime? _lastFollowedAfter;

    /// <summary>
    /// Gets the reason for which the list cannot be read any further, as the end of a sentence about the provider; null
    /// if none exists.
    /// </summary>
    public string? Problem { get; private set; }

    /// <summary>Indicates whether a page can contain accounts that were followed at or after the time.</summary>
    public bool Includes(FollowingPage page) => !(page.FollowedBefore?.ToUniversalTime() < sinceUtc);

    /// <summary>Indicates whether the next page can contain accounts that were followed at or after the time.</summary>
    public bool Continues(FollowingPage page)
    {
        if (sinceUtc is null)
        {
            return true;
        }
        DateTime? after = page.FollowedAfter?.ToUniversalTime();
        Problem = after is null ? "returned a page without a follow time"
            : after > _lastFollowedAfter ? "returned follow times that are not in order"
            : null;
        _lastFollowedAfter = after;
        return Problem is null && after >= sinceUtc;
    }
}
