using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Removes providers that files define from this process. The files and stored data stay.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "TikTokFollowingProvider", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterTikTokFollowingProviderCommand : PSCmdlet
{
    /// <summary>Specifies the providers, without wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Provider")]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing() => SessionDefinitions.Use(this);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            try
            {
                Unregister(ProviderRegistry.Get(name).Facts);
            }
            catch (FollowingException e)
            {
                WriteError(e.ToErrorRecord(new ResumePoint { Provider = name }));
            }
        }
    }

    private void Unregister(ProviderMetadata facts)
    {
        if (facts.IsBuiltIn)
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                facts.Name,
                $"{facts.Name} is built in and cannot be unregistered. To list the providers that files define: "
                + "Get-TikTokFollowingProvider | Where-Object Source -NE Built-in");
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
