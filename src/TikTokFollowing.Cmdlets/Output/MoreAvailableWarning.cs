using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>Describes the rest of a list of which one page was fetched: its accounts, and their price.</summary>
internal static class MoreAvailableWarning
{
    /// <summary>Creates the warning.</summary>
    /// <param name="pager">The list, after its first page with accounts.</param>
    /// <param name="page">The page.</param>
    /// <param name="returned">The number of accounts that were returned.</param>
    public static string Create(ListPager pager, FollowingPage page, int returned)
    {
        bool isEstimable = page.Total > pager.AccountsRead && page.Count > 0;
        string count = page.Total is long total
            ? $"{returned:N0} of about {Quantity.Of(total, "account")}"
            : Quantity.Of(returned, "account");
        string start = isEstimable
            ? $"@{pager.Handle}: {count} returned. "
            : $"@{pager.Handle}: {count} returned, and there are more. ";
        string end = isEstimable ? "." : $". It costs {pager.Facts.Cost}.";
        int saved = pager.SavedPages;
        if (saved > 0)
        {
            string price = isEstimable ? Describe(pager, page, page.Total!.Value, saved) + "; " : "";
            return $"{start}-All returns the whole list ({price}the journal has {Quantity.Of(saved, "page")}){end}";
        }
        // -All reads the list from the start, so that the first page is paid for again.
        string all = isEstimable ? $" ({Describe(pager, page, page.Total!.Value, 0)})" : "";
        string rest = isEstimable ? $" ({Describe(pager, page, page.Total!.Value - pager.AccountsRead, 0)})" : "";
        string arguments = ResumeAdvice.CreateArguments(pager);
        return $"{start}-All fetches the list from the start{all}; -All {arguments} fetches only the rest{rest}{end}";
    }

    private static string Describe(ListPager pager, FollowingPage page, long accounts, int saved)
    {
        PriceTracker prices = pager.Prices;
        long pages = Math.Max(0, ((accounts + page.Count - 1) / page.Count) - saved);
        string price = Quantity.Of(prices.PriceOf(pages, Math.Min(accounts, pages * page.Count)), "credit");
        return $"about {Quantity.Of(pages, saved > 0 ? "more page" : "page")}, {price}";
    }
}
