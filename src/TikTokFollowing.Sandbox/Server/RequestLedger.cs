namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Counts requests, credits, faults and pages, in total and by provider. Each provider starts with a balance of <see
/// cref="StartingBalance"/> credits, which does not go below 0.
/// </summary>
/// <param name="providers">The providers. They are listed before their first request.</param>
internal sealed class RequestLedger(IEnumerable<string> providers) : ISandboxCounters
{
    public const long StartingBalance = 100_000;

    private readonly Dictionary<string, long> _requests = CreateCounters(providers);
    private readonly Dictionary<string, long> _credits = CreateCounters(providers);
    private readonly Dictionary<string, long> _faults = CreateCounters([]);
    private long _total;
    private long _pages;

    /// <summary>Gets the number of requests received.</summary>
    public long Requests => Interlocked.Read(ref _total);

    public long Credits => CreditsByProvider.Values.Sum();

    public long Pages => Interlocked.Read(ref _pages);

    public IReadOnlyDictionary<string, long> RequestsByProvider => Copy(_requests);

    public IReadOnlyDictionary<string, long> CreditsByProvider => Copy(_credits);

    public IReadOnlyDictionary<string, long> FaultCounts => Copy(_faults);

    /// <summary>Adds counters of 0 for faults.</summary>
    public void Register(IEnumerable<SandboxFault> faults)
    {
        lock (_credits)
        {
            foreach (SandboxFault fault in faults)
            {
                _faults.TryGetValue(fault.ToString(), out long count);
                _faults[fault.ToString()] = count;
            }
        }
    }

    /// <summary>Counts a request that arrives, and returns its number.</summary>
    public long CountRequest() => Interlocked.Increment(ref _total);

    /// <summary>Counts the result of a request.</summary>
    /// <param name="provider">The provider; null for a path that no provider has.</param>
    /// <param name="fault">The fault that changed the response.</param>
    /// <param name="isPage">True if the response is a complete and readable page of a list.</param>
    public void CountResponse(string? provider, SandboxFault fault, bool isPage)
    {
        lock (_credits)
        {
            if (provider is not null)
            {
                _requests[provider]++;
            }

            if (fault != SandboxFault.None)
            {
                _faults[fault.ToString()]++;
            }
        }

        if (isPage)
        {
            Interlocked.Increment(ref _pages);
        }
    }

    /// <summary>Charges credits, and returns the remaining balance.</summary>
    public long Charge(string provider, int credits)
    {
        lock (_credits)
        {
            return Math.Max(0, StartingBalance - (_credits[provider] += credits));
        }
    }

    private static Dictionary<string, long> CreateCounters(IEnumerable<string> names) =>
        names.ToDictionary(static name => name, static _ => 0L, StringComparer.OrdinalIgnoreCase);

    private Dictionary<string, long> Copy(Dictionary<string, long> counts)
    {
        lock (_credits)
        {
            return new Dictionary<string, long>(counts, counts.Comparer);
        }
    }
}
