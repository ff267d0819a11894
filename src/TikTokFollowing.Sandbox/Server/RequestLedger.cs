namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Counts requests, credits, faults and pages, in total and by provider. Each provider starts with a balance of <see
/// cref="StartingBalance"/> credits, which does not go below 0.
/// </summary>
internal sealed class RequestLedger
{
    public const long StartingBalance = 100_000;

    private readonly object _gate = new();
    private readonly Dictionary<string, long> _requests = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long> _credits = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long> _faults = new(StringComparer.OrdinalIgnoreCase);
    private long _totalCredits;
    private long _pages;

    public long Credits => Read(() => _totalCredits);

    public long Pages => Read(() => _pages);

    public IReadOnlyDictionary<string, long> RequestsByProvider => Copy(_requests);

    public IReadOnlyDictionary<string, long> CreditsByProvider => Copy(_credits);

    public IReadOnlyDictionary<string, long> FaultCounts => Copy(_faults);

    /// <summary>Adds a provider with counters of 0, so that it is listed before its first request.</summary>
    public void Register(string provider)
    {
        Add(_requests, provider, 0);
        Add(_credits, provider, 0);
    }

    public void Register(SandboxFault fault) => Add(_faults, fault.ToString(), 0);

    public void CountRequest(string provider) => Add(_requests, provider, 1);

    public void CountFault(SandboxFault fault) => Add(_faults, fault.ToString(), 1);

    public void CountPage()
    {
        lock (_gate)
        {
            _pages++;
        }
    }

    /// <summary>Charges credits, and returns the remaining balance.</summary>
    public long Charge(string provider, int credits)
    {
        lock (_gate)
        {
            _totalCredits += credits;
            return Math.Max(0, StartingBalance - Add(_credits, provider, credits));
        }
    }

    public long Balance(string provider) => Charge(provider, 0);

    private long Add(Dictionary<string, long> counts, string name, long count)
    {
        lock (_gate)
        {
            counts.TryGetValue(name, out long before);
            return counts[name] = before + count;
        }
    }

    private long Read(Func<long> count)
    {
        lock (_gate)
        {
            return count();
        }
    }

    private Dictionary<string, long> Copy(Dictionary<string, long> counts)
    {
        lock (_gate)
        {
            return new Dictionary<string, long>(counts, counts.Comparer);
        }
    }
}
