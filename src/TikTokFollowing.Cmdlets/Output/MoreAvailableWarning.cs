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
        string start = $"@{pager.Handle}: {count} returned{(isEstimable ? "" : ", and there are more")}.";
        string end = isEstimable ? "." : $". It costs {pager.Facts.Cost}.";
        int saved = pager.SavedPages;
        if (saved > 0)
        {
            string pages = $"the journal has {Quantity.Of(saved, "page")}";
            return $"{start} -All returns the whole list ({Describe("", 0, "more page", "; ")}{pages}){end}";
        }
        // -All reads the list from the start, so that the first page is paid for again.
        return $"{start} -All fetches the list from the start{Describe(" (", 0, "page", ")")}; "
            + $"-All {ResumeAdvice.CreateArguments(pager)} fetches only the rest"
            + $"{Describe(" (", pager.AccountsRead, "page", ")")}{end}";

        string Describe(string before, long read, string noun, string after)
        {
            if (!isEstimable)
            {
                return "";
            }
            long accounts = page.Total!.Value - read;
            long pages = Math.Max(0, ((accounts + page.Count - 1) / page.Count) - saved);
            long price = pager.Prices.PriceOf(pages, Math.Min(accounts, pages * page.Count));
            return $"{before}about {Quantity.Of(pages, noun)}, {Quantity.Of(price, "credit")}{after}";
        }
    }
}
