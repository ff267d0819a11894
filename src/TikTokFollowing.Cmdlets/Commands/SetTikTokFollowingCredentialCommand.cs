using System.Management.Automation;
using System.Security;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Parameters;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Keeps a provider's key for this session.</summary>
[Cmdlet(VerbsCommon.Set, "TikTokFollowingCredential", SupportsShouldProcess = true, DefaultParameterSetName = ByKey)]
[OutputType(typeof(CredentialStatus))]
public sealed class SetTikTokFollowingCredentialCommand : PSCmdlet
{
    private const string ByKey = "ApiKey";
    private const string ByCredential = "Credential";

    /// <summary>The provider that the key is for.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string Provider { get; set; } = "";

    /// <summary>The key. Leave it out to be asked for it, with a mask.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByKey)]
    [ValidateNotNull]
    public SecureString ApiKey { get; set; } = null!;

    /// <summary>A credential whose password is the key; its user name does not matter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByCredential)]
    [Credential]
    [ValidateNotNull]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>How long to keep it. Session: until this process ends; saying so spares the warning.</summary>
    [Parameter]
    public CredentialScope? Scope { get; set; }

    /// <summary>Write the resulting status, without the key.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            ProviderFacts facts = ProviderCatalog.Get(Provider).Facts;
            SecureString key = ParameterSetName == ByCredential ? Credential.Password : ApiKey;
            KeyFinder.Find(facts, key); // an unusable key is told now and not at the first page
            if (!ShouldProcess($"the key for {facts.Name}", "Keep for this session")) { return; }

            SessionKeys.Set(facts.Name, key);
            if (Scope is null) { WriteWarning($"The key is kept until this session ends. To have it in every session, set the environment variable {facts.EnvironmentVariable}."); }
            if (PassThru) { WriteObject(KeyFinder.StatusOf(facts)); }
        }
        catch (FollowingException e)
        {
            ThrowTerminatingError(e.ToErrorRecord(new StoppingPoint { Provider = Provider }));
        }
    }
}
