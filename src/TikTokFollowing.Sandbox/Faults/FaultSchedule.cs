namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Selects the fault for a request by its number, by the page of the list, or randomly. It is stateless: the same
/// arguments return the same fault.
/// </summary>
internal sealed class FaultSchedule
{
    private const int DefaultEvery = 3;
    private const double DrawCount = 1UL << 53; // the number of values that a double can distinguish

    private readonly SandboxFault[] _faults;
    private readonly Dictionary<int, List<SandboxFault>> _byPage = [];
    private readonly double? _probability;
    private readonly ulong _seed;

    public FaultSchedule(SandboxOptions options)
    {
        _faults = [.. options.Fault.Where(static fault => fault != SandboxFault.None)];
        if (_faults.Length == 0)
        {
            return;
        }

        _probability = options.FaultProbability;
        _seed = StableHash.Mix(unchecked((ulong)options.Seed), -1);
        int turns = options.FaultPage.Count == 0 ? 0 : Math.Max(_faults.Length, options.FaultPage.Count);
        for (int turn = 0; turn < turns; turn++)
        {
            int page = options.FaultPage[turn % options.FaultPage.Count];
            if (!_byPage.TryGetValue(page, out List<SandboxFault>? faults))
            {
                _byPage[page] = faults = [];
            }

            faults.Add(_faults[turn % _faults.Length]);
        }

        Every = IsByPage || _probability is not null ? 0 : options.FaultEvery == 0 ? DefaultEvery : options.FaultEvery;
    }

    /// <summary>Gets the faults without None.</summary>
    public IReadOnlyList<SandboxFault> Faults => _faults;

    /// <summary>Gets the interval of faulty requests; 0 if faults do not depend on the number of the request.</summary>
    public int Every { get; }

    /// <summary>Indicates whether faults depend on the page, so that pages must be counted.</summary>
    public bool IsByPage => _byPage.Count > 0;

    /// <summary>Returns the fault for a request; None for most requests.</summary>
    /// <param name="request">The number of the request, 1 for the first of this server.</param>
    /// <param name="page">The number of the page in its list; 0 for requests that are not for a list.</param>
    /// <param name="attempt">The number of requests for this page, including this one.</param>
    public SandboxFault GetFault(long request, int page, int attempt)
    {
        if (_faults.Length == 0)
        {
            return SandboxFault.None;
        }

        if (IsByPage)
        {
            // The faults of the page in sequence, and then none, so that a retry succeeds.
            return _byPage.TryGetValue(page, out List<SandboxFault>? faults) && attempt <= faults.Count
                ? faults[attempt - 1]
                : SandboxFault.None;
        }

        if (_probability is { } probability)
        {
            ulong draw = StableHash.Mix(_seed, request);
            return (draw >> 11) / DrawCount < probability
                ? _faults[(int)(StableHash.Mix(draw, 0) % (ulong)_faults.Length)]
                : SandboxFault.None;
        }

        return request % Every == 0 ? _faults[(int)(((request / Every) - 1) % _faults.Length)] : SandboxFault.None;
    }
}
