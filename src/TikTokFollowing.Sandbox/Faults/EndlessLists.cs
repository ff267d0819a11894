namespace TikTokFollowing.SandboxServer;

/// <summary>Stores the lists that no longer end (<see cref="SandboxFault.EndlessList"/>), up to a limit.</summary>
internal sealed class EndlessLists(int limit = 100_000)
{
    private readonly HashSet<(string Provider, ulong Owner)> _lists = [];

    public void Add((string Provider, ulong Owner) list)
    {
        lock (_lists)
        {
            if (_lists.Count < limit)
            {
                _lists.Add(list);
            }
        }
    }

    public bool Contains((string Provider, ulong Owner) list)
    {
        lock (_lists)
        {
            return _lists.Contains(list);
        }
    }
}
