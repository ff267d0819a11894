using System.Collections.Generic;

namespace TikTokFollowing.Client.Paging;

/// <summary>What is asked for, the same for every page of one list.</summary>
internal sealed record FollowingQuery(FollowingHandle Handle)
{
    /// <summary>Where to start; null is the newest follow.</summary>
    public string? Cursor { get; init; }

    /// <summary>Accounts a page; null leaves it to the provider.</summary>
    public int? PageSize { get; init; }

    /// <summary>Ask for the smaller answer.</summary>
    public bool Trim { get; init; }

    /// <summary>Keep each record's own JSON.</summary>
    public bool IncludeRaw { get; init; }

    /// <summary>The accounts of the page before <see cref="Cursor"/>, where they are known: the cursor means "on or before", so the last of them comes again.</summary>
    public IReadOnlyList<FollowedAccount> PageBefore { get; init; } = [];

    /// <summary>How many accounts are wanted of the whole list; null is all of them. Providers that charge by the record are then not asked for more.</summary>
    public long? Wanted { get; init; }
}
