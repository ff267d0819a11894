using System.Management.Automation;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>
/// Provides the base class for cmdlets that query the user's own account at providers: its key and its credits.
/// </summary>
public abstract class AccountCmdletBase : ProviderCmdletBase
{
    /// <summary>
    /// Specifies the providers. Wildcards match providers that have a key. The default is all providers that have a
    /// key, or all built-in providers while the sandbox is running.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Provider { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void BeginProcessing() => this.TryOrEnd(CheckConnection);

    /// <inheritdoc/>
    protected override void ProcessRecord() => this.ForEachProvider(Provider, Find, ProcessProvider);

    /// <summary>Queries one provider and writes the result.</summary>
    private protected abstract void ProcessProvider(IFollowingProvider provider);

    /// <summary>Returns the key of a provider.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/></exception>
    private protected ApiKey GetKey(ProviderMetadata facts) => KeyFor(facts, "these credits", ApiKey);

    private protected CreditBalance GetBalance(IFollowingProvider provider, ApiKey key) =>
        Await(new BalanceClient(provider, key, Address, Settings, Log, TransportThroughProxy()).GetAsync);

    private protected static ErrorRecord CreateRecord(FollowingException e, IFollowingProvider provider) =>
        e.WithRequestId().ToErrorRecord(
            new ResumePoint { Provider = e.Provider ?? provider.Facts.Name, RequestId = e.RequestId });

    private IEnumerable<IFollowingProvider> Find(string name)
    {
        IReadOnlyList<IFollowingProvider> matches = ProviderSelector.Find(name);
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            return matches;
        }

        if (ApiKey is not null)
        {
            throw RequestErrors.Invalid(
                "-ApiKey is the key of one provider. Specify that provider with -Provider.");
        }

        if (IsSandbox)
        {
            return matches.Where(static provider => provider.Facts.IsBuiltIn);
        }

        IReadOnlyList<ProviderMetadata> withKey = ApiKeyResolver.ProvidersWithKey(Vaults);
        return matches.Where(provider => withKey.Contains(provider.Facts));
    }
}
