using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>Stores the state of a server between requests. Each part is limited.</summary>
internal sealed class ServerMemory(DateTimeOffset started)
{
    public DateTimeOffset Started { get; } = started;

    public RequestLedger Ledger { get; } = new();

    public RequestedPages RequestedPages { get; } = new();

    public EndlessLists EndlessLists { get; } = new();
}
