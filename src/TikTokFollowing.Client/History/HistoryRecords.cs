namespace TikTokFollowing.Client.History;

/// <summary>Holds the fields of a commit line. Null is empty.</summary>
internal sealed record CommitFacts(ReadingFacts Reading)
{
    /// <summary>Gets the facts that are not written: most readings have one page, and it costs one credit.</summary>
    public static CommitFacts Usual { get; } = new(new ReadingFacts { Requests = 1, CreditsCharged = 1 });

    /// <summary>Gets the handle of the user from this update on; null if it stays the same.</summary>
    public string? Handle { get; init; }

    public IReadOnlyList<KeyRange>? Seen { get; init; }

    public IReadOnlyList<ProviderKeys>? SeenByOthers { get; init; }

    public IReadOnlyList<KeyRange>? Held { get; init; }

    public IReadOnlyList<KeyRange>? Released { get; init; }

    public static CommitFacts Of(HistoryDelta delta, string? handle) => new(delta.Reading)
    {
        Handle = handle,
        Seen = HistoryFields.NullIfEmpty(delta.Seen),
        SeenByOthers = HistoryFields.NullIfEmpty(delta.SeenByOthers),
        Held = HistoryFields.NullIfEmpty(delta.Held),
        Released = HistoryFields.NullIfEmpty(delta.Released),
    };
}

/// <summary>Holds the ids and the follow of an account that is placed or updated.</summary>
internal sealed record AccountFields(
    string? Handle, string? Id, string? SecUid, long? FollowerCount, FollowWindow? Window)
{
    public static AccountFields None { get; } = new(null, null, null, null, null);

    public static AccountFields Of(AccountUpdate update) =>
        new(update.Handle, update.Id, update.SecUid, update.FollowerCount, update.Window);

    public static AccountFields Of(StoredAccount account)
    {
        bool hasWindow = account.FollowedAfter is not null || account.FollowedBefore is not null;
        FollowWindow window = new(account.FollowedAfter, account.FollowedBefore);
        return new(account.Handle, account.Id, account.SecUid, account.FollowerCount, hasWindow ? window : null);
    }

    public AccountUpdate ToUpdate(AccountUpdate update) => update with
    {
        Handle = Handle,
        Id = Id,
        SecUid = SecUid,
        FollowerCount = FollowerCount,
        Window = Window,
    };
}

/// <summary>Holds the fields of a placement.</summary>
/// <param name="Key">The key of an account that is placed again; null for a new account.</param>
/// <param name="Above">The account above it.</param>
/// <param name="Account">The ids and the follow of a new account.</param>
/// <param name="Profile">The profile of a new account.</param>
internal sealed record PlacedAccount(int? Key, int? Above, AccountFields Account, AccountProfile Profile)
{
    public static PlacedAccount First { get; } = new(null, null, AccountFields.None, AccountProfile.Unknown);

    public bool IsNew => Key is null;

    /// <summary>Gets the key, also of a new account.</summary>
    public int? PlacedKey { get; init; }

    /// <summary>Gets the usual next placement: below this one, with the same window of a new account.</summary>
    public PlacedAccount Next =>
        First with { Above = PlacedKey, Account = AccountFields.None with { Window = Account.Window } };

    /// <exception cref="ArgumentException">A new account does not have the next key.</exception>
    public static PlacedAccount Of(Placement placement, PlacedAccount previous, int nextKey)
    {
        if (placement.Account is not StoredAccount account)
        {
            return previous.Next with { Key = placement.Key, Above = placement.Above, PlacedKey = placement.Key };
        }
        if (placement.Key != nextKey)
        {
            throw new ArgumentException($"The account {placement.Key} is not the next one.", nameof(placement));
        }
        return new PlacedAccount(null, placement.Above, AccountFields.Of(account), account.Profile)
        {
            PlacedKey = placement.Key,
        };
    }

    public Placement ToPlacement(int nextKey) => Key is int key
        ? new Placement(key, Above)
        : new Placement(nextKey, Above, new StoredAccount
        {
            Key = nextKey,
            Id = Account.Id,
            SecUid = Account.SecUid,
            Handle = Account.Handle,
            Profile = Profile,
            FollowerCount = Account.FollowerCount,
            FollowedAfter = Account.Window?.After,
            FollowedBefore = Account.Window?.Before,
        });
}
