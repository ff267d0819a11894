using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Parameters;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Forgets the key that this session keeps for a provider.</summary>
[Cmdlet(VerbsCommon.Remove, "TikTokFollowingCredential", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveTikTokFollowingCredentialCommand : PSCmdlet
{
    /// <summary>The provider whose key to forget.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Provider { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Provider)
        {
            try
            {
                ProviderFacts facts = ProviderCatalog.Get(name).Facts;
                if (!ShouldProcess($"the key for {facts.Name}", "Forget")) { continue; }

                bool wasKept = SessionKeys.Remove(facts.Name);
                if (KeyFinder.SourceOf(facts) == KeyFinder.Environment)
                {
                    WriteWarning($"A key for {facts.Name} is still found in the environment; Remove-Item env:{facts.EnvironmentVariable} takes it out of this session.");
                }
                else if (!wasKept)
                {
                    WriteVerbose($"There was no key for {facts.Name}.");
                }
            }
            catch (FollowingException e)
            {
                WriteError(e.ToErrorRecord(new StoppingPoint { Provider = name }));
            }
        }
    }
}
