using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that process providers or their keys, and send no request.</summary>
public abstract class LocalCmdletBase : PSCmdlet
{
    private protected SecretVaults Vaults => field ??= new SecretVaults(this);

    /// <inheritdoc/>
    protected override void BeginProcessing() => SessionDefinitions.Use(this);

    /// <summary>Processes each of the named providers. Failures of one are errors, and the others continue.</summary>
    private protected void ForEachProvider(string[] names, Action<ProviderMetadata> process)
    {
        foreach (string name in names)
        {
            this.Try(() => process(ProviderRegistry.Get(name).Facts), new ResumePoint { Provider = name });
        }
    }
}
