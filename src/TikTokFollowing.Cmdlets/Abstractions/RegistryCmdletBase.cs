using System.Linq;
using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>A cmdlet that tells something about some providers, or about all of them.</summary>
public abstract class RegistryCmdletBase : PSCmdlet
{
    /// <summary>Which providers; wildcards are allowed. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Provider { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Provider)
        {
            try
            {
                if (!WildcardPattern.ContainsWildcardCharacters(name))
                {
                    Write(ProviderRegistry.Get(name).Facts);
                    continue;
                }
                WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
                foreach (ProviderMetadata facts in ProviderRegistry.All.Select(provider => provider.Facts).Where(facts => pattern.IsMatch(facts.Name))) { Write(facts); }
            }
            catch (FollowingException e)
            {
                WriteError(e.ToErrorRecord(new ResumePoint { Provider = name }));
            }
        }
    }

    private protected abstract void Write(ProviderMetadata facts);
}
