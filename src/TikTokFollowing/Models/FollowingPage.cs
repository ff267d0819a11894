using System;
using System.Collections.Generic;

namespace TikTokFollowing;

/// <summary>One page of a following list, with everything that the provider said about it.</summary>
public sealed class FollowingPage
{
    internal FollowingPage()
    {
    }

    /// <summary>The handle whose list this is.</summary>
    public string Handle { get; internal init; } = "";

    /// <summary>The provider that answered.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>The accounts of this page, newest follow first, each once.</summary>
    public IReadOnlyList<FollowedAccount> Accounts { get; internal init; } = [];

    /// <summary>How many accounts this page has.</summary>
    public int Count => Accounts.Count;

    /// <summary>How many accounts the whole list has, by the provider's word. It moves between pages and counts banned accounts, which no page shows.</summary>
    public long? Total { get; internal init; }

    /// <summary>Whether there is a next page.</summary>
    public bool HasMore { get; internal init; }

    /// <summary>The cursor of the next page: what <c>-Cursor</c> takes. Null at the end.</summary>
    public string? NextCursor { get; internal init; }

    /// <summary>The follows of this page happened at this time or later (local time).</summary>
    public DateTime? FollowedAfter { get; internal init; }

    /// <summary>The follows of this page happened at this time or earlier (local time).</summary>
    public DateTime? FollowedBefore { get; internal init; }

    /// <summary>What this page cost, in the provider's credits: as the answer says, else by its price.</summary>
    public long CreditsCharged { get; internal init; }

    /// <summary>The credits left on the account, where the answer says so.</summary>
    public long? CreditsRemaining { get; internal init; }

    /// <summary>Requests left in the provider's rate-limit window, where the answer says so.</summary>
    public long? RateLimitRemaining { get; internal init; }

    /// <summary>The provider's name for this request; its support asks for it.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>How many requests this page took, repeats included.</summary>
    public int Attempts { get; internal init; }

    /// <summary>How long it took, waiting for repeats included.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>How much of the list was read; null where that is not known.</summary>
    internal ListExtent? Extent { get; init; }

    /// <summary>The same page with other accounts.</summary>
    internal FollowingPage With(IReadOnlyList<FollowedAccount> accounts) => new()
    {
        Handle = Handle,
        Provider = Provider,
        Accounts = accounts,
        Total = Total,
        HasMore = HasMore,
        NextCursor = NextCursor,
        FollowedAfter = FollowedAfter,
        FollowedBefore = FollowedBefore,
        CreditsCharged = CreditsCharged,
        CreditsRemaining = CreditsRemaining,
        RateLimitRemaining = RateLimitRemaining,
        RequestId = RequestId,
        Attempts = Attempts,
        Duration = Duration,
        Extent = Extent,
    };

    /// <summary>The handle, so that the object can stand where a handle is asked for.</summary>
    public override string ToString() => Handle;
}
