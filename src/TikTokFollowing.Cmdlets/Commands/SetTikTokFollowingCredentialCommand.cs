using System.Management.Automation;
using System.Security;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Saves a provider key in the default vault of SecretManagement, or for this session if none exists.
/// </summary>
[Cmdlet(VerbsCommon.Set, "TikTokFollowingCredential", SupportsShouldProcess = true, DefaultParameterSetName = ByKey)]
[OutputType(typeof(CredentialStatus))]
public sealed class SetTikTokFollowingCredentialCommand : LocalCmdletBase
{
    private const string ByKey = "ApiKey";
    private const string ByCredential = "Credential";

    /// <summary>Specifies the provider of the key.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ProviderTransformation]
    [ValidateNotNullOrEmpty]
    public string Provider { get; set; } = "";

    /// <summary>Specifies the key. If it is omitted, PowerShell prompts for it and masks the input.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByKey)]
    [KeyTransformation]
    [ValidateNotNull]
    public SecureString ApiKey { get; set; } = null!;

    /// <summary>Specifies a credential with the key as its password. The user name is ignored.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByCredential)]
    [Credential]
    [ValidateNotNull]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>
    /// Specifies where the key is saved. Session: until this process ends. Vault: for all sessions. The default is
    /// Vault if there is a default vault, otherwise Session with a warning.
    /// </summary>
    [Parameter]
    public CredentialScope? Scope { get; set; }

    /// <summary>Specifies the vault in which the key is saved. The default is the default vault.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>Returns the resulting status, without the key.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => this.TryOrEnd(
        () =>
        {
            try
            {
                Save(ProviderRegistry.Get(Provider).Facts);
            }
            catch (VaultException e)
            {
                throw new FollowingException(
                    FollowingErrorKind.AuthenticationFailed,
                    Provider,
                    $"The key was not saved. {e.Message} "
                    + "To save it for this session without a vault, use -Scope Session.");
            }
        },
        new ResumePoint { Provider = Provider });

    private void Save(ProviderMetadata facts)
    {
        string text = Client.Security.ApiKey.Reveal(
            ParameterSetName == ByCredential ? Credential.Password : ApiKey);
        ApiKey key = new(text); // reports an unusable key now, not at the first page, and removes extra characters
        KeyAdvice.Check(facts, text, place: null, WriteWarning);
        string? vault = ChooseVault(facts);
        string action = vault is null ? "Save for this session" : $"Save in the vault '{vault}'";
        if (!ShouldProcess($"the key for {facts.Name}", action))
        {
            return;
        }

        Store(facts, vault, key);
        if (PassThru)
        {
            string source = vault is null ? ApiKeyResolver.Session : ApiKeyResolver.Vault;
            WriteObject(ApiKeyResolver.Status(facts, source, vault, key.Reveal()));
        }
    }

    private void Store(ProviderMetadata facts, string? vault, ApiKey key)
    {
        if (vault is null)
        {
            KeyStore.Session.Set(facts, key.ToSecureString());
            if (Scope is null)
            {
                string environment = facts.EnvironmentVariable is string variable
                    ? $"set the environment variable {variable}, or "
                    : "";
                WriteWarning(
                    $"The key for {facts.Name} is saved until this session ends. To keep it for later sessions, "
                    + $"{environment}use a vault. {DescribeVaultSetup()}");
            }
        }
        else
        {
            Vaults.Set(vault, facts, key);
            // An older key of this session would hide the new one.
            KeyStore.Session.Remove(facts);
            KeyStore.Vaults.Remove(facts);
            if (ApiKeyResolver.NearSourceOf(facts) is not null)
            {
                WriteWarning(
                    $"The key is saved in the vault '{TextSanitizer.Sanitize(vault)}', but the key in "
                    + $"$env:{facts.EnvironmentVariable} takes precedence.");
            }
        }
    }

    // Returns null for the session.
    private string? ChooseVault(ProviderMetadata facts)
    {
        if (Scope == CredentialScope.Session)
        {
            return Vault is null
                ? null
                : throw RequestErrors.Invalid(
                    "-Vault and -Scope Session cannot be combined. Omit one of them.", facts.Name);
        }

        RegisteredVault? chosen = Vaults.Registered.FirstOrDefault(vault => Vault is null
            ? vault.IsDefault
            : vault.Name.Equals(Vault, StringComparison.OrdinalIgnoreCase));
        if (chosen is not null || (Vault is null && Scope is null))
        {
            return chosen?.Name;
        }

        string problem = Vault is null
            ? "There is no default vault."
            : $"No vault '{TextSanitizer.Sanitize(Vault)}' is registered.";
        string names = string.Join(", ", Vaults.Registered.Select(vault => TextSanitizer.Sanitize(vault.Name)));
        string advice = Vault is null || names.Length == 0 ? DescribeVaultSetup() : $"Registered vaults: {names}.";
        throw RequestErrors.Invalid($"{problem} {advice}", facts.Name);
    }

    private string DescribeVaultSetup()
    {
        if (Vaults.Registered.Count == 0)
        {
            return $"To register a vault, run this command, then repeat yours: {Vaults.GetSetupCommands()}";
        }

        string name = TextSanitizer.Sanitize(Vaults.Registered[0].Name);
        return $"Specify a vault with -Vault '{name}', or make it the default: Set-SecretVaultDefault '{name}'";
    }
}
