using System;
using System.Collections.Generic;
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Comparison;

/// <summary>One side of a comparison: accounts as they come, sorted by whose list they are of.</summary>
/// <param name="name">What warnings call it: reference or difference.</param>
/// <param name="names">How ids and sec_uids are compared; null is to the letter.</param>
internal sealed class ComparisonInput(string name, IEqualityComparer<string>? names = null)
{
    private readonly IEqualityComparer<string> _names = names ?? StringComparer.Ordinal;
    private readonly Dictionary<string, ListSnapshot> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ListSnapshot> _inOrder = [];
    private ListSnapshot? _last;

    public string Name { get; } = name;

    /// <summary>Indicates whether lists that do not know how much of them was read are whole.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Indicates whether this side has the later lists.</summary>
    public bool IsDifference { get; init; }

    /// <summary>The lists, in the order in which they came.</summary>
    public IReadOnlyList<ListSnapshot> Lists => _inOrder;

    public IEqualityComparer<string> Names => _names;

    public void Add(FollowedAccount account) => ListOf(account.FollowedBy).Add(account);

    public void Add(FollowingPage page)
    {
        ListSnapshot list = ListOf(page.Handle);
        foreach (FollowedAccount account in page.Accounts)
        {
            list.Add(account, isFromPage: true);
        }
        list.NoteRange(page is { Count: 0, HasMore: false } ? ListEdge.Reached : ListEdge.Unknown, page.Extent, EndOf(page), null);
    }

    public void Add(JournalReader journal)
    {
        ListSnapshot list = ListOf(journal.Handle);
        ListEdge start = journal.Cursor is null ? ListEdge.Reached : ListEdge.Open;
        ListEdge end = ListEdge.Open;
        foreach (FollowingPage page in journal.Pages)
        {
            foreach (FollowedAccount account in page.Accounts)
            {
                list.Add(account, isFromPage: true);
            }
            end = EndOf(page);
        }
        list.NoteRange(start, null, journal.EndsOpen ? ListEdge.Open : end, null);
    }

    // A list that ended short of its total may go on: TikTok sometimes ends a list early.
    private static ListEdge EndOf(FollowingPage page) => page.HasMore || page.Extent?.IsTruncated == true ? ListEdge.Open : ListEdge.Reached;

    /// <summary>The list of that user; null where this side has none.</summary>
    public ListSnapshot? Find(string followedBy) => _lists.TryGetValue(followedBy, out ListSnapshot? list) ? list : null;

    /// <summary>Returns an empty list of this side, for a user of whom the side has none.</summary>
    public ListSnapshot NewList(string followedBy) => new(followedBy, _names) { IsAssumedWhole = IsComplete, IsDifference = IsDifference };

    private ListSnapshot ListOf(string followedBy)
    {
        // Accounts of one list come together.
        if (_last is not null && string.Equals(_last.FollowedBy, followedBy, StringComparison.OrdinalIgnoreCase))
        {
            return _last;
        }
        if (!_lists.TryGetValue(followedBy, out ListSnapshot? list))
        {
            list = NewList(followedBy);
            _lists.Add(followedBy, list);
            _inOrder.Add(list);
        }
        return _last = list;
    }
}
