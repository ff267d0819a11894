using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Net.Http;
using System.Security;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>A cmdlet that asks providers something: with which key, at which address, how patiently.</summary>
public abstract class ProviderCmdletBase : AsyncCmdlet
{
    // Any will do: the sandbox takes every key, and must not be shown a real one.
    private const string SandboxKey = "no-key-is-needed-here";

    private readonly HashSet<string> _warned = [];
    private HttpClient? _transport; // only with -Proxy
    private ClientLog? _log;
    private SecretVaults? _vaults;
    private Uri? _sandbox;
    private bool _isSandboxKnown;
    private bool _saidSandbox;

    /// <summary>A key for this call, for the provider that is named.</summary>
    [Parameter]
    [KeyTransformation]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>Another address in place of the provider's own: a gateway, a recording proxy, a test server. https; http on this machine only.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BaseUriCompleter))]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>Seconds for one attempt, its whole answer included; 0 waits for ever. Default 100.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int TimeoutSec { get; set; } = 100;

    /// <summary>How often a request that failed in passing is repeated. Default 4.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaximumRetryCount { get; set; } = 4;

    /// <summary>Seconds before the first repetition; each next wait is about twice as long. A provider's Retry-After up to a minute goes first. Default 1.</summary>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int RetryIntervalSec { get; set; } = 1;

    /// <summary>The address of a proxy for the requests of this command.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Who one is to the proxy.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    private protected ClientLog Log => _log ??= new ClientLog(
        IsHeard("Verbose") ? text => Post(() => WriteVerbose(text)) : null, IsHeard("Debug") ? text => Post(() => WriteDebug(text)) : null, text => Post(() => WriteWarning(text)));

    private protected SecretVaults Vaults => _vaults ??= new SecretVaults(this);

    /// <summary>Whether the sandbox of this process answers.</summary>
    private protected bool IsSandbox => SandboxAddress is not null;

    /// <summary>Where requests go; null is the provider's own address.</summary>
    private protected Uri? Address => BaseUri ?? SandboxAddress;

    // Decided once: a command that began with a sandbox must not continue with a provider.
    private Uri? SandboxAddress
    {
        get
        {
            if (!_isSandboxKnown && BaseUri is null) { _sandbox = RunningSandbox.UseIn(Session.Current); }
            _isSandboxKnown = true;
            return _sandbox;
        }
    }

    private protected HttpSettings Settings => new()
    {
        Timeout = TimeoutSec == 0 ? null : TimeSpan.FromSeconds(TimeoutSec),
        MaximumRetryCount = MaximumRetryCount,
        RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
    };

    /// <summary>What goes through -Proxy; null is the process's own.</summary>
    private protected HttpClient? TransportThroughProxy() => Proxy is null
        ? null
        : _transport ??= SharedHttpClient.CreateThrough(new ProxyAddress(Proxy, ProxyCredential?.GetNetworkCredential()));

    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidRequest"/>; <see cref="FollowingErrorKind.SandboxStopped"/>.
    /// </exception>
    private protected void CheckConnection()
    {
        _ = SandboxAddress;
        QueryValidator.CheckBaseUri(BaseUri);
        ProxyAddress.Check(Proxy);
        if (ProxyCredential is not null && Proxy is null) { throw Mistake(null, "-ProxyCredential needs -Proxy."); }
    }

    /// <summary>The key to show to a provider. The sandbox is not shown a real one; that it answers is said once.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="madeUp">What the sandbox makes up.</param>
    /// <param name="given">The key for this call, where it is meant for this provider.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/></exception>
    private protected ApiKey KeyFor(ProviderMetadata facts, string madeUp, SecureString? given)
    {
        if (!IsSandbox) { return ApiKeyResolver.Find(facts, given, Vaults, WarnOnce); }
        if (!_saidSandbox)
        {
            _saidSandbox = true;
            WriteWarning($"The sandbox at {_sandbox} answers: {madeUp} are made up. Stop-TikTokFollowingSandbox ends it.");
        }
        return new ApiKey(SandboxKey);
    }

    /// <summary>Replaces a failure of the sandbox's address by the reason: the sandbox has ended in the middle of the command.</summary>
    private protected FollowingException Explain(FollowingException e)
    {
        bool canBe = e.Kind is FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.ProviderTimeout or FollowingErrorKind.UnexpectedResponse;
        return canBe && _sandbox is Uri used && !RunningSandbox.IsRunningAt(used) ? RunningSandbox.Stopped(used) : e;
    }

    private void WarnOnce(string warning)
    {
        if (_warned.Add(warning)) { WriteWarning(warning); }
    }

    // By the switch of that name, else by the preference. What cannot be told is heard: PowerShell decides once more.
    private bool IsHeard(string stream)
    {
        if (MyInvocation.BoundParameters.TryGetValue(stream, out object? given) && LanguagePrimitives.TryConvertTo(given, out bool isOn)) { return isOn; }
        return !(LanguagePrimitives.TryConvertTo(GetVariableValue(stream + "Preference"), out ActionPreference preference)
            && preference is ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    private protected static FollowingException Mistake(string? provider, string message) => new(FollowingErrorKind.InvalidRequest, provider, message);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing); // nothing is under way any more
        if (disposing) { _transport?.Dispose(); }
    }
}
