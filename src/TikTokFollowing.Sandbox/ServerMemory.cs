using System;
using System.Collections.Concurrent;

namespace TikTokFollowing.StandIn;

/// <summary>What a server keeps from one request to the next.</summary>
internal sealed class ServerMemory(DateTimeOffset started)
{
    public DateTimeOffset Started { get; } = started;

    public Ledger Ledger { get; } = new();

    public FragmentCache Fragments { get; } = new();

    public AskedPages AskedPages { get; } = new();

    /// <summary>The lists that have lost their end: <see cref="SandboxFault.EndlessList"/>.</summary>
    public ConcurrentDictionary<(string Provider, ulong Owner), bool> EndlessLists { get; } = new();
}
