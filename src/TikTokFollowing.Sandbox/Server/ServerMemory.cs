using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>Holds what a server keeps from one request to the next. Each part has a bound.</summary>
internal sealed class ServerMemory(DateTimeOffset started)
{
    public DateTimeOffset Started { get; } = started;

    public RequestLedger Ledger { get; } = new();

    public AskedPages AskedPages { get; } = new();

    /// <summary>The lists that have lost their end: <see cref="SandboxFault.EndlessList"/>.</summary>
    public EndlessLists EndlessLists { get; } = new();
}
