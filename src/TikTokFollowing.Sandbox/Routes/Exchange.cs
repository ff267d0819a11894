using System;
using System.Globalization;

namespace TikTokFollowing.StandIn.Routes;

/// <summary>One request on its way to an answer: what a route needs to know of the server, and what the log wants to know of the route.</summary>
internal sealed class Exchange(
    StandInRequest request,
    SandboxOptions options,
    DateTimeOffset started,
    Ledger ledger,
    FragmentCache fragments,
    long number,
    SandboxFault fault)
{
    public StandInRequest Request { get; } = request;

    public SandboxOptions Options { get; } = options;

    public FragmentCache Fragments { get; } = fragments;

    public long Number { get; } = number;

    /// <summary>The fault that is due. A route heeds only those that change the page itself.</summary>
    public SandboxFault Fault { get; } = fault;

    public DateTimeOffset Now { get; } = options.Clock();

    public long UnixNow => Now.ToUnixTimeSeconds();

    /// <summary>Cached records carry it: the server's clock when it started, and not each request's.</summary>
    public long UnixStarted { get; } = started.ToUnixTimeSeconds();

    public string? Handle { get; set; }

    public string? Cursor { get; set; }

    public int Credits { get; private set; }

    /// <summary>Set by a route whose page was not changed although a fault was due: a balance, a refusal.</summary>
    public bool IsFaultApplied { get; set; }

    /// <summary>Unique in this server, and looks like the services' own: a time and hexadecimal digits.</summary>
    public string RequestId =>
        Now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + SandboxData.Hex(StableHash.Mix((ulong)Number)).ToUpperInvariant() + "0A";

    /// <summary>The balance after it.</summary>
    public long Charge(string provider, int credits)
    {
        Credits += credits;
        return ledger.Charge(provider, credits);
    }

    public long Balance(string provider) => ledger.Balance(provider);

    /// <summary>Asks for the fault that changes a page, and notes that it did.</summary>
    public bool Takes(SandboxFault pageFault)
    {
        if (Fault != pageFault)
        {
            return false;
        }

        IsFaultApplied = true;
        return true;
    }
}
