using System.Globalization;
using TikTokFollowing.Client.History;

namespace TikTokFollowing.Client.Tests.History;

internal enum CursorKind
{
    /// <summary>The cursor is the time of the last follow, inclusive.</summary>
    FollowTime,

    /// <summary>The cursor denotes the last account.</summary>
    Opaque,

    /// <summary>The cursor is a number of accounts, so that pages shift while they are read.</summary>
    Offset,
}

internal enum IdForms
{
    Both,
    Id,
    SecUid,

    /// <summary>Each account has one form.</summary>
    Either,

    /// <summary>Every fourth account has only a handle.</summary>
    Some,
}

internal enum ViewOrder
{
    NewestFirst,
    OldestFirst,
    Alphabetical,
    Shuffled,
}

/// <summary>Represents the view that a provider has of a world: its accounts, pages, total and errors.</summary>
internal sealed class ListView(World world, Random random, string name)
{
    public CursorKind Cursor { get; init; }

    public int PageSize { get; init; } = 20;

    public IdForms Ids { get; init; }

    public ViewOrder Order { get; init; }

    public bool StatesTotal { get; init; } = true;

    /// <summary>Indicates whether a page states the time of its newest follow. Trimmed pages do not.</summary>
    public bool StatesNewest { get; init; } = true;

    /// <summary>Gets the greatest error of a total.</summary>
    public int Noise { get; init; }

    public Func<int, bool> Hides { get; init; } = _ => false;

    /// <summary>Gets a cached response; null for none.</summary>
    public Snapshot? Stale { get; set; }

    public bool IsHidden { get; set; }

    /// <summary>Gets the number of accounts after which the list is cut silently.</summary>
    public int? Cut { get; set; }

    public ProviderTraits Traits => new(name, Cursor == CursorKind.FollowTime, PageSize);

    /// <summary>Returns the accounts that this provider lists now, in its order.</summary>
    public List<int> Listed() => Listed(Stale ?? world.Snapshot());

    public ViewPage Page(long? cursor)
    {
        if (IsHidden)
        {
            return new ViewPage([], false, null, null, null, null);
        }
        Snapshot truth = Stale ?? world.Snapshot();
        List<int> listed = Listed(truth);
        long? total = StatesTotal ? truth.Relation.Count + random.Next(-Noise, Noise + 1) : null;
        if (Cut is int cut)
        {
            listed = [.. listed.Take(cut)];
        }
        return Cursor switch
        {
            CursorKind.FollowTime => TimePage(truth, listed, cursor, total),
            CursorKind.Opaque when Order == ViewOrder.NewestFirst => OpaquePage(truth, listed, cursor, total),
            _ => OffsetPage(truth, listed, (int)(cursor ?? 0), total),
        };
    }

    private List<int> Listed(Snapshot truth)
    {
        List<int> listed =
        [
            .. truth.Relation
                .Where(follow => !truth.Banned.Contains(follow.Key) && !Hides(follow.Key))
                .OrderByDescending(follow => follow.Value)
                .Select(follow => follow.Key),
        ];
        switch (Order)
        {
            case ViewOrder.OldestFirst:
                listed.Reverse();
                break;
            case ViewOrder.Alphabetical:
                listed.Sort((a, b) => (a * 7919 % 10007).CompareTo(b * 7919 % 10007));
                break;
            case ViewOrder.Shuffled:
                Random order = new((int)(world.Now / 86400));
                listed = [.. listed.OrderBy(_ => order.Next())];
                break;
        }
        return listed;
    }

    private ViewPage TimePage(Snapshot truth, List<int> listed, long? cursor, long? total)
    {
        List<int> rest = cursor is long time ? [.. listed.Where(account => truth.Relation[account] <= time)] : listed;
        // The page repeats the account at the cursor, so a page of one account would never advance.
        List<int> page = [.. rest.Take(PageSize == 1 && cursor is not null ? 2 : PageSize)];
        if (page.Count == 0)
        {
            return new ViewPage([], false, null, total, null, null);
        }
        long newest = truth.Relation[page[0]];
        long oldest = truth.Relation[page[^1]];
        DateTime? before = StatesNewest ? World.TimeOf(newest) : cursor is long start ? World.TimeOf(start) : null;
        DateTime after = World.TimeOf(oldest);
        return new ViewPage(Records(truth, page, after, before), rest.Count > page.Count, oldest, total, after, before);
    }

    private ViewPage OpaquePage(Snapshot truth, List<int> listed, long? cursor, long? total)
    {
        List<int> rest = cursor is long time ? [.. listed.Where(account => truth.Relation[account] < time)] : listed;
        List<int> page = [.. rest.Take(PageSize)];
        long? next = page.Count == 0 ? null : truth.Relation[page[^1]];
        return new ViewPage(Records(truth, page, null, null), rest.Count > page.Count, next, total, null, null);
    }

    private ViewPage OffsetPage(Snapshot truth, List<int> listed, int offset, long? total)
    {
        List<int> page = [.. listed.Skip(offset).Take(PageSize)];
        long next = offset + PageSize;
        return new ViewPage(Records(truth, page, null, null), next < listed.Count, next, total, null, null);
    }

    private List<FollowedAccount> Records(Snapshot truth, List<int> page, DateTime? after, DateTime? before) =>
    [
        .. page.Select(account => new FollowedAccount
        {
            Id = HasId(account) ? account.ToString(CultureInfo.InvariantCulture) : null,
            SecUid = HasSecUid(account) ? $"s{account}" : null,
            Handle = truth.Handles[account],
            FollowedAfter = after?.ToLocalTime(),
            FollowedBefore = before?.ToLocalTime(),
            Raw = account.ToString(CultureInfo.InvariantCulture),
        }),
    ];

    private bool HasId(int account) => Ids switch
    {
        IdForms.Both or IdForms.Id => true,
        IdForms.Either => account % 2 == 0,
        IdForms.Some => account % 4 != 0,
        _ => false,
    };

    private bool HasSecUid(int account) =>
        Ids is IdForms.Both or IdForms.SecUid || (Ids == IdForms.Either && account % 2 != 0);
}

internal sealed record ViewPage(
    List<FollowedAccount> Accounts, bool HasMore, long? Cursor, long? Total, DateTime? After, DateTime? Before);
