using TikTokFollowing.Client.History;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Generates random updates that fit a stored list, with every field that an update can have.</summary>
internal sealed class RandomUpdates(Random random)
{
    private static readonly string[] s_texts =
    [
        "", "x", "\u00e9\u0131\u0130", "\ud83d\ude00", "a\"b\\c", "line\nbreak\u2028",
        "\",\"Hash\":\"0123456789abcdef\"}", "<&'+>",
    ];

    private static readonly string[] s_kinds =
        ["Followed", "Unfollowed", "Renamed", "ProfileChanged", "Returned", "Appeared"];

    private static readonly string[] s_providers = ["SociaVault", "UnifAPI", "Own.One"];

    public HistoryDelta Next(HistoryState state)
    {
        ReadingFacts reading = NextReading();
        List<int> listed = [.. state.Listed.Select(account => account.Key)];
        List<Removal> removals = [];
        foreach (int key in Some(listed))
        {
            listed.Remove(key);
            removals.Add(new Removal(key, Maybe(() => random.Next(state.NextKey))));
        }
        List<Placement> placements = NextPlacements(state, listed, removals);
        int nextKey = state.NextKey + placements.Count(placement => placement.Account is not null);
        List<int> keys = [.. Enumerable.Range(0, nextKey)];
        long sequence = state.Marks.ChangeCount;
        List<HistoryChange> changes = [.. Some(keys).Select(key => NextChange(key, ++sequence))];
        return new HistoryDelta
        {
            Reading = reading,
            Removals = removals,
            Placements = placements,
            Updates = [.. Some(keys).Select(NextUpdate)],
            Seen = KeyRange.Of(Some(keys)),
            Held = KeyRange.Of(Some(keys)),
            Released = KeyRange.Of(Some(keys)),
            Changes = changes,
            Marks = NextMarks(HistoryFields.Predict(state.Marks, reading, changes.Count)),
        };
    }

    private List<Placement> NextPlacements(HistoryState state, List<int> listed, List<Removal> removals)
    {
        List<Placement> placements = [];
        List<int> dropped =
            [.. removals.Select(removal => removal.Key), .. state.Dropped.Select(account => account.Key)];
        List<int> moved = [.. Some(listed), .. Some(dropped)];
        List<int> order = [.. listed.Except(moved)];
        int nextKey = state.NextKey;
        for (int i = moved.Count + random.Next(6); i > 0; i--)
        {
            bool isMoved = moved.Count > 0 && random.Next(2) == 0;
            int key = isMoved ? moved[0] : nextKey++;
            if (isMoved)
            {
                moved.RemoveAt(0);
            }
            bool continues = placements.Count > 0 && random.Next(2) == 0;
            int? above = continues ? placements[^1].Key
                : order.Count > 0 && random.Next(3) > 0 ? order[random.Next(order.Count)]
                : null;
            order.Add(key);
            placements.Add(new Placement(key, above, isMoved ? null : NextAccount(key)));
        }
        return [.. placements, .. moved.Select(key => new Placement(key, null))];
    }

    private StoredAccount NextAccount(int key) => new()
    {
        Key = key,
        Id = Text(),
        SecUid = Text(),
        Handle = Text(),
        Profile = NextProfile(),
        FollowerCount = Maybe(() => random.NextInt64(-1, long.MaxValue)),
        Window = new FollowWindow(Maybe(Time), Maybe(Time)),
    };

    private AccountProfile NextProfile() => new()
    {
        DisplayName = Text(),
        Bio = Text(),
        IsVerified = Maybe(Flag),
        IsPrivate = Maybe(Flag),
        Region = Text(),
        Language = Text(),
        CreatedAt = Maybe(Time),
    };

    private AccountUpdate NextUpdate(int key) => new(key)
    {
        Id = Text(),
        SecUid = Text(),
        Handle = Text(),
        Profile = Flag() ? NextProfile() : null,
        FollowerCount = Maybe(() => random.NextInt64(long.MaxValue)),
        Window = Maybe(() => new FollowWindow(Maybe(Time), Maybe(Time))),
    };

    private HistoryChange NextChange(int key, long sequence) => new()
    {
        Sequence = sequence,
        Key = key,
        Kind = s_kinds[random.Next(s_kinds.Length)],
        ChangedAfter = Maybe(Time),
        ChangedBefore = Maybe(Time),
        DetectedAt = Time(),
        Confirmed = Maybe(Time),
        ChangedProperties = Flag() ? [] : ["Handle", "Bio"],
    };

    private ReadingFacts NextReading()
    {
        DateTime at = Time();
        return new ReadingFacts
        {
            Provider = Provider(),
            StartedAt = Flag() ? at : Time(),
            ReadAt = at,
            IsWhole = Flag(),
            Accounts = random.Next(5000),
            Total = Maybe(() => random.NextInt64(10_000)),
            Requests = random.Next(300),
            CreditsCharged = random.Next(300),
        };
    }

    private HistoryMarks NextMarks(HistoryMarks predicted) => Flag() ? predicted : predicted with
    {
        Update = random.Next(1000),
        LastCompared = Flag() ? null : new ComparedReading(Provider(), Time()),
        LastFullUpdate = Maybe(Time),
        Providers = Flag() ? ProviderSet.Empty : ProviderSet.Of(s_providers),
        NewestFollow = Maybe(Time),
        Total = Maybe(() => random.NextInt64(10_000)),
        AtFull = Flag()
            ? null
            : new FullCount(Provider(), Maybe(() => random.NextInt64(9)), random.Next(9), random.Next(9)),
        IsComplete = Flag(),
        IsOrderProven = Flag(),
        UnknownOnTop = random.Next(3),
        UnknownBelow = random.Next(3),
        Held = Flag() ? null : new HeldReading((HeldReadingKind)random.Next(2), Maybe(() => random.Next(9)), Time()),
        HeldTail = random.Next(3),
        TotalAgreement = Flag() ? null : new TotalAgreement(random.Next(4), random.NextInt64(-9, 9)),
    };

    private List<int> Some(IReadOnlyList<int> keys) => [.. keys.Where(_ => random.Next(4) == 0)];

    private string Provider() => s_providers[random.Next(s_providers.Length)];

    private string? Text() => random.Next(4) == 0 ? null : s_texts[random.Next(s_texts.Length)];

    private bool Flag() => random.Next(2) == 0;

    // With and without fractions of a second.
    private DateTime Time()
    {
        long ticks = random.NextInt64(630_000_000_000_000_000, 640_000_000_000_000_000);
        return new DateTime(ticks - (Flag() ? ticks % TimeSpan.TicksPerSecond : 0), DateTimeKind.Utc);
    }

    private T? Maybe<T>(Func<T> create)
        where T : struct => Flag() ? null : create();
}
