namespace TikTokFollowing.SandboxServer;

/// <summary>Stores the lists that no longer end (<see cref="SandboxFault.EndlessList"/>), up to a limit.</summary>
internal sealed class EndlessLists(int limit = 100_000)
{
    private readonly HashSet<(string Provider, ulong Owner)> _lists = [];

    /// <summary>Indicates whether a list is endless, and adds it if it is a new one.</summary>
    public bool Contains((string Provider, ulong Owner) list, bool isNew)
    {
        lock (_lists)
        {
            return _lists.Contains(list) || (isNew && _lists.Count < limit && _lists.Add(list));
        }
    }
}
