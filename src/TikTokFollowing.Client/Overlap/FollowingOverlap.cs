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
        List<(SortKey Key, int Number)> shared = [];
        for (int number = 0; number < _counts.Length; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_counts[number] >= Math.Max(1, minimum))
            {
                FollowedAccount profile = accounts.ProfileOf(number);
                string name = profile.Handle ?? "";
                shared.Add((new SortKey(_counts[number], name, profile.Id ?? profile.SecUid ?? ""), number));
            }
        }
        shared.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        Dictionary<int, List<string>> names = NamesOfLists(minimum);
        foreach ((_, int number) in shared)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Create(accounts.ProfileOf(number), names[number]);
        }
    }

    /// <summary>Returns the similarity of each pair of lists, in input order.</summary>
    public IEnumerable<ListOverlap> Overlaps(CancellationToken cancellation = default)
    {
        int[,] shared = CountShared(cancellation);
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
        foreach (OverlapList list in lists)
        {
            foreach (int number in list.Numbers)
            {
                counts[number]++;
            }
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

    private int[,] CountShared(CancellationToken cancellation)
    {
        List<int>?[] listsOf = new List<int>?[_counts.Length];
        int[,] shared = new int[lists.Count, lists.Count];
        for (int list = 0; list < lists.Count; list++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int number in lists[list].Numbers)
            {
                if (_counts[number] < 2)
                {
                    continue;
                }
                List<int> earlier = listsOf[number] ??= new List<int>(_counts[number]);
                foreach (int other in earlier)
                {
                    shared[other, list]++;
                }
                earlier.Add(list);
            }
        }
        return shared;
    }

    private Dictionary<int, List<string>> NamesOfLists(int minimum)
    {
        Dictionary<int, List<string>> names = [];
        foreach (OverlapList list in lists.OrderBy(list => list.FollowedBy, StringComparer.OrdinalIgnoreCase))
        {
            foreach (int number in list.Numbers)
            {
                if (_counts[number] < minimum)
                {
                    continue;
                }
                if (!names.TryGetValue(number, out List<string>? handles))
                {
                    handles = new List<string>(_counts[number]);
                    names.Add(number, handles);
                }
                handles.Add(list.FollowedBy);
            }
        }
        return names;
    }

    private SharedAccount Create(FollowedAccount profile, List<string> followedBy) => new()
    {
        Handle = profile.Handle,
        DisplayName = profile.DisplayName,
        FollowedByCount = followedBy.Count,
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

    private readonly record struct SortKey(int Count, string Handle, string Id)
    {
        public int CompareTo(SortKey other)
        {
            int order = other.Count.CompareTo(Count);
            if (order == 0)
            {
                order = StringComparer.OrdinalIgnoreCase.Compare(Handle, other.Handle);
            }
            return order == 0 ? StringComparer.Ordinal.Compare(Id, other.Id) : order;
        }
    }
}
