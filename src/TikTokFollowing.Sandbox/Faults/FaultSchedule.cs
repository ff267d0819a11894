using System;
using System.Collections.Generic;
using System.Linq;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Decides which fault is due: by the number of the request, by the page of the list, or at random. It remembers nothing, so the same question has the same answer.
/// </summary>
internal sealed class FaultSchedule
{
    private const int UsualEvery = 3;
    private const double MostDraws = 1UL << 53; // as many as a double tells apart

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

        Every = GoesByPage || _probability is not null ? 0 : options.FaultEvery == 0 ? UsualEvery : options.FaultEvery;
    }

    /// <summary>What was asked for, without None.</summary>
    public IReadOnlyList<SandboxFault> Faults => _faults;

    /// <summary>0 if it does not go by the number of the request.</summary>
    public int Every { get; }

    /// <summary>Whether somebody has to count the pages.</summary>
    public bool GoesByPage => _byPage.Count > 0;

    /// <summary>None for nearly all.</summary>
    /// <param name="request">The number of the request, 1 for the first of this server.</param>
    /// <param name="page">The number of the page in its list; 0 for what is no list.</param>
    /// <param name="time">How often this page was asked for, this time included.</param>
    public SandboxFault Due(long request, int page, int time)
    {
        if (_faults.Length == 0)
        {
            return SandboxFault.None;
        }

        if (GoesByPage)
        {
            // Each time another one, and then none: who asks again gets the page in the end.
            return _byPage.TryGetValue(page, out List<SandboxFault>? faults) && time <= faults.Count ? faults[time - 1] : SandboxFault.None;
        }

        if (_probability is { } probability)
        {
            ulong draw = StableHash.Mix(_seed, request);
            return (draw >> 11) / MostDraws < probability ? _faults[(int)(StableHash.Mix(draw, 0) % (ulong)_faults.Length)] : SandboxFault.None;
        }

        return request % Every == 0 ? _faults[(int)(((request / Every) - 1) % _faults.Length)] : SandboxFault.None;
    }
}
