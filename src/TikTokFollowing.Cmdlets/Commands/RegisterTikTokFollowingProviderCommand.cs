using System.Management.Automation;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Conversion;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Adds the provider that a JSON file defines to this process. Sends no request.</summary>
[Cmdlet(VerbsLifecycle.Register, "TikTokFollowingProvider", SupportsShouldProcess = true)]
[OutputType(typeof(ProviderDescription))]
public sealed class RegisterTikTokFollowingProviderCommand : LocalCmdletBase
{
    /// <summary>Specifies the files, without wildcards. Paths and files can be piped in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    [ArgumentCompleter(typeof(JsonPathCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Replaces a provider of the same name. Built-in providers cannot be replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the provider.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            this.Try(() => Register(InputFile.Resolve(SessionState, path, "-Path")));
        }
    }

    private void Register(string path)
    {
        IFollowingProvider provider = DefinedProviders.Load(path, isRegistered: true);
        ProviderMetadata facts = provider.Facts;
        IFollowingProvider? replaced = ProviderRegistry.Defined.FindReplaced(facts.Name, path);
        if (replaced is not null && !Force)
        {
            throw RequestErrors.Invalid(
                replaced.Facts.DefinitionPath == path
                    ? $"{TextSanitizer.Sanitize(path)} is registered already, as {replaced.Facts.Name}. "
                        + "To read it again, use -Force."
                    : $"{facts.Name} is defined by {TextSanitizer.Sanitize(replaced.Facts.DefinitionPath!)} already, "
                        + $"and {TextSanitizer.Sanitize(path)} was not registered. To replace it, use -Force.",
                facts.Name);
        }
        bool isConfirmed = Confirmation.Request(
            () => ShouldProcess(TextSanitizer.Sanitize(path), $"Register the provider {facts.Name} ({facts.BaseUri})"),
            "Use -Confirm:$false to register it without a prompt.");
        if (!isConfirmed)
        {
            return;
        }
        ProviderRegistry.Defined.Register(provider);
        if (replaced is not null && replaced.Facts.KeyName != facts.KeyName)
        {
            // A variable has no host, unlike a key of the session or of a vault.
            string environment = ApiKeyResolver.NearSourceOf(facts) == ApiKeyResolver.Environment
                ? $" The key in $env:{facts.EnvironmentVariable} is sent to the new address."
                : "";
            WriteWarning(
                $"{facts.Name} has a new address: {facts.BaseUri}. A saved key for {replaced.Facts.BaseUri} is "
                + $"not sent there.{environment} To save the key for the new address: "
                + $"Set-TikTokFollowingCredential {facts.Name}");
        }
        if (PassThru)
        {
            WriteObject(ProviderDescriber.Describe(facts));
        }
    }
}
