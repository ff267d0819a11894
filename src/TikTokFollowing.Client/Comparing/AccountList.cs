using System;
using System.Collections.Generic;

namespace TikTokFollowing.Client.Comparing;

/// <summary>One reading of one list, with what is known about its completeness. An account that comes again is left out.</summary>
/// <param name="followedBy">Whose list it is; empty where nobody says.</param>
/// <param name="names">How ids and sec_uids are compared.</param>
internal sealed class AccountList(string followedBy, IEqualityComparer<string> names)
{
    private readonly List<FollowedAccount> _accounts = [];
    private AccountIndex? _index;
    private int _lastPosition;
    private int _positioned;

    public string FollowedBy { get; } = followedBy;

    public IReadOnlyList<FollowedAccount> Accounts => _accounts;

    /// <summary>By the name of an account; the accounts must not change any more.</summary>
    public AccountIndex Index => _index ??= new AccountIndex(_accounts, names);

    /// <summary>How many accounts came again.</summary>
    public int Repeats { get; private set; }

    /// <summary>The last page says that there are more.</summary>
    public bool EndsOpen { get; set; }

    /// <summary>It was read from a cursor on.</summary>
    public bool StartsLate { get; set; }

    /// <summary>The accounts stand as they were read, newest follow first, as far as their positions tell.</summary>
    public bool IsInOrder { get; private set; } = true;

    public int FirstPosition { get; private set; }

    public int HighestPosition { get; private set; }

    /// <summary>When the first page was read, and the last one (local time); null where the list does not say.</summary>
    public DateTime? ReadFrom { get; private set; }

    public DateTime? ReadTo { get; private set; }

    /// <summary>Whether every account says at which place of the list it stands.</summary>
    public bool HasPositions => _positioned > 0 && _positioned == _accounts.Count + Repeats;

    /// <param name="account">The account.</param>
    /// <param name="isFromPage">Pages count their accounts anew, so positions mean nothing.</param>
    public void Add(FollowedAccount account, bool isFromPage = false)
    {
        if (!isFromPage)
        {
            EndsOpen = false; // what follows a page is its rest
            NotePosition(account.Position);
        }
        if (account.RetrievedAt != default)
        {
            if (ReadFrom is null || account.RetrievedAt < ReadFrom) { ReadFrom = account.RetrievedAt; }
            if (ReadTo is null || account.RetrievedAt > ReadTo) { ReadTo = account.RetrievedAt; }
        }
        if (Index.Find(account) != AccountIndex.None)
        {
            Repeats++;
            return;
        }
        _accounts.Add(account);
        Index.Add(_accounts.Count - 1);
    }

    private void NotePosition(int position)
    {
        if (position <= 0) { return; }
        _positioned++;
        if (position <= _lastPosition) { IsInOrder = false; }
        _lastPosition = position;
        if (FirstPosition == 0 || position < FirstPosition) { FirstPosition = position; }
        if (position > HighestPosition) { HighestPosition = position; }
    }
}
