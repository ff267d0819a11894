using System;
using System.Collections.Generic;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Overlap;

/// <summary>Collects the accounts of several lists.</summary>
/// <param name="hasWindows">True to keep the windows in which the follows happened.</param>
internal sealed class OverlapInput(bool hasWindows = false) : IListReceiver
{
    private readonly DistinctAccounts _accounts = new();
    private readonly Dictionary<string, OverlapList> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<OverlapList> _inOrder = [];
    private OverlapList? _last;

    /// <inheritdoc/>
    public void StartSource()
    {
        // The accounts name their list, wherever they are from.
    }

    /// <inheritdoc/>
    public void Add(FollowedAccount account) => Add(ListOf(account.FollowedBy), account, isFromPage: false);

    /// <inheritdoc/>
    public void Add(FollowingPage page)
    {
        OverlapList list = ListOf(page.Handle);
        foreach (FollowedAccount account in page.Accounts)
        {
            Add(list, account, isFromPage: true);
        }
        PageRange.Note(list.Range, page);
    }

    /// <inheritdoc/>
    public void Add(JournalReader journal)
    {
        OverlapList list = ListOf(journal.Handle);
        foreach (FollowingPage page in journal.Pages)
        {
            foreach (FollowedAccount account in page.Accounts)
            {
                Add(list, account, isFromPage: true);
            }
        }
        PageRange.Note(list.Range, journal);
    }

    /// <summary>Returns the lists with their different accounts. Call it once, after the last account.</summary>
    public FollowingOverlap Complete()
    {
        _accounts.Complete();
        int[] lastList = new int[_accounts.Count];
        for (int list = 0; list < _inOrder.Count; list++)
        {
            _inOrder[list].Resolve(_accounts, lastList, list + 1);
        }
        return new FollowingOverlap(_accounts, _inOrder);
    }

    private void Add(OverlapList list, FollowedAccount account, bool isFromPage)
    {
        list.Range.Note(account, isFromPage);
        list.Add(_accounts.Add(account), account);
    }

    private OverlapList ListOf(string followedBy)
    {
        // Accounts of one list are usually adjacent.
        if (_last is not null && string.Equals(_last.FollowedBy, followedBy, StringComparison.OrdinalIgnoreCase))
        {
            return _last;
        }
        if (followedBy.Length == 0)
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                null,
                "An account of the input has no FollowedBy, so its list is unknown. Add the property: "
                + "Select-Object *, @{ Name = 'FollowedBy'; Expression = { 'someone' } }");
        }
        if (!_lists.TryGetValue(followedBy, out OverlapList? list))
        {
            list = new OverlapList(followedBy, hasWindows);
            _lists.Add(followedBy, list);
            _inOrder.Add(list);
        }
        return _last = list;
    }
}
