using System.Globalization;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Represents a request and the state of its processing, for the endpoint, the fault injection and the counters.
/// </summary>
/// <param name="Request">The request.</param>
/// <param name="State">The options and the effects of earlier faults.</param>
/// <param name="Ledger">The counters.</param>
/// <param name="Provider">The provider; empty for a path that no provider has.</param>
/// <param name="Number">The number of the request, from 1.</param>
/// <param name="UnixStarted">
/// The start time of the server. Records contain it instead of the current time, so that repeated responses have the
/// same bytes.
/// </param>
internal sealed record Exchange(
    SandboxRequest Request,
    ServerState State,
    RequestLedger Ledger,
    string Provider,
    long Number,
    long UnixStarted)
{
    private long? _balance;

    public SandboxOptions Options => State.Options;

    /// <summary>Gets or sets the scheduled fault. Endpoints apply only the faults that change a page.</summary>
    public SandboxFault Fault { get; set; }

    /// <summary>
    /// Gets or sets the fault that changed the response. It is none if a scheduled fault does not apply to the
    /// response, such as a balance.
    /// </summary>
    public SandboxFault FaultApplied { get; set; }

    public DateTimeOffset Now { get; } = State.Options.Clock();

    public long UnixNow => Now.ToUnixTimeSeconds();

    public string? Handle { get; set; }

    /// <summary>Gets the account with the requested handle.</summary>
    public ListOwner Owner => ListOwner.FromHandle(Handle!, Options.Day);

    /// <summary>Indicates whether the request is for a page of a list, not for a balance or an id.</summary>
    public bool IsList { get; set; }

    /// <summary>Indicates whether the response contains a page of a list.</summary>
    public bool HasPage { get; set; }

    public string? Cursor { get; set; }

    public int Credits { get; private set; }

    /// <summary>Gets the balance after the charge of this request, else the current one.</summary>
    public long Balance => _balance ??= Ledger.Charge(Provider, 0);

    /// <summary>Gets a unique request id in the format of the providers: a time and hexadecimal digits.</summary>
    public string RequestId =>
        Now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)
        + SandboxData.Hex(StableHash.Mix((ulong)Number)).ToUpperInvariant()
        + "0A";

    /// <summary>Charges credits.</summary>
    public void Charge(int credits)
    {
        Credits += credits;
        _balance = Ledger.Charge(Provider, credits);
    }

    /// <summary>Indicates whether a list never ends. A list that became endless stays so.</summary>
    public bool IsEndless(FollowList list) =>
        State.EndlessLists.Contains((Provider, list.OwnerId), isNew: TryApply(SandboxFault.EndlessList));

    /// <summary>Reads the follow time in the cursor; 0 for a request without a cursor.</summary>
    /// <returns>False if the cursor is not a number.</returns>
    public bool TryReadTime(out long time)
    {
        time = 0;
        return Cursor is null
            || long.TryParse(Cursor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out time);
    }

    /// <summary>Indicates whether a fault is scheduled, and records it as applied.</summary>
    public bool TryApply(SandboxFault fault)
    {
        if (Fault == fault)
        {
            FaultApplied = fault;
        }

        return Fault == fault;
    }
}
