using System.Globalization;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Represents a request and the state of its processing, for the endpoint, the fault injection and the log.
/// </summary>
internal sealed class Exchange(
    SandboxRequest request,
    SandboxOptions options,
    ServerMemory memory,
    string? provider,
    long number)
{
    private long? _balance;

    public SandboxRequest Request { get; } = request;

    public SandboxOptions Options { get; } = options;

    public long Number { get; } = number;

    /// <summary>Gets the provider; null for a path that no provider has.</summary>
    public string? Provider { get; } = provider;

    /// <summary>Gets or sets the scheduled fault. Endpoints apply only the faults that change a page.</summary>
    public SandboxFault Fault { get; set; }

    public DateTimeOffset Now { get; } = options.Clock();

    public long UnixNow => Now.ToUnixTimeSeconds();

    /// <summary>
    /// Gets the start time of the server. Records contain it instead of the current time, so that their bytes do not
    /// change.
    /// </summary>
    public long UnixStarted { get; } = memory.Started.ToUnixTimeSeconds();

    public string? Handle { get; set; }

    /// <summary>Indicates whether the request is for a page of a list, not for a balance or an id.</summary>
    public bool IsList { get; set; }

    /// <summary>Indicates whether the response contains a page of a list.</summary>
    public bool HasPage { get; set; }

    public string? Cursor { get; set; }

    public int Credits { get; private set; }

    /// <summary>
    /// Gets the fault that changed the response. It is none where a scheduled fault had nothing to change, as in a
    /// balance.
    /// </summary>
    public SandboxFault FaultApplied { get; private set; }

    /// <summary>Gets a unique request id in the format of the providers: a time and hexadecimal digits.</summary>
    public string RequestId =>
        Now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)
        + SandboxData.Hex(StableHash.Mix((ulong)Number)).ToUpperInvariant()
        + "0A";

    /// <summary>Charges credits.</summary>
    public void Charge(string provider, int credits)
    {
        Credits += credits;
        _balance = memory.Ledger.Charge(provider, credits);
    }

    /// <summary>Returns the balance after the charge of this request, else the current one.</summary>
    public long Balance(string provider) => _balance ?? memory.Ledger.Balance(provider);

    /// <summary>Indicates whether a list never ends. A list that became endless stays so.</summary>
    public bool IsEndless(FollowList list)
    {
        (string, ulong) key = (Provider ?? "", list.OwnerId);
        if (TryApply(SandboxFault.EndlessList))
        {
            memory.EndlessLists.Add(key);
        }

        return memory.EndlessLists.Contains(key);
    }

    /// <summary>Indicates whether a fault is scheduled, and records it as applied.</summary>
    public bool TryApply(SandboxFault pageFault)
    {
        if (Fault != pageFault)
        {
            return false;
        }

        FaultApplied = pageFault;
        return true;
    }

    /// <summary>Records a fault that continues after the request for which it was scheduled.</summary>
    public void MarkApplied(SandboxFault lasting) => FaultApplied = lasting;
}
