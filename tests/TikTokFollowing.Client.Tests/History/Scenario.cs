namespace TikTokFollowing.Client.Tests.History;

/// <summary>Specifies a kind of world: the events of a day and the errors of the providers.</summary>
internal sealed record Scenario(string Name)
{
    private static readonly CursorKind[] s_time = [CursorKind.FollowTime];
    private static readonly CursorKind[] s_opaque = [CursorKind.Opaque];
    private static readonly CursorKind[] s_offset = [CursorKind.Offset];
    private static readonly int[] s_long = [200, 400];

    public int[] Sizes { get; init; } = [60, 90, 200, 400];

    public int Days { get; init; } = 12;

    public int[] Follows { get; init; } = [0, 0, 1, 2, 3];

    public int[] Unfollows { get; init; } = [0, 0, 1];

    /// <summary>Gets the numbers of accounts that are unfollowed and followed again on a day.</summary>
    public int[] Refollows { get; init; } = [0];

    public CursorKind[] Cursors { get; init; } = [CursorKind.FollowTime, CursorKind.Opaque];

    public int[] PageSizes { get; init; } = [20];

    public IdForms Ids { get; init; }

    public ViewOrder Order { get; init; }

    public bool StatesTotal { get; init; } = true;

    public bool StatesNewest { get; init; } = true;

    public int Noise { get; init; }

    /// <summary>Indicates whether 200 accounts are followed on some days.</summary>
    public bool HasBursts { get; init; }

    /// <summary>Indicates whether the newest 30 accounts are unfollowed on some days.</summary>
    public bool HasMassUnfollows { get; init; }

    /// <summary>
    /// Indicates whether blocks of accounts are unfollowed and followed again in their order on some days.
    /// </summary>
    public bool HasBlocks { get; init; }

    /// <summary>Indicates whether unfollowed accounts are followed again some days later.</summary>
    public bool HasLateRefollows { get; init; }

    public bool HasBans { get; init; }

    /// <summary>Indicates whether accounts are banned before the baseline.</summary>
    public bool HasEarlyBans { get; init; }

    public bool HasRenames { get; init; }

    public bool HasStale { get; init; }

    public bool HasHidden { get; init; }

    public bool HasCuts { get; init; }

    public bool HasCutBaseline { get; init; }

    public bool HasFullReads { get; init; }

    /// <summary>Gets the probability that the list changes after a page.</summary>
    public double Churn { get; init; }

    public bool IsHiddenFromFirst { get; init; }

    public SecondView? Second { get; init; }

    /// <summary>Indicates whether follows and unfollows must be exact, because the providers make no error.</summary>
    public bool IsExact =>
        !(HasBans || HasEarlyBans || HasRenames || HasStale || HasHidden)
        && !(HasCuts || HasCutBaseline || IsHiddenFromFirst)
        && Second is null && Churn == 0 && Noise == 0 && Order == ViewOrder.NewestFirst && Ids == IdForms.Both;

    /// <summary>
    /// Indicates whether each update must find all follows. A block of re-follows can fill a page that has no follow
    /// time, so that the follows below it are found by a later update.
    /// </summary>
    public bool IsPrompt => IsExact && !HasBlocks;

