namespace TikTokFollowing.Client.History;

/// <summary>Represents the pages that one update read, from the newest follow on. All times are UTC.</summary>
internal sealed record ListReading
{
    /// <summary>Gets the provider of the first page.</summary>
    public ProviderTraits Provider { get; init; } = new("", false, 20);

    /// <summary>Gets the providers of all pages: a fallback can continue a list.</summary>
    public ProviderSet Providers =>
        ProviderSet.Of(Pages.Select(page => page.Provider ?? Provider.Name).Append(Provider.Name));

    /// <summary>Gets the accounts of all pages, without duplicates, in the order of the provider.</summary>
    public IReadOnlyList<FollowedAccount> Accounts { get; init; } = [];

    public IReadOnlyList<ReadPage> Pages { get; init; } = [];

    /// <summary>Gets the last total that the provider stated.</summary>
    public long? Total { get; init; }

    /// <summary>Indicates whether the provider reported the end of the list.</summary>
    public bool IsAtEnd { get; init; }

    /// <summary>Indicates whether the list ended well below its total, so that its end proves nothing.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Indicates whether changed profile fields are stored and reported.</summary>
    public bool IncludeProfile { get; init; }

    /// <summary>Indicates whether follower counts are stored.</summary>
    public bool IncludeCount { get; init; }

    /// <summary>Gets the time of the first page.</summary>
    public DateTime StartedAt { get; init; }

    /// <summary>Gets the time of the last page. An interrupted reading is evaluated as of this time.</summary>
    public DateTime ReadAt { get; init; }

    public int Requests { get; init; }

    public long CreditsCharged { get; init; }
}

/// <summary>Represents a page of a reading.</summary>
/// <param name="Start">The index of its first account in the reading.</param>
/// <param name="FollowedAfter">The time of its oldest follow; null if the provider states none.</param>
/// <param name="FollowedBefore">The time of its newest follow; null if the provider states none.</param>
/// <param name="Provider">The provider that returned it; null for the one of the reading.</param>
internal sealed record ReadPage(
    int Start, DateTime? FollowedAfter = null, DateTime? FollowedBefore = null, string? Provider = null);
