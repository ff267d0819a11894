namespace TikTokFollowing.SandboxServer;

/// <summary>Represents a page of a list: accounts [First, End).</summary>
internal abstract record ListPage(FollowList List, int First, int End)
{
    public IEnumerable<SandboxAccount> Accounts => Enumerable.Range(First, End - First).Select(List.Account);
}
