using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that describe providers and send no request.</summary>
public abstract class RegistryCmdletBase : PSCmdlet
{
    /// <summary>Specifies the providers. Wildcards are allowed. The default is all providers.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Provider { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void BeginProcessing() => SessionDefinitions.Use(this);

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
                IEnumerable<ProviderMetadata> all = ProviderRegistry.All.Select(provider => provider.Facts);
                foreach (ProviderMetadata facts in all.Where(facts => pattern.IsMatch(facts.Name)))
                {
                    Write(facts);
                }
            }
            catch (FollowingException e)
            {
                WriteError(e.ToErrorRecord(new ResumePoint { Provider = name }));
            }
        }
    }

    private protected abstract void Write(ProviderMetadata facts);
}
