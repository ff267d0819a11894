namespace TikTokFollowing.Client.Overlap;

/// <summary>Determines the accounts that several lists share. The number of steps grows with the accounts.</summary>
/// <param name="accounts">The different accounts of all lists.</param>
/// <param name="lists">The lists, each without duplicates.</param>
internal sealed class FollowingOverlap(DistinctAccounts accounts, IReadOnlyList<OverlapList> lists)
{
    private const string Separator = ", ";

    private readonly int[] _counts = CountLists(accounts.Count, lists);

    /// <summary>Gets the lists in input order.</summary>
    public IReadOnlyList<OverlapList> Lists => lists;

    /// <summary>Gets the different accounts of all lists.</summary>
    public DistinctAccounts Accounts => accounts;

    /// <summary>Returns the number of lists that contain an account.</summary>
    public int CountOf(int number) => _counts[number];

    /// <summary>
    /// Returns the accounts that at least <paramref name="minimum"/> lists contain. The one in most lists is first.
    /// Accounts in the same number of lists are sorted by handle, and then by id, in the same order in every culture.
    /// </summary>
    public IEnumerable<SharedAccount> SharedAccounts(int minimum, CancellationToken cancellation = default)
    {
        List<int>?[] listsOf = ListsOf(minimum, cancellation);
        IEnumerable<int> shared = Enumerable.Range(0, _counts.Length)
            .Where(number => _counts[number] >= Math.Max(1, minimum))
            .Select(number =>
            {
                cancellation.ThrowIfCancellationRequested();
                FollowedAccount profile = accounts.ProfileOf(number);
                return (Number: number, Handle: profile.Handle ?? "", Id: profile.Id ?? profile.SecUid ?? "");
            })
            .OrderByDescending(account => _counts[account.Number])
            .ThenBy(account => account.Handle, StringComparer.OrdinalIgnoreCase)
            .ThenBy(account => account.Id, StringComparer.Ordinal)
            .Select(account => account.Number);
        foreach (int number in shared)
        {
            cancellation.ThrowIfCancellationRequested();
            string[] names =
            [
                .. listsOf[number]!
                    .Select(list => lists[list].FollowedBy)
                    .OrderBy(name => name, StringComparer.OrdinalIgnoreCase),
            ];
            yield return Create(accounts.ProfileOf(number), names);
        }
    }

    /// <summary>Returns the similarity of each pair of lists, in input order.</summary>
    public IEnumerable<ListOverlap> Overlaps(CancellationToken cancellation = default)
    {
        int[,] shared = new int[lists.Count, lists.Count];
        foreach (List<int> own in ListsOf(minimum: 2, cancellation).OfType<List<int>>())
        {
            for (int i = 0; i < own.Count; i++)
            {
                for (int j = i + 1; j < own.Count; j++)
                {
                    shared[own[i], own[j]]++;
                }
            }
        }
        for (int first = 0; first < lists.Count; first++)
        {
            for (int second = first + 1; second < lists.Count; second++)
            {
                yield return Create(lists[first], lists[second], shared[first, second]);
            }
        }
    }

    private static int[] CountLists(int count, IReadOnlyList<OverlapList> lists)
    {
        int[] counts = new int[count];
        foreach (int number in lists.SelectMany(list => list.Numbers))
        {
            counts[number]++;
        }
        return counts;
    }

    private static ListOverlap Create(OverlapList first, OverlapList second, int shared)
    {
        int all = first.Numbers.Count + second.Numbers.Count - shared;
        int shorter = Math.Min(first.Numbers.Count, second.Numbers.Count);
        return new ListOverlap
        {
            First = first.FollowedBy,
            Second = second.FollowedBy,
            FirstCount = first.Numbers.Count,
            SecondCount = second.Numbers.Count,
            Shared = shared,
            Jaccard = all == 0 ? null : (double)shared / all,
            OverlapCoefficient = shorter == 0 ? null : (double)shared / shorter,
        };
    }

    // Returns the indexes of the lists of each account that is in enough of them.
    private List<int>?[] ListsOf(int minimum, CancellationToken cancellation)
    {
        List<int>?[] listsOf = new List<int>?[_counts.Length];
        for (int list = 0; list < lists.Count; list++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int number in lists[list].Numbers.Where(number => _counts[number] >= minimum))
            {
                (listsOf[number] ??= new List<int>(_counts[number])).Add(list);
            }
        }
        return listsOf;
    }

    private SharedAccount Create(FollowedAccount profile, string[] followedBy) => new()
    {
        Handle = profile.Handle,
        DisplayName = profile.DisplayName,
        FollowedByCount = followedBy.Length,
        ListCount = lists.Count,
        FollowedBy = string.Join(Separator, followedBy),
        Id = profile.Id,
        SecUid = profile.SecUid,
        Bio = profile.Bio,
        IsVerified = profile.IsVerified,
        IsPrivate = profile.IsPrivate,
        Region = profile.Region,
        Language = profile.Language,
        CreatedAt = profile.CreatedAt,
        AvatarUrl = profile.AvatarUrl,
        ProfileUrl = profile.ProfileUrl,
        FollowerCount = profile.FollowerCount,
        FollowingCount = profile.FollowingCount,
        LikeCount = profile.LikeCount,
        VideoCount = profile.VideoCount,
        LikedCount = profile.LikedCount,
    };
}
