using System;
using System.Collections.Generic;

namespace TikTokFollowing;

/// <summary>What a provider can do, what it costs, and where its key would come from.</summary>
public sealed class ProviderDescription
{
    internal ProviderDescription()
    {
    }

    /// <summary>What <c>-Provider</c> takes.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>Where requests go.</summary>
    public Uri BaseUri { get; internal init; } = null!;

    /// <summary>What a page costs, in words.</summary>
    public string Cost { get; internal init; } = "";

    /// <summary>Credits for one request; null where records are charged.</summary>
    public int? CreditsPerRequest { get; internal init; }

    /// <summary>Credits for one account; null where requests are charged.</summary>
    public int? CreditsPerRecord { get; internal init; }

    /// <summary>How many accounts a page has when <c>-PageSize</c> is not used.</summary>
    public int DefaultPageSize { get; internal init; }

    /// <summary>Whether <c>-PageSize</c> can be used.</summary>
    public bool SupportsPageSize { get; internal init; }

    /// <summary>The largest <c>-PageSize</c>; null if the provider does not say, or takes none.</summary>
    public int? MaximumPageSize { get; internal init; }

    /// <summary>Whether <c>-Trim</c> can be used.</summary>
    public bool SupportsTrim { get; internal init; }

    /// <summary>Whether the cursor is a follow time, so that <c>-MinTime</c> can be used and accounts have a window in which the follow happened.</summary>
    public bool HasFollowTimes { get; internal init; }

    /// <summary>Whether <c>-Handle</c> may be a numeric id or a sec_uid.</summary>
    public bool AcceptsId { get; internal init; }

    /// <summary>Where a key would come from now: <c>Session</c>, <c>Environment</c>, <c>Vault</c> where one has given it already, or null if none is known of. No vault is asked for it.</summary>
    public string? KeySource { get; internal init; }

    /// <summary>The environment variable that is looked at for a key.</summary>
    public string EnvironmentVariable { get; internal init; } = "";

    /// <summary>Where keys are sold.</summary>
    public Uri Website { get; internal init; } = null!;

    /// <summary>What is particular about this provider, its own documents' contradictions included.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>The provider's name.</summary>
    public override string ToString() => Provider;
}
