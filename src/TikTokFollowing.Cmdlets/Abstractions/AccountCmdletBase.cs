using System.Management.Automation;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;

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
    protected override void BeginProcessing()
    {
        try
        {
            CheckConnection();
        }
        catch (FollowingException e)
        {
            ThrowTerminatingError(CreateRecord(e, null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Provider)
        {
            List<IFollowingProvider> providers;
            try
            {
                providers = Find(name);
            }
            catch (FollowingException e)
            {
                if (e.Kind == FollowingErrorKind.MissingApiKey)
                {
                    ThrowTerminatingError(CreateRecord(e, null));
                }

                WriteError(CreateRecord(e, name));
                continue;
            }

            foreach (IFollowingProvider provider in providers)
            {
                ProcessProvider(provider);
            }
        }
    }

    /// <summary>Queries one provider and writes the result.</summary>
    private protected abstract void ProcessProvider(IFollowingProvider provider);

    /// <summary>Returns the key of a provider.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/></exception>
    private protected ApiKey GetKey(ProviderMetadata facts) => KeyFor(facts, "these credits", ApiKey);

    private protected CreditBalance GetBalance(IFollowingProvider provider, ApiKey key) =>
        Await(new BalanceClient(provider, key, Address, Settings, Log, TransportThroughProxy()).GetAsync);

    private protected static ErrorRecord CreateRecord(FollowingException e, string? provider)
    {
        string request = e.RequestId is null ? "" : $"Request id: {e.RequestId}.";
        return e.With(request)
            .ToErrorRecord(new ResumePoint { Provider = e.Provider ?? provider, RequestId = e.RequestId });
    }

    private List<IFollowingProvider> Find(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            return [ProviderRegistry.Get(name)];
        }

        if (ApiKey is not null)
        {
            throw InvalidRequest(null, "-ApiKey is the key of one provider. Specify that provider with -Provider.");
        }

        WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        List<IFollowingProvider> matches =
            [.. ProviderRegistry.All.Where(provider => pattern.IsMatch(provider.Facts.Name))];
        if (IsSandbox)
        {
            return [.. matches.Where(static provider => provider.Facts.IsBuiltIn)];
        }

        IReadOnlyList<ProviderMetadata> withKey = ApiKeyResolver.ProvidersWithKey(Vaults);
        if (withKey.Count > 0)
        {
            return [.. matches.Where(provider => withKey.Contains(provider.Facts))];
        }

        throw ApiKeyResolver.MissingForAll();
    }
}
