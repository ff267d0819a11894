namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Selects the fault for a request by its number, by the page of the list, or randomly. It is stateless: the same
/// arguments return the same fault.
/// </summary>
internal sealed class FaultSchedule
{
    private const int DefaultEvery = 3;
    private const double DrawCount = 1UL << 53; // the number of values that a double can distinguish

    private readonly SandboxOptions _options;
    private readonly ILookup<int, SandboxFault> _byPage;

    public FaultSchedule(SandboxOptions options)
    {
        _options = options;
        Faults = [.. options.Fault.Where(static fault => fault != SandboxFault.None)];
        int pages = options.FaultPage.Count;
        int turns = Faults.Length == 0 || pages == 0 ? 0 : Math.Max(Faults.Length, pages);
        _byPage = Enumerable.Range(0, turns)
            .ToLookup(turn => options.FaultPage[turn % pages], turn => Faults[turn % Faults.Length]);
        bool isByNumber = Faults.Length > 0 && !IsByPage && options.FaultProbability is null;
        Every = !isByNumber ? 0 : options.FaultEvery == 0 ? DefaultEvery : options.FaultEvery;
    }

    /// <summary>Gets the faults without None.</summary>
    public SandboxFault[] Faults { get; }

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
        if (Faults.Length == 0 || IsByPage)
        {
            // The faults of the page in sequence, and then none, so that a retry succeeds.
            return _byPage[page].ElementAtOrDefault(attempt - 1);
        }

        if (Every > 0)
        {
            return request % Every == 0 ? Faults[(int)(((request / Every) - 1) % Faults.Length)] : SandboxFault.None;
        }

        ulong draw = StableHash.Mix(StableHash.Mix((ulong)_options.Seed, -1), request);
        return (draw >> 11) / DrawCount < _options.FaultProbability
            ? Faults[(int)(StableHash.Mix(draw, 0) % (ulong)Faults.Length)]
            : SandboxFault.None;
    }
}
