namespace TikTokFollowing;

/// <summary>
/// Represents the local server that imitates every provider. Counters and settings are live; dictionaries are
/// copies.
/// </summary>
public sealed class Sandbox
{
    private readonly ISandboxState _state;

    internal Sandbox(ISandboxState state) => _state = state;

    /// <summary>Gets the address of the sandbox, for <c>-BaseUri</c>.</summary>
    public Uri BaseUri => _state.BaseUri;

    /// <summary>Gets the port.</summary>
    public int Port => _state.BaseUri.Port;

    /// <summary>Gets the number of days that have passed in the sandbox.</summary>
    public int Day => _state.Settings.Day;

    /// <summary>Gets the number of accounts of each list on day 0.</summary>
    public int FollowingCount => _state.Settings.FollowingCount;

    /// <summary>Gets the number of accounts on a page if the request does not state one.</summary>
    public int PageSize => _state.Settings.PageSize;

    /// <summary>Gets the delay of each response in milliseconds.</summary>
    public int LatencyMilliseconds => _state.Settings.LatencyMilliseconds;

    /// <summary>Gets the faults that are injected; None alone if there are none.</summary>
    public IReadOnlyList<SandboxFault> Fault =>
        _state.Settings.Fault is { Count: > 0 } faults ? faults : [SandboxFault.None];

    /// <summary>Gets the interval of faulty requests; 0 if faults do not depend on the number of the request.</summary>
    public int FaultEvery => _state.Settings.FaultEvery;

    /// <summary>Gets the faulty pages of each list; empty if faults do not depend on the page.</summary>
    public IReadOnlyList<int> FaultPage => _state.Settings.FaultPage;

    /// <summary>
    /// Gets the probability of a fault for each request; <see langword="null"/> if faults are not random.
    /// </summary>
    public double? FaultProbability => _state.Settings.FaultProbability;

    /// <summary>Gets the seed of the random faults.</summary>
    public int Seed => _state.Settings.Seed;

    /// <summary>Gets a description of the faults and their schedule: "None", "RateLimit, every 3".</summary>
    public string FaultPlan => _state.Settings.Fault.Count == 0
        ? nameof(SandboxFault.None)
        : $"{string.Join(", ", Fault)}, {Schedule}";

    /// <summary>Gets the number of requests received.</summary>
    public long Requests => _state.Ledger.Requests;

    /// <summary>Gets the number of credits that the providers would have charged.</summary>
    public long Credits => _state.Ledger.Credits;

    /// <summary>
    /// Gets the number of complete and readable pages sent. Pages that a fault made empty or unreadable are not
    /// included.
    /// </summary>
    public long PagesDelivered => _state.Ledger.Pages;

    /// <summary>Gets the number of injected faults.</summary>
    public long FaultsInjected => FaultCounts.Values.Sum();

    /// <summary>Gets the number of injected faults by the name of the fault.</summary>
    public IReadOnlyDictionary<string, long> FaultCounts => _state.Ledger.FaultCounts;

    /// <summary>Gets the number of requests by the name of the provider.</summary>
    public IReadOnlyDictionary<string, long> RequestsByProvider => _state.Ledger.RequestsByProvider;

    /// <summary>Gets the number of credits by the name of the provider.</summary>
    public IReadOnlyDictionary<string, long> CreditsByProvider => _state.Ledger.CreditsByProvider;

    /// <summary>Indicates whether the sandbox is running.</summary>
    public bool IsRunning => _state.IsRunning;

    private string Schedule =>
        FaultPage.Count > 0 ? $"page {string.Join(", ", FaultPage)} of each list"
        : FaultProbability is double probability
            ? FormattableString.Invariant($"{100 * probability:0.##} % at random, seed {Seed}")
        : $"every {FaultEvery}";

    /// <summary>Returns the address.</summary>
    public override string ToString() => BaseUri.ToString();
}
