using System;
using System.Globalization;

namespace TikTokFollowing.SandboxServer;

/// <summary>One request on its way to an answer: what a route needs to know of the server, and what the log wants to know of the route.</summary>
internal sealed class Exchange(
    SandboxRequest request,
    SandboxOptions options,
    ServerMemory memory,
    string? provider,
    long number)
{
    public SandboxRequest Request { get; } = request;

    public SandboxOptions Options { get; } = options;

    public long Number { get; } = number;

    /// <summary>Null for a path that no provider has.</summary>
    public string? Provider { get; } = provider;

    /// <summary>The fault that is due. A route heeds only those that change the page itself.</summary>
    public SandboxFault Fault { get; set; }

    public DateTimeOffset Now { get; } = options.Clock();

    public long UnixNow => Now.ToUnixTimeSeconds();

    /// <summary>Cached records carry it: the server's clock when it started, and not each request's.</summary>
    public long UnixStarted { get; } = memory.Started.ToUnixTimeSeconds();

    public string? Handle { get; set; }

    /// <summary>A page of a list is asked for, and not a balance or an id.</summary>
    public bool IsList { get; set; }

    /// <summary>The answer is a page of a list.</summary>
    public bool HasPage { get; set; }

    public string? Cursor { get; set; }

    public int Credits { get; private set; }

    /// <summary>The fault that did change the answer; none although one was due, where there was nothing to change: a balance, a refusal.</summary>
    public SandboxFault FaultApplied { get; private set; }

    /// <summary>Unique in this server, and looks like the services' own: a time and hexadecimal digits.</summary>
    public string RequestId =>
        Now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + SandboxData.Hex(StableHash.Mix((ulong)Number)).ToUpperInvariant() + "0A";

    /// <summary>The balance after it.</summary>
    public long Charge(string provider, int credits)
    {
        Credits += credits;
        return memory.Ledger.Charge(provider, credits);
    }

    public long Balance(string provider) => memory.Ledger.Balance(provider);

    /// <summary>Whether this list has no end. Once it has none it never will.</summary>
    public bool IsEndless(FollowList list)
    {
        (string, ulong) key = (Provider ?? "", list.OwnerId);
        if (Takes(SandboxFault.EndlessList))
        {
            memory.EndlessLists.Add(key);
        }

        return memory.EndlessLists.Contains(key);
    }

    /// <summary>Asks for the fault that changes a page, and notes that it did.</summary>
    public bool Takes(SandboxFault pageFault)
    {
        if (Fault != pageFault)
        {
            return false;
        }

        FaultApplied = pageFault;
        return true;
    }

    /// <summary>Notes one that works on after it was due.</summary>
    public void NoteFault(SandboxFault lasting) => FaultApplied = lasting;
}
