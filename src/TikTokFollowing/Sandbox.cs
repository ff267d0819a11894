using System;

namespace TikTokFollowing;

/// <summary>The local stand-in for every provider. The counters are live: they move while the object is held.</summary>
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

    /// <summary>What goes wrong.</summary>
    public SandboxFault Fault => _state.Fault;

    /// <summary>At which requests it goes wrong: every so many.</summary>
    public int FaultEvery => _state.FaultEvery;

    /// <summary>How many requests came in.</summary>
    public long Requests => _state.Requests;

    /// <summary>How many credits they would have cost.</summary>
    public long Credits => _state.Credits;

    /// <summary>Whether it still listens.</summary>
    public bool IsRunning => _state.IsRunning;

    /// <summary>The address.</summary>
    public override string ToString() => BaseUri.ToString();
}
