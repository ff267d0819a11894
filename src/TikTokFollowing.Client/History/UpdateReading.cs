using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.History;

/// <summary>Converts the pages of an update to the reading that the rules evaluate.</summary>
internal static class UpdateReading
{
    /// <summary>Returns the reading of pages that continue each other.</summary>
    /// <param name="pages">The pages, from the newest follow on.</param>
    /// <param name="pageSize">The requested page size; null for the default size.</param>
    public static ListReading Of(IReadOnlyList<PendingPage> pages, int? pageSize)
    {
        ProviderMetadata facts = ProviderRegistry.Get(pages[0].Provider).Facts;
        AccountSet known = new();
        List<FollowedAccount> accounts = [];
        List<ReadPage> read = [];
        foreach (PendingPage page in pages)
        {
            read.Add(new ReadPage(
                accounts.Count,
                page.Page.FollowedAfter?.ToUniversalTime(),
                page.Page.FollowedBefore?.ToUniversalTime(),
                page.Provider));
            accounts.AddRange(page.Page.Accounts.Where(known.Add));
        }
        PendingPage last = pages[pages.Count - 1];
        return new ListReading
        {
            Provider = new ProviderTraits(
                facts.Name,
                facts.HasFollowTimes,
                facts.SupportsPageSize ? pageSize ?? facts.DefaultPageSize : facts.DefaultPageSize),
            Accounts = accounts,
            Pages = read,
            Total = TotalOf(pages, accounts.Count),
            IsAtEnd = !last.Page.HasMore,
            IsTruncated = last.Page is { HasMore: false, Extent.IsTruncated: true },
            StartedAt = pages[0].ReadAt,
            ReadAt = last.ReadAt,
        };
    }

    // Totals of two providers cannot be compared. A total of 0 beside accounts is wrong.
    private static long? TotalOf(IReadOnlyList<PendingPage> pages, int accounts) =>
        pages.Any(page => page.Provider != pages[0].Provider)
            ? null
            : pages.Select(page => page.Page.Total).LastOrDefault(total => total > 0 || (total == 0 && accounts == 0));
}
