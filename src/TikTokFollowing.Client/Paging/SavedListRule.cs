namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Decides whether the pages of a journal are all that a command reads of a list. If they are not, the command resumes
/// the list at any age of the journal.
/// </summary>
internal sealed class SavedListRule(FollowingQuery query)
{
    private readonly AccountSet _accounts = new();
    private bool _hasStopped;

    /// <summary>Indicates whether a command with this query requests no page after the added ones.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Adds the next page.</summary>
    /// <returns>False if the decision does not depend on further pages.</returns>
    public bool Add(FollowingPage page)
    {
        _accounts.AddRange(page.Accounts);
        // Old pages cannot have new follows, so -Since does not depend on the pages after them.
        bool isBeyondSince = query.SinceUtc is DateTime since && !(page.FollowedAfter?.ToUniversalTime() >= since);
        if (!page.HasMore || isBeyondSince)
        {
            IsComplete = true;
            return false;
        }
        // More pages than this command reads are of a longer command, which can still be resumed.
        IsComplete = !_hasStopped && _accounts.Count >= query.StopsAfter;
        _hasStopped |= IsComplete;
        return true;
    }
}
