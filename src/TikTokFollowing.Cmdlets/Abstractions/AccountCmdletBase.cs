using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>A cmdlet that asks providers about one's own account at them: whether the key is taken, what is left.</summary>
public abstract class AccountCmdletBase : ProviderCmdletBase
{
    /// <summary>Which providers; wildcards are allowed, and mean those that have a key. Without it, all that have one; in the sandbox, all.</summary>
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

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/></exception>
    private protected ApiKey KeyOf(ProviderMetadata facts) => KeyFor(facts, "these credits", ApiKey);

    private protected CreditBalance AskBalance(IBalanceProvider provider, ApiKey key) =>
        Await(new BalanceClient(provider, key, Address, Settings, Log, TransportThroughProxy()).AskAsync);

    private protected static ErrorRecord Record(FollowingException e, string? provider) => e.With(e.RequestId is null ? "" : $"Request id: {e.RequestId}.").ToErrorRecord(new ResumePoint { Provider = e.Provider ?? provider, RequestId = e.RequestId });

    private List<IFollowingProvider> Named(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name)) { return [ProviderRegistry.Get(name)]; }
        if (ApiKey is not null) { throw Mistake(null, "-ApiKey is the key for one provider: name it with -Provider."); }
        WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        List<IFollowingProvider> meant = [.. ProviderRegistry.All.Where(provider => pattern.IsMatch(provider.Facts.Name))];
        if (IsSandbox) { return meant; }

        IReadOnlyList<ProviderMetadata> withKey = ApiKeyResolver.ProvidersWithKey(Vaults);
        if (withKey.Count > 0) { return [.. meant.Where(provider => withKey.Contains(provider.Facts))]; }
        throw new FollowingException(
            FollowingErrorKind.MissingApiKey,
            null,
            $"There is no key for any provider: none in this session, in the environment (such as $env:{ProviderRegistry.All[0].Facts.EnvironmentVariable}) or in a vault. "
            + "Give one with Set-TikTokFollowingCredential. To try without a key: Start-TikTokFollowingSandbox.");
    }
}
