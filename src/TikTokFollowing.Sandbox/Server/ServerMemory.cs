namespace TikTokFollowing.SandboxServer;

/// <summary>Stores the state of a server between requests. Each part is limited.</summary>
internal sealed class ServerMemory(DateTimeOffset started)
{
    public DateTimeOffset Started { get; } = started;

    public RequestLedger Ledger { get; } = new();

    public RequestedPages RequestedPages { get; private set; } = new();

    public EndlessLists EndlessLists { get; private set; } = new();

    /// <summary>Removes the effects of faults on later requests. The counters stay.</summary>
    public void ForgetFaults()
    {
        RequestedPages = new RequestedPages();
        EndlessLists = new EndlessLists();
    }
}
