using System;
using System.Collections.Generic;
using System.Globalization;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// The accounts that one provider listed, for the next one to leave out. Providers do not say the same of an account: one has no sec_uid, another leaves ids out now and
/// then, so any name that both give decides, the id first.
/// </summary>
internal sealed class SeenAccounts
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _otherNames = new(StringComparer.Ordinal); // capital letters count in a sec_uid
    private readonly HashSet<string> _otherNamesWithoutId = new(StringComparer.Ordinal);

    public void Add(FollowedAccount account)
    {
        if (account.Id is not null) { _ids.Add(account.Id); }
        AddName(account.SecUid, account);
        AddName(NameOf(account.Handle), account);
    }

    public bool Contains(FollowedAccount account)
    {
        if (account.Id is not null && _ids.Contains(account.Id)) { return true; }
        // With an id on both sides the id has decided: a handle can have passed on to somebody else.
        HashSet<string> names = account.Id is null ? _otherNames : _otherNamesWithoutId;
        return (account.SecUid is not null && names.Contains(account.SecUid)) || (NameOf(account.Handle) is string handle && names.Contains(handle));
    }

    private static string? NameOf(string? handle) => handle is null ? null : "@" + handle.ToLower(CultureInfo.InvariantCulture);

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
/// <param name="Again">How many of them this one lists again, because it cannot start where they end.</param>
/// <param name="Extent">How much of the list was read; null where this is the first provider.</param>
internal sealed record ListedBefore(int Count, SeenAccounts? Accounts, int Again, ListExtent? Extent = null)
{
    public static ListedBefore Nothing { get; } = new(0, null, 0);
}
