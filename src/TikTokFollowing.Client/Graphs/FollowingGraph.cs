using System.Globalization;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Client.Paging;

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
            HashSet<int> written = FollowsOfEarlierLists(list);
            for (int i = 0; i < follows.Numbers.Count; i++)
            {
                _cancellation.ThrowIfCancellationRequested();
                if (_ids[follows.Numbers[i]] is string target && !written.Contains(follows.Numbers[i]))
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

    // A user has several lists if some were read with the handle and others with the id.
    private HashSet<int> FollowsOfEarlierLists(int list)
    {
        HashSet<int> numbers = [];
        for (int other = Array.IndexOf(_userIds, _userIds[list]); other < list; other++)
        {
            if (_userIds[other] == _userIds[list])
            {
                numbers.UnionWith(_overlap.Lists[other].Numbers);
            }
        }
        return numbers;
    }

    private Dictionary<string, int> NumberAccounts(int minimum)
    {
        ILookup<bool, string> users = _overlap.Lists.Select(list => list.FollowedBy).ToLookup(IsHandle);
        HashSet<string> handles = new(users[true], StringComparer.OrdinalIgnoreCase);
        HashSet<string> ids = new(users[false], StringComparer.Ordinal);
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
            foreach ((string? name, HashSet<string> known) in
                ((string?, HashSet<string>)[])[(profile.Id, ids), (profile.SecUid, ids), (profile.Handle, handles)])
            {
                if (name is not null && known.Contains(name) && !numbersOfUsers.ContainsKey(name))
                {
                    _isUser[number] = true;
                    numbersOfUsers.Add(name, number);
                }
            }
            if (_isUser[number] || count >= minimum)
            {
                _ids[number] = IdOf(profile, number);
            }
        }
        return numbersOfUsers;
    }

    // The user of a list is a handle or, if the list was read with one, an id or a sec_uid.
    private static bool IsHandle(string user)
    {
        try
        {
            return FollowingHandle.Parse(user).Kind == HandleKind.Name;
        }
        catch (FollowingException)
        {
            return true;
        }
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
    private static string Encode(string text) => Regex.Replace(
        text, "[^A-Za-z0-9._-]", match => "%" + ((int)match.Value[0]).ToString("X4", CultureInfo.InvariantCulture));
}
