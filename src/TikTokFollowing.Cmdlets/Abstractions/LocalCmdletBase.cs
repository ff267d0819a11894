using System.Management.Automation;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that process providers or their keys, and send no request.</summary>
public abstract class LocalCmdletBase : PSCmdlet
{
    private protected SecretVaults Vaults => field ??= new SecretVaults(this);

    /// <inheritdoc/>
    protected override void BeginProcessing() => SessionDefinitions.Use(this);
}
