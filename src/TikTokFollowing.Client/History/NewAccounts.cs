namespace TikTokFollowing.Client.History;

/// <summary>Specifies the conclusion about an account that was read.</summary>
internal enum ReadVerdict
{
    /// <summary>Specifies that the account is listed and did not move.</summary>
    Unmoved,

    /// <summary>Specifies that the account is listed and was followed again.</summary>
    FollowedAgain,

    /// <summary>Specifies that the account is a new follow.</summary>
    Followed,

    /// <summary>Specifies that the account had been dropped and is visible again.</summary>
    Returned,

    /// <summary>Specifies that the account was followed earlier but had not been visible.</summary>
    Appeared,

    /// <summary>Specifies that the record proves nothing.</summary>
    Unclear,

    /// <summary>
    /// Specifies that the account had been dropped, and another update decides whether it is listed again.
    /// </summary>
    Held,
}

/// <summary>
/// Evaluates accounts that are not listed. Above the first anchor that the provider has listed before, they are new
/// follows. Below it, they have returned after they were dropped, or had not been visible.
/// </summary>
internal static class NewAccounts
{
    /// <summary>Returns the conclusion about each account of a reading.</summary>
    public static ReadVerdict[] Judge(Alignment alignment)
    {
        ReadVerdict[] verdicts = new ReadVerdict[alignment.Places.Count];
        int topEnd = alignment.TopEnd;
        int?[] keysBelow = KeysBelow(alignment);
        int anchorsAbove = 0;
        for (int i = 0; i < verdicts.Length; i++)
        {
            if (alignment.Places[i] != Alignment.None)
            {
                verdicts[i] = alignment.IsAnchor[i] ? ReadVerdict.Unmoved : ReadVerdict.FollowedAgain;
                anchorsAbove += alignment.IsAnchor[i] ? 1 : 0;
            }
            else if (alignment.IsUnclear[i])
            {
                verdicts[i] = ReadVerdict.Unclear;
            }
            else if (alignment.Known[i] is StoredAccount dropped)
            {
                bool isElsewhere = keysBelow[i] != dropped.FormerBelow;
                bool canBeFollow = CanBeFollow(alignment, i < topEnd);
                bool isCertain = IsCertain(alignment, dropped) || (canBeFollow && isElsewhere);
                ReadVerdict verdict = canBeFollow ? ReadVerdict.Followed : ReadVerdict.Returned;
                verdicts[i] = isCertain ? verdict : ReadVerdict.Held;
            }
            else
            {
                bool isOnTop = i < topEnd
                    || IsBelowRefollowedTop(alignment, anchorsAbove)
                    || alignment.FollowTimes.IsNew(i);
                verdicts[i] = CanBeFollow(alignment, isOnTop) ? ReadVerdict.Followed : ReadVerdict.Appeared;
            }
        }
        return verdicts;
    }

    // Without a reliable order, a place proves nothing, and a new account is most likely a follow.
    private static bool CanBeFollow(Alignment alignment, bool isOnTop) =>
        alignment.IsOrderIgnored || (isOnTop && alignment.FollowTimes.IsTopNew != false);

    // The newest stored account can have been followed again after the new one. It has not moved then.
    private static bool IsBelowRefollowedTop(Alignment alignment, int anchorsAbove) =>
        anchorsAbove <= 1 && alignment.State.Marks.Providers.Contains(alignment.Reading.Provider.Name);

    // A cached response also has dropped accounts, in their former places. A new follow time proves that it is none.
    private static bool IsCertain(Alignment alignment, StoredAccount dropped) =>
        alignment.FollowTimes.IsTopNew == true || dropped.HeldAt is not null || alignment.IsOrderIgnored;

    // The key of the nearest listed account below each account.
    private static int?[] KeysBelow(Alignment alignment)
    {
        int?[] keys = new int?[alignment.Places.Count];
        int? below = null;
        for (int i = keys.Length - 1; i >= 0; i--)
        {
            keys[i] = below;
            below = alignment.Places[i] == Alignment.None ? below : alignment.Known[i]!.Key;
        }
        return keys;
    }
}
