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
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that send requests: keys, addresses, time-outs and retries.</summary>
public abstract class ProviderCmdletBase : AsyncCmdlet
{
    // The sandbox accepts every key, and must not receive a real one.
    private const string SandboxKey = "no-key-is-needed-here";

    private readonly HashSet<string> _warned = [];
    private HttpClient? _proxyClient;

    /// <summary>Specifies the key for this command, for the provider in -Provider.</summary>
    [Parameter]
    [KeyTransformation]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>
    /// Specifies another address than the provider's own, such as a gateway or a test server. It must use https; http
    /// is allowed on this machine only.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(BaseUriCompleter))]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>
    /// Specifies the time-out in seconds for one attempt, including its whole response. 0 waits indefinitely. The
    /// default is 100.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int TimeoutSec { get; set; } = 100;

    /// <summary>Specifies how many times a request is retried after a transient failure. The default is 4.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaximumRetryCount { get; set; } = 4;

    /// <summary>
    /// Specifies the seconds before the first retry. Each further delay is about twice as long. A provider's
    /// Retry-After of at most one minute takes precedence. The default is 1.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int RetryIntervalSec { get; set; } = 1;

    /// <summary>Specifies the address of a proxy for the requests of this command.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Specifies the credential for the proxy.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    internal ClientLog Log => field ??= new ClientLog(
        IsStreamEnabled("Verbose") ? Queue(WriteVerbose) : null,
        IsStreamEnabled("Debug") ? Queue(WriteDebug) : null,
        Queue(WriteWarning));

    private protected SecretVaults Vaults => field ??= new SecretVaults(this);

    /// <summary>Gets a value that indicates whether requests are sent to the sandbox of this process.</summary>
    internal bool IsSandbox => Sandbox.Value is not null;

    /// <summary>Gets the address for requests; null for the provider's own address.</summary>
    internal Uri? Address => BaseUri ?? Sandbox.Value;

    // Determined once, because a command that started with a sandbox must not continue with a provider.
    private Lazy<Uri?> Sandbox => field ??= new Lazy<Uri?>(
        () => BaseUri is null ? RunningSandbox.UseIn(Session.Current) : null);

    internal HttpSettings Settings => new()
    {
        Timeout = TimeoutSec == 0 ? null : TimeSpan.FromSeconds(TimeoutSec),
        MaximumRetryCount = MaximumRetryCount,
        RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
    };

    /// <summary>Returns the HTTP client for -Proxy; null without -Proxy.</summary>
    internal HttpClient? TransportThroughProxy() => Proxy is null
        ? null
        : _proxyClient ??= SharedHttpClient.CreateThrough(
            new ProxyAddress(Proxy, ProxyCredential?.GetNetworkCredential()));

    /// <summary>
    /// Validates the addresses, and reports definitions that cannot be used and a sandbox that has ended.
    /// </summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidRequest"/>; <see cref="FollowingErrorKind.SandboxStopped"/>.
    /// </exception>
    private protected void CheckConnection()
    {
        SessionDefinitions.Use(this);
        _ = Sandbox.Value;
        QueryValidator.CheckBaseUri(BaseUri);
        ProxyAddress.Check(Proxy);
        if (ProxyCredential is not null && Proxy is null)
        {
            throw RequestErrors.Invalid("-ProxyCredential requires -Proxy.");
        }
    }

    /// <summary>Returns the key to send to a provider. For the sandbox, warns once and returns no real key.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="data">The subject of the warning about the sandbox, such as "these accounts".</param>
    /// <param name="given">The key in -ApiKey, if it is for this provider.</param>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.MissingApiKey"/>; <see cref="FollowingErrorKind.InvalidRequest"/>: the sandbox
    /// does not imitate the provider.
    /// </exception>
    internal ApiKey KeyFor(ProviderMetadata facts, string data, SecureString? given)
    {
        if (!IsSandbox)
        {
            return ApiKeyResolver.Find(facts, given, Vaults, WarnOnce);
        }

        if (!facts.IsBuiltIn)
        {
            // While the sandbox is running, users do not expect charges, and it cannot imitate this provider.
            throw RequestErrors.Invalid(
                $"The sandbox does not imitate {facts.Name}, which a file defines, so no request was sent. Use a "
                + "built-in provider, or specify the address of a test server with -BaseUri. "
                + "To send requests to the providers again: Stop-TikTokFollowingSandbox",
                facts.Name);
        }

        WarnOnce(
            $"Using the sandbox at {Sandbox.Value}: {data} are fictitious. To stop it: Stop-TikTokFollowingSandbox");
        return new ApiKey(SandboxKey);
    }

    /// <summary>Returns the error for a sandbox that ended during the command, or the original error.</summary>
    private protected FollowingException Explain(FollowingException e)
    {
        bool isConnectionFailure = e.Kind
            is FollowingErrorKind.ProviderUnavailable
            or FollowingErrorKind.ProviderTimeout
            or FollowingErrorKind.UnexpectedResponse;
        return isConnectionFailure && Sandbox.Value is Uri used && !RunningSandbox.IsRunningAt(used)
            ? RunningSandbox.Stopped(used)
            : e;
    }

    /// <summary>Writes a warning, unless the command has written it.</summary>
    private protected void WarnOnce(string warning)
    {
        if (_warned.Add(warning))
        {
            WriteWarning(warning);
        }
    }

    // The common parameter takes precedence over the preference. PowerShell filters the stream again, so an unreadable
    // value counts as enabled.
    private bool IsStreamEnabled(string stream) => this.IsGiven(stream)
        ? this.IsOn(stream)
        : GetPreference(stream) is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Indicates whether a non-terminating error ends the command.</summary>
    internal bool IsErrorActionStop => GetPreference("ErrorAction") == ActionPreference.Stop;

    private ActionPreference GetPreference(string name)
    {
        object? value = MyInvocation.BoundParameters.TryGetValue(name, out object? given)
            ? given
            : GetVariableValue(name + "Preference");
        return LanguagePrimitives.TryConvertTo(value, out ActionPreference preference)
            ? preference
            : ActionPreference.Continue;
    }

    /// <inheritdoc/>
    private protected override void Release() => _proxyClient?.Dispose();
}
