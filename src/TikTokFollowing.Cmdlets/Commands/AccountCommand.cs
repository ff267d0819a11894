using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Http;
using System.Security;
using TikTokFollowing.Client;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Parameters;
using TikTokFollowing.Cmdlets.Pipeline;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>A cmdlet that asks providers about one's own account at them: whether the key is taken, what is left.</summary>
public abstract class AccountCommand : AsyncCmdlet
{
    // Any will do: the sandbox takes every key, and must not be shown a real one.
    private const string SandboxKey = "no-key-is-needed-here";

    private HttpClient? _transport; // only with -Proxy
    private ClientLog? _log;
    private SecretVaults? _vaults;
    private bool _saidSandbox;

    /// <summary>Which providers; wildcards are allowed, and mean those that have a key. Without it, all that have one; in the sandbox, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Provider { get; set; } = ["*"];

    /// <summary>A key for this call, for one provider that is named.</summary>
    [Parameter]
    [KeyArgument]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>Another address in place of the provider's own: a gateway, a recording proxy, a test server. https; http on this machine only.</summary>
    [Parameter]
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

    private protected SecretVaults Vaults => _vaults ??= new SecretVaults(this);

    private protected ClientLog Log => _log ??= new ClientLog(
        text => Post(() => WriteVerbose(text)), text => Post(() => WriteDebug(text)), text => Post(() => WriteWarning(text)));

    private protected bool IsSandbox => BaseUri is null && RunningSandbox.BaseUri is not null;

    private protected Uri? Address => BaseUri ?? RunningSandbox.BaseUri;

    private protected HttpSettings Settings => new()
    {
        Timeout = TimeoutSec == 0 ? null : TimeSpan.FromSeconds(TimeoutSec),
        MaximumRetryCount = MaximumRetryCount,
        RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
    };

    private protected HttpClient? Transport => Proxy is null
        ? null
        : _transport ??= Client.Http.Transport.CreateThrough(new WebProxy(Proxy) { Credentials = ProxyCredential?.GetNetworkCredential() });

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            QueryRules.CheckBaseUri(BaseUri);
            if (ProxyCredential is not null && Proxy is null) { throw Mistake("-ProxyCredential needs -Proxy."); }
        }
        catch (FollowingException e)
        {
            ThrowTerminatingError(Record(e, null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Provider)
        {
            List<IFollowingProvider> asked;
            try
            {
                asked = Named(name);
            }
            catch (FollowingException e)
            {
                if (e.Kind == FollowingErrorKind.MissingApiKey) { ThrowTerminatingError(Record(e, null)); }
                WriteError(Record(e, name));
                continue;
            }
            foreach (IFollowingProvider provider in asked) { Ask(provider); }
        }
    }

    /// <summary>Asks one provider and writes what it says.</summary>
    private protected abstract void Ask(IFollowingProvider provider);

    /// <summary>The key to show to it. The sandbox is not shown a real one.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/></exception>
    private protected ApiKey KeyOf(ProviderFacts facts)
    {
        if (!IsSandbox) { return KeyFinder.Find(facts, ApiKey, Vaults); }
        if (!_saidSandbox)
        {
            _saidSandbox = true;
            WriteWarning($"The sandbox at {RunningSandbox.BaseUri} answers: these credits are made up. Stop-TikTokFollowingSandbox ends it.");
        }
        return new ApiKey(SandboxKey);
    }

    private protected CreditBalance AskBalance(IBalanceProvider provider, ApiKey key) =>
        Await(new BalanceQuestion(provider, key, Address, Settings, Log, Transport).AskAsync);

    private protected static ErrorRecord Record(FollowingException e, string? provider) => e.ToErrorRecord(new StoppingPoint { Provider = e.Provider ?? provider });

    private protected static FollowingException Mistake(string message) => new(FollowingErrorKind.InvalidRequest, null, message);

    private List<IFollowingProvider> Named(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name)) { return [ProviderCatalog.Get(name)]; }
        if (ApiKey is not null) { throw Mistake("-ApiKey is the key for one provider: name it with -Provider."); }
        WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase);
        List<IFollowingProvider> meant = [.. ProviderCatalog.All.Where(provider => pattern.IsMatch(provider.Facts.Name))];
        if (IsSandbox) { return meant; }

        IReadOnlyList<ProviderFacts> withKey = KeyFinder.ProvidersWithKey(Vaults);
        if (withKey.Count > 0) { return [.. meant.Where(provider => withKey.Contains(provider.Facts))]; }
        throw new FollowingException(
            FollowingErrorKind.MissingApiKey,
            null,
            "No key for any provider was found: not in this session or a vault (Set-TikTokFollowingCredential) and not in an environment variable such as "
            + $"$env:{ProviderCatalog.All[0].Facts.EnvironmentVariable}. To try without a key: Start-TikTokFollowingSandbox.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) { _transport?.Dispose(); }
        base.Dispose(disposing);
    }
}
