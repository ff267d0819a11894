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
    public int Day => _state.Day;

    /// <summary>Gets the number of accounts of each list on day 0.</summary>
    public int FollowingCount => _state.FollowingCount;

    /// <summary>Gets the number of accounts on a page if the request does not state one.</summary>
    public int PageSize => _state.PageSize;

    /// <summary>Gets the delay of each response in milliseconds.</summary>
    public int LatencyMilliseconds => _state.LatencyMilliseconds;

    /// <summary>Gets the faults that are injected; None alone if there are none.</summary>
    public IReadOnlyList<SandboxFault> Fault => _state.Fault.Count == 0 ? [SandboxFault.None] : _state.Fault;

    /// <summary>Gets the interval of faulty requests; 0 if faults do not depend on the number of the request.</summary>
    public int FaultEvery => _state.FaultEvery;

    /// <summary>Gets the faulty pages of each list; empty if faults do not depend on the page.</summary>
    public IReadOnlyList<int> FaultPage => _state.FaultPage;

    /// <summary>
    /// Gets the probability of a fault for each request; <see langword="null"/> if faults are not random.
    /// </summary>
    public double? FaultProbability => _state.FaultProbability;

    /// <summary>Gets the seed of the random faults.</summary>
    public int Seed => _state.Seed;

    /// <summary>Gets a description of the faults and their schedule: "None", "RateLimit, every 3".</summary>
    public string FaultPlan => _state.Fault.Count == 0
        ? nameof(SandboxFault.None)
        : $"{string.Join(", ", _state.Fault)}, {Schedule}";

    /// <summary>Gets the number of requests received.</summary>
    public long Requests => _state.Requests;

    /// <summary>Gets the number of credits that the providers would have charged.</summary>
    public long Credits => _state.Credits;

    /// <summary>
    /// Gets the number of complete and readable pages sent. Pages that a fault made empty or unreadable are not
    /// included.
    /// </summary>
    public long PagesDelivered => _state.PagesDelivered;

    /// <summary>Gets the number of injected faults.</summary>
    public long FaultsInjected => FaultCounts.Values.Sum();

    /// <summary>Gets the number of injected faults by the name of the fault.</summary>
    public IReadOnlyDictionary<string, long> FaultCounts => _state.FaultCounts;

    /// <summary>Gets the number of requests by the name of the provider.</summary>
    public IReadOnlyDictionary<string, long> RequestsByProvider => _state.RequestsByProvider;

    /// <summary>Gets the number of credits by the name of the provider.</summary>
    public IReadOnlyDictionary<string, long> CreditsByProvider => _state.CreditsByProvider;

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
