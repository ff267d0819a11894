using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Removes providers that files define from this process. The files and stored data stay.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "TikTokFollowingProvider", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterTikTokFollowingProviderCommand : LocalCmdletBase
{
    /// <summary>Specifies the providers, without wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Provider")]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => this.ForEachProvider(
        Name, static name => [ProviderRegistry.Get(name)], provider => Unregister(provider.Facts));

    private void Unregister(ProviderMetadata facts)
    {
        if (facts.IsBuiltIn)
        {
            throw RequestErrors.Invalid(
                $"{facts.Name} is built in and cannot be unregistered. To list the providers that files define: "
                + "Get-TikTokFollowingProvider | Where-Object Source -NE Built-in",
                facts.Name);
        }
        string path = TextSanitizer.Sanitize(facts.DefinitionPath!);
        bool isConfirmed = Confirmation.Request(
            () => ShouldProcess($"the provider {facts.Name} of {path}", "Unregister"),
            "Use -Confirm:$false to unregister it without a prompt.");
        if (isConfirmed)
        {
            ProviderRegistry.Defined.Unregister(facts.Name);
        }
    }
}
