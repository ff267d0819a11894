using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using TikTokFollowing.Client.Overlap;

namespace TikTokFollowing.Client.Graphs;

/// <summary>
/// Represents the users, the accounts and the follows of several lists. A user whose account is in another list is one
/// node with it. Nodes and edges are created one by one, because there can be millions.
/// </summary>
internal sealed class FollowingGraph
{
    private readonly FollowingOverlap _overlap;
    private readonly CancellationToken _cancellation;
    private readonly string?[] _ids;
    private readonly bool[] _isUser;
    private readonly string[] _userIds;
    private readonly List<OverlapList> _usersOnly = [];

    /// <param name="overlap">The lists.</param>
    /// <param name="minimum">The number of lists that must contain an account.</param>
    /// <param name="cancellation">Stops long loops.</param>
    public FollowingGraph(FollowingOverlap overlap, int minimum, CancellationToken cancellation = default)
    {
        _overlap = overlap;
        _cancellation = cancellation;
        _ids = new string?[overlap.Accounts.Count];
        _isUser = new bool[_ids.Length];
        Dictionary<string, int> numbersOfUsers = NumberAccounts(minimum);
        _userIds = new string[overlap.Lists.Count];
        for (int list = 0; list < _userIds.Length; list++)
        {
            string user = overlap.Lists[list].FollowedBy;
            if (numbersOfUsers.TryGetValue(user, out int number))
            {
                _userIds[list] = _ids[number]!;
            }
            else
            {
                _userIds[list] = IdOfHandle(user);
                _usersOnly.Add(overlap.Lists[list]);
            }
        }
        NodeCount = _usersOnly.Count + _ids.Count(id => id is not null);
        foreach (GraphEdge edge in Edges())
        {
            EdgeCount++;
            HasWindows |= edge.FollowedAfter is not null || edge.FollowedBefore is not null;
        }
    }

    public int NodeCount { get; }

    public int EdgeCount { get; }

    /// <summary>Indicates whether the time of a follow is known.</summary>
    public bool HasWindows { get; }

    /// <summary>Returns the users that are in no list, then the accounts.</summary>
    public IEnumerable<GraphNode> Nodes()
    {
        foreach (OverlapList list in _usersOnly)
        {
            yield return new GraphNode(
                IdOfHandle(list.FollowedBy), list.FollowedBy, null, null, null, null, IsListRead: true, 0);
        }
        for (int number = 0; number < _ids.Length; number++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_ids[number] is string id)
            {
                FollowedAccount profile = _overlap.Accounts.ProfileOf(number);
                yield return new GraphNode(
                    id,
                    profile.Handle ?? profile.DisplayName ?? id,
                    profile.DisplayName,
                    profile.FollowerCount,
                    profile.IsVerified,
                    profile.Region,
                    _isUser[number],
                    _overlap.CountOf(number));
            }
        }
    }

    /// <summary>Returns the follows in the order of the lists.</summary>
    public IEnumerable<GraphEdge> Edges()
    {
        for (int list = 0; list < _userIds.Length; list++)
        {
            OverlapList follows = _overlap.Lists[list];
            for (int i = 0; i < follows.Numbers.Count; i++)
            {
                _cancellation.ThrowIfCancellationRequested();
                if (_ids[follows.Numbers[i]] is string target)
                {
                    (DateTime? after, DateTime? before) = follows.WindowOf(i);
                    // A window that ends before it starts can only be a wrong date of the input.
                    yield return after > before
                        ? new GraphEdge(_userIds[list], target, null, null)
                        : new GraphEdge(_userIds[list], target, after, before);
                }
            }
        }
    }

    private Dictionary<string, int> NumberAccounts(int minimum)
    {
        HashSet<string> users = new(_overlap.Lists.Select(list => list.FollowedBy), StringComparer.OrdinalIgnoreCase);
        Dictionary<string, int> numbersOfUsers = new(StringComparer.OrdinalIgnoreCase);
        for (int number = 0; number < _ids.Length; number++)
        {
            _cancellation.ThrowIfCancellationRequested();
            int count = _overlap.CountOf(number);
            if (count == 0)
            {
                continue;
            }
            FollowedAccount profile = _overlap.Accounts.ProfileOf(number);
            bool isUser = profile.Handle is string handle
                && users.Contains(handle)
                && !numbersOfUsers.ContainsKey(handle);
            if (isUser)
            {
                _isUser[number] = true;
                numbersOfUsers.Add(profile.Handle!, number);
            }
            if (isUser || count >= minimum)
            {
                _ids[number] = IdOf(profile, number);
            }
        }
        return numbersOfUsers;
    }

    private static string IdOf(FollowedAccount profile, int number) => profile switch
    {
        { Id: string id } => id.Length > 0 && id.All(c => c is >= '0' and <= '9') ? id : "id:" + Encode(id),
        { SecUid: string secUid } => "sec:" + Encode(secUid),
        { Handle: string handle } => IdOfHandle(handle),
        _ => "account:" + number.ToString(CultureInfo.InvariantCulture),
    };

    private static string IdOfHandle(string handle) => "handle:" + Encode(handle);

    // Different identifiers remain different in every format, whichever characters they contain.
    private static string Encode(string text)
    {
        StringBuilder encoded = new(text.Length);
        foreach (char c in text)
        {
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-')
            {
                encoded.Append(c);
            }
            else
            {
                encoded.Append('%').Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
            }
        }
        return encoded.ToString();
    }
}
