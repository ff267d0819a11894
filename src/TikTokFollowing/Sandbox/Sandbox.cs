using System;
using System.Collections.Generic;
using System.Linq;

namespace TikTokFollowing;

/// <summary>The local stand-in for every provider. The counters are live: they move while the object is held. Counters by name are copies of when they were asked for.</summary>
public sealed class Sandbox
{
    private readonly ISandboxState _state;

    internal Sandbox(ISandboxState state) => _state = state;

    /// <summary>Where it listens; what <c>-BaseUri</c> would take.</summary>
    public Uri BaseUri => _state.BaseUri;

    /// <summary>The port it listens on.</summary>
    public int Port => _state.BaseUri.Port;

    /// <summary>How many accounts each list has.</summary>
    public int FollowingCount => _state.FollowingCount;

    /// <summary>How many accounts a page has, where the request does not say.</summary>
    public int PageSize => _state.PageSize;

    /// <summary>How long each answer is held back, in milliseconds.</summary>
    public int LatencyMilliseconds => _state.LatencyMilliseconds;

    /// <summary>What goes wrong; None alone if nothing does.</summary>
    public IReadOnlyList<SandboxFault> Fault => _state.Fault.Count == 0 ? [SandboxFault.None] : _state.Fault;

    /// <summary>At which requests it goes wrong: every so many. 0 if not by the number of the request.</summary>
    public int FaultEvery => _state.FaultEvery;

    /// <summary>At which pages of each list it goes wrong; empty if not by the page.</summary>
    public IReadOnlyList<int> FaultPage => _state.FaultPage;

    /// <summary>How likely each request is to go wrong; <see langword="null"/> if not at random.</summary>
    public double? FaultProbability => _state.FaultProbability;

    /// <summary>What the chance is drawn from.</summary>
    public int Seed => _state.Seed;

    /// <summary>What goes wrong and when, in words: "None", "RateLimit, every 3".</summary>
    public string FaultPlan => _state.Fault.Count == 0 ? nameof(SandboxFault.None) : $"{string.Join(", ", _state.Fault)}, {When}";

    /// <summary>How many requests came in.</summary>
    public long Requests => _state.Requests;

    /// <summary>How many credits they would have cost.</summary>
    public long Credits => _state.Credits;

    /// <summary>How many pages were sent whole and readable; not those that a fault emptied, cut or spoiled on their way.</summary>
    public long PagesDelivered => _state.PagesDelivered;

    /// <summary>How many requests went wrong on demand.</summary>
    public long FaultsInjected => FaultCounts.Values.Sum();

    /// <summary>The same for each fault that was asked for, by its name.</summary>
    public IReadOnlyDictionary<string, long> FaultCounts => _state.FaultCounts;

    /// <summary>How many requests came in for each provider, by its name.</summary>
    public IReadOnlyDictionary<string, long> RequestsByProvider => _state.RequestsByProvider;

    /// <summary>How many credits each provider would have charged, by its name.</summary>
    public IReadOnlyDictionary<string, long> CreditsByProvider => _state.CreditsByProvider;

    /// <summary>Whether it still listens.</summary>
    public bool IsRunning => _state.IsRunning;

    private string When =>
        FaultPage.Count > 0 ? $"page {string.Join(", ", FaultPage)} of each list"
        : FaultProbability is double probability ? FormattableString.Invariant($"{100 * probability:0.##} % at random, seed {Seed}")
        : $"every {FaultEvery}";

    /// <summary>The address.</summary>
    public override string ToString() => BaseUri.ToString();
}