    public override string ToString() => Name;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("plain"),
        new("page sizes 1 to 50") { PageSizes = [.. Enumerable.Range(1, 50)] },
        new("opaque pages of 1 to 4") { PageSizes = [1, 2, 3, 4], Cursors = s_opaque, Sizes = [30, 60] },
        new("opaque re-follows, pages of 1 to 4")
        {
            PageSizes = [1, 2, 3, 4],
            Cursors = s_opaque,
            Refollows = [0, 1, 2],
            Follows = [0, 1, 2],
        },
        new("tiny lists") { Sizes = [0, 1, 2, 3, 4, 6], Follows = [0, 1, 1], Unfollows = [0, 0, 1] },
        new("tiny lists without total") { Sizes = [0, 1, 2, 3, 4, 6], StatesTotal = false },
        new("no newest time") { Cursors = s_time, StatesNewest = false },
        new("no newest time, re-follows")
        {
            Cursors = s_time,
            StatesNewest = false,
            Refollows = [0, 0, 1, 2],
            HasBlocks = true,
        },
        new("offset pages") { Cursors = s_offset, HasFullReads = true },
        new("re-follows") { Refollows = [0, 0, 1, 2] },
        new("opaque re-follows") { Refollows = [0, 0, 1, 2], Cursors = s_opaque },
        new("late re-follows") { HasLateRefollows = true, Unfollows = [0, 1, 2] },
        new("blocks of re-follows, follow times") { HasBlocks = true, Cursors = s_time },
        new("blocks of re-follows, opaque") { HasBlocks = true, Cursors = s_opaque },
        new("bursts of 200") { HasBursts = true, Days = 6 },
        new("30 unfollows at once") { HasMassUnfollows = true, Days = 6, Sizes = s_long },
        new("bans") { HasBans = true },
        new("opaque bans") { HasBans = true, Cursors = s_opaque },
        new("bans before the baseline") { HasBans = true, HasEarlyBans = true },
        new("bans, full reads") { HasBans = true, HasFullReads = true },
        new("renames") { HasRenames = true },
        new("renames, one id form each") { HasRenames = true, Second = new SecondView { Ids = IdForms.Either } },
        new("renames, handles only") { HasRenames = true, Second = new SecondView { Ids = IdForms.Some } },
        new("handles only") { Ids = IdForms.Some, HasFullReads = true },
        new("second view") { Second = new SecondView { HasHidden = true } },
        new("second view, full reads") { HasFullReads = true, Second = new SecondView { HasHidden = true } },
        new("narrow first view") { IsHiddenFromFirst = true, HasFullReads = true, Second = new SecondView() },
        new("stale") { HasStale = true },
        new("stale, full reads") { HasStale = true, HasFullReads = true },
        new("stale, re-follows") { HasStale = true, Refollows = [0, 0, 1, 2], HasFullReads = true },
        new("stale, blocks of re-follows")
        {
            HasStale = true,
            Refollows = [0, 0, 1, 2],
            HasBlocks = true,
            HasFullReads = true,
        },
        new("hidden") { HasHidden = true },
        new("hidden, full reads") { HasHidden = true, HasFullReads = true },
        new("cut") { HasCuts = true, HasFullReads = true, Sizes = s_long },
        new("cut, no total") { HasCuts = true, HasFullReads = true, Sizes = s_long, StatesTotal = false },
        new("cut baseline") { HasCutBaseline = true, HasFullReads = true, Sizes = [400] },
        new("changing opaque") { Churn = 0.15, HasFullReads = true, Cursors = s_opaque },
        new("changing offset") { Churn = 0.15, HasFullReads = true, Cursors = s_offset },
        new("changing follow times") { Churn = 0.15, HasFullReads = true, Cursors = s_time },
        new("interrupted opaque")
        {
            Churn = 0.9,
            Cursors = s_opaque,
            PageSizes = [5, 20],
            HasBursts = true,
            Days = 6,
        },
        new("interrupted follow times")
        {
            Churn = 0.9,
            Cursors = s_time,
            PageSizes = [5, 20],
            HasBursts = true,
            Days = 6,
        },
        new("oldest first") { Order = ViewOrder.OldestFirst, Cursors = s_opaque },
        new("oldest first, full reads") { Order = ViewOrder.OldestFirst, Cursors = s_opaque, HasFullReads = true },
        new("alphabetical") { Order = ViewOrder.Alphabetical, Cursors = s_offset },
        new("shuffled") { Order = ViewOrder.Shuffled, Cursors = s_offset, Sizes = [60, 90] },
        new("inexact totals") { HasFullReads = true, Noise = 3, Unfollows = [0, 1, 2] },
        new("all events")
        {
            Refollows = [0, 0, 0, 1],
            Unfollows = [0, 1, 2],
            HasBursts = true,
            HasMassUnfollows = true,
            HasBlocks = true,
            HasLateRefollows = true,
            HasFullReads = true,
            PageSizes = [.. Enumerable.Range(1, 50)],
            Sizes = s_long,
        },
        new("all events and mistakes")
        {
            Refollows = [0, 0, 0, 1],
            HasBans = true,
            HasStale = true,
            HasHidden = true,
            HasCuts = true,
            HasFullReads = true,
            HasRenames = true,
            HasLateRefollows = true,
            PageSizes = [.. Enumerable.Range(1, 50)],
            Sizes = [3, 30, 90, 400],
        },
        new("quiet") { Follows = [0], Unfollows = [0] },
        new("1000 accounts") { Sizes = [1000], Follows = [0, 1, 2, 3], Unfollows = [0, 1], Days = 5 },
    ];
}

/// <summary>Specifies a second provider, which reads the list on some days.</summary>
internal sealed record SecondView
{
    public IdForms Ids { get; init; }

    /// <summary>Indicates whether it does not list some accounts.</summary>
    public bool HasHidden { get; init; }
}
