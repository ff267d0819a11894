namespace TikTokFollowing.Client.Reports;

/// <summary>
/// Computes the numbers above the table. An account in several lists counts once, except in the timeline. Unknown
/// values are counted separately, never as zero.
/// </summary>
internal sealed class ReportSummary
{
    private readonly FollowedAccount[] _accounts;

    public ReportSummary(ReportEntries entries)
    {
        IGrouping<int, int>[] accounts = [.. Enumerable.Range(0, entries.Rows.Count).GroupBy(entries.NumberOf)];
        _accounts =
        [
            .. accounts.Select(
                rows => rows.Select(row => entries.Rows[row]).OrderByDescending(entry => entry.RetrievedAt).First()),
        ];
        Entries = entries.Rows.Count;
        InSeveralLists = accounts.Count(rows => rows.Count(entries.HasList) > 1);
        Lists = entries.Lists.Count;
        Followers =
        [
            .. _accounts.Select(account => account.FollowerCount)
                .OfType<long>()
                .Where(count => count >= 0)
                .OrderBy(count => count),
        ];
        Regions =
        [
            .. _accounts.Where(account => !string.IsNullOrWhiteSpace(account.Region))
                .GroupBy(account => account.Region!.Trim().ToUpperInvariant())
                .Select(group => new KeyValuePair<string, int>(group.Key, group.Count()))
                .OrderByDescending(region => region.Value).ThenBy(region => region.Key, StringComparer.Ordinal),
        ];
        Timeline = FollowTimeline.Of(entries.Rows);
    }

    /// <summary>Gets the number of rows in the table, one for each list that has the account.</summary>
    public int Entries { get; }

    /// <summary>Gets the number of different accounts.</summary>
    public int Accounts => _accounts.Length;

    /// <summary>Gets the number of different lists.</summary>
    public int Lists { get; }

    /// <summary>Gets the number of accounts in more than one list.</summary>
    public int InSeveralLists { get; }

    /// <summary>Gets the number of verified accounts; null if it is unknown for all accounts.</summary>
    public int? Verified => Count(account => account.IsVerified);

    /// <summary>Gets the number of private accounts; null if it is unknown for all accounts.</summary>
    public int? Private => Count(account => account.IsPrivate);

    /// <summary>Gets the known numbers of followers in ascending order.</summary>
    public IReadOnlyList<long> Followers { get; }

    /// <summary>Gets the sum of the followers, as a decimal because a file can contain numbers of any size.</summary>
    public decimal TotalFollowers => Followers.Aggregate(0m, (sum, count) => sum + count);

    /// <summary>Gets the median number of followers; null if none is known.</summary>
    public long? MedianFollowers
    {
        get
        {
            if (Followers.Count == 0)
            {
                return null;
            }
            long low = Followers[(Followers.Count - 1) / 2];
            return low + ((Followers[Followers.Count / 2] - low) / 2);
        }
    }

    /// <summary>Gets the number of accounts in each region, the largest first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Regions { get; }

    /// <summary>Gets the follows over time; null if no time is known.</summary>
    public FollowTimeline? Timeline { get; }

    /// <summary>
    /// Gets the number of accounts with 0, 1 to 9, 10 to 99… followers. The key is the lower bound of each range.
    /// </summary>
    public IReadOnlyList<KeyValuePair<long, int>> Histogram
    {
        get
        {
            List<KeyValuePair<long, int>> buckets = [];
            // As a decimal, the end of the last range is not too large.
            for (decimal from = 0, next = 1; buckets.Sum(bucket => bucket.Value) < Followers.Count; next *= 10)
            {
                buckets.Add(new((long)from, Followers.Count(count => count >= from && count < next)));
                from = next;
            }
            return buckets;
        }
    }

    private int? Count(Func<FollowedAccount, bool?> isSo)
    {
        bool[] known = [.. _accounts.Select(isSo).OfType<bool>()];
        return known.Length == 0 ? null : known.Count(flag => flag);
    }
}
