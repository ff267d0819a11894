using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that describe providers and send no request.</summary>
public abstract class RegistryCmdletBase : LocalCmdletBase
{
    /// <summary>Specifies the providers. Wildcards are allowed. The default is all providers.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Provider { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        this.ForEachProvider(Provider, ProviderSelector.Find, provider => Write(provider.Facts));

    private protected abstract void Write(ProviderMetadata facts);
}
