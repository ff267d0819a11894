using System;
using System.Collections.Generic;

namespace TikTokFollowing.Client;

/// <summary>
/// The accounts that one provider listed, for the next one to leave out. Providers do not say the same of an account: one has no sec_uid, another leaves ids out now and
/// then, so any name that both give decides, the id first.
/// </summary>
internal sealed class SeenAccounts
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _otherNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _otherNamesWithoutId = new(StringComparer.OrdinalIgnoreCase);

    public void Add(FollowedAccount account)
    {
        if (account.Id is not null) { _ids.Add(account.Id); }
        AddName(account.SecUid, account);
        AddName(account.Handle, account);
    }

    public bool Contains(FollowedAccount account)
    {
        if (account.Id is not null && _ids.Contains(account.Id)) { return true; }
        // With an id on both sides the id has decided: a handle can have passed on to somebody else.
        HashSet<string> names = account.Id is null ? _otherNames : _otherNamesWithoutId;
        return (account.SecUid is not null && names.Contains(account.SecUid)) || (account.Handle is not null && names.Contains(account.Handle));
    }

    private void AddName(string? name, FollowedAccount account)
    {
        if (name is null) { return; }
        _otherNames.Add(name);
        if (account.Id is null) { _otherNamesWithoutId.Add(name); }
    }
}

/// <summary>What other providers listed before this one took their place.</summary>
/// <param name="Count">How many accounts.</param>
/// <param name="Accounts">Which ones; null where there were none.</param>
internal sealed record ListedBefore(int Count, SeenAccounts? Accounts)
{
    public static ListedBefore Nothing { get; } = new(0, null);
}
