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
        Dictionary<int, (FollowedAccount Newest, int Lists)> accounts = [];
        for (int row = 0; row < entries.Rows.Count; row++)
        {
            FollowedAccount entry = entries.Rows[row];
            bool isKnown = accounts.TryGetValue(entries.NumberOf(row), out (FollowedAccount Newest, int Lists) known);
            FollowedAccount newest = isKnown && known.Newest.RetrievedAt >= entry.RetrievedAt ? known.Newest : entry;
            accounts[entries.NumberOf(row)] = (newest, known.Lists + (entries.HasList(row) ? 1 : 0));
        }
        _accounts = [.. accounts.Values.Select(account => account.Newest)];
        Entries = entries.Rows.Count;
        InSeveralLists = accounts.Values.Count(account => account.Lists > 1);
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
            if (Followers.Count == 0)
            {
                return buckets;
            }
            int counted = 0;
            for (long from = 0; counted < Followers.Count;)
            {
                bool isLast = from > long.MaxValue / 10;
                long next = isLast ? long.MaxValue : Math.Max(1, from * 10);
                int count = 0;
                while (counted < Followers.Count && (isLast || Followers[counted] < next))
                {
                    counted++;
                    count++;
                }
                buckets.Add(new KeyValuePair<long, int>(from, count));
                from = next;
            }
            return buckets;
        }
    }

    private int? Count(Func<FollowedAccount, bool?> isSo)
    {
        bool?[] known = [.. _accounts.Select(isSo).Where(flag => flag is not null)];
        return known.Length == 0 ? null : known.Count(flag => flag == true);
    }
}
