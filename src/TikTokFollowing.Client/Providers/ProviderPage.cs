using System;
using System.Collections.Generic;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Providers;

/// <summary>What one answer says, as far as one answer can know. Whether the list goes on is decided by <see cref="ProviderPager"/>, which sees all of them.</summary>
internal sealed record ProviderPage
{
    public IReadOnlyList<FollowedAccount> Accounts { get; init; } = [];

    public long? Total { get; init; }

    /// <summary>Whether the provider promises more; null where it does not say (trimmed pages).</summary>
    public bool? HasMore { get; init; }

    /// <summary>The next cursor; null also for the provider's own ways to say "none" (0, -1, an empty text).</summary>
    public string? NextCursor { get; init; }

    /// <summary>
    /// Describes a cursor that is present but cannot be used (too long, control characters, not a text or a number);
    /// null where the cursor is readable or the response states that there is none.
    /// </summary>
    public string? CursorProblem { get; init; }

    public DateTime? FollowedAfter { get; init; }

    public DateTime? FollowedBefore { get; init; }

    /// <summary>What the answer says it cost; null where it does not say.</summary>
    public long? CreditsCharged { get; init; }

    public long? CreditsRemaining { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Not a page of the list, but a step towards it (an id looked up): <see cref="NextCursor"/> says how to go on.</summary>
    public bool IsLookup { get; init; }

    /// <summary>Something worth a verbose line.</summary>
    public string? Note { get; init; }

    /// <summary>A failure that came together with accounts: they are emitted first.</summary>
    public FollowingException? Failure { get; init; }

    /// <summary>Something that users have to know about the page: a warning.</summary>
    public string? Warning { get; init; }
}
