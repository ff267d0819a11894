using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Providers;

/// <summary>Specifies a page to request.</summary>
/// <param name="Query">The query of the list.</param>
/// <param name="Cursor">The provider's own cursor; null for the start of the list.</param>
/// <param name="Remaining">The number of accounts that are still wanted; null for all of them.</param>
/// <param name="RequestedAt">The time of the request, for <see cref="FollowedAccount.RetrievedAt"/>.</param>
internal sealed record PageRequest(FollowingQuery Query, string? Cursor, long? Remaining, DateTime RequestedAt)
{
    /// <summary>Returns the page size to request; null for the provider's default.</summary>
    // The documentation of a provider can contradict itself about the default size, which matters if each account is
    // charged.
    public int? GetPageSize(ProviderMetadata facts)
    {
        int size = Query.PageSize ?? facts.DefaultPageSize;
        return facts.CreditsPerRecord > 0 && Remaining is long remaining
            ? (int)Math.Max(1, Math.Min(size, remaining))
            : Query.PageSize;
    }
}
