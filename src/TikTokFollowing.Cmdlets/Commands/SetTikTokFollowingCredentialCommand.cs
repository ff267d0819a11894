using System.Management.Automation;
using System.Security;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Saves a provider key in the default vault of SecretManagement, or for this session if none exists.
/// </summary>
[Cmdlet(VerbsCommon.Set, "TikTokFollowingCredential", SupportsShouldProcess = true, DefaultParameterSetName = ByKey)]
[OutputType(typeof(CredentialStatus))]
public sealed class SetTikTokFollowingCredentialCommand : PSCmdlet
{
    private const string ByKey = "ApiKey";
    private const string ByCredential = "Credential";

    private SecretVaults? _vaults;

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
    protected override void BeginProcessing() => SessionDefinitions.Use(this);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            ProviderMetadata facts = ProviderRegistry.Get(Provider).Facts;
            SecureString key = ParameterSetName == ByCredential ? Credential.Password : ApiKey;
            ApiKey revealed = new(key); // reports an unusable key now, not at the first page
            foreach (string warning in KeyAdvice.For(facts, Client.Security.ApiKey.Reveal(key), place: null))
            {
                WriteWarning(warning);
            }

            key = revealed.ToSecureString(); // without the extra characters
            string? vault = ChooseVault(facts);
            string action = vault is null ? "Save for this session" : $"Save in the vault '{vault}'";
            if (!ShouldProcess($"the key for {facts.Name}", action))
            {
                return;
            }

            CredentialStatus status = vault is null
                ? SaveForSession(facts, key)
                : SaveInVault(facts, vault, key, revealed);
            if (PassThru)
            {
                WriteObject(status);
            }
        }
        catch (FollowingException e)
        {
            ThrowTerminatingError(e.ToErrorRecord(new ResumePoint { Provider = Provider }));
        }
        catch (VaultException e)
        {
            FollowingException failure = new(
                FollowingErrorKind.AuthenticationFailed,
                Provider,
                $"The key was not saved. {e.Message} To save it for this session without a vault, use -Scope Session.");
            ThrowTerminatingError(failure.ToErrorRecord(new ResumePoint { Provider = Provider }));
        }
    }

    // Returns null for the session.
    private string? ChooseVault(ProviderMetadata facts)
    {
        if (Scope == CredentialScope.Session)
        {
            return Vault is null
                ? null
                : throw InvalidRequest(facts, "-Vault and -Scope Session cannot be combined. Omit one of them.");
        }

        _vaults ??= new SecretVaults(this);
        if (Vault is not null)
        {
            return FindVault(Vault) ?? throw InvalidRequest(facts, DescribeUnknownVault(Vault));
        }

        if (_vaults.Registered.FirstOrDefault(vault => vault.IsDefault) is RegisteredVault defaultVault)
        {
            return defaultVault.Name;
        }

        return Scope != CredentialScope.Vault
            ? null
            : throw InvalidRequest(facts, $"There is no default vault. {DescribeVaultSetup()}");
    }

    private string? FindVault(string name) =>
        _vaults!.Registered.FirstOrDefault(vault => vault.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Name;

    private string DescribeUnknownVault(string name)
    {
        string names = string.Join(", ", _vaults!.Registered.Select(vault => TextSanitizer.Sanitize(vault.Name)));
        string known = names.Length == 0 ? DescribeVaultSetup() : $"Registered vaults: {names}.";
        return $"No vault '{TextSanitizer.Sanitize(name)}' is registered. {known}";
    }

    private CredentialStatus SaveForSession(ProviderMetadata facts, SecureString key)
    {
        SessionKeys.Set(facts, key);
        if (Scope is null)
        {
            string environment = facts.EnvironmentVariable is string variable
                ? $"set the environment variable {variable}, or "
                : "";
            WriteWarning(
                $"The key for {facts.Name} is saved until this session ends. To keep it for later sessions, "
                + $"{environment}use a vault. {DescribeVaultSetup()}");
        }

        return ApiKeyResolver.StatusOf(facts, _vaults ?? new SecretVaults(this));
    }

    private CredentialStatus SaveInVault(ProviderMetadata facts, string vault, SecureString key, ApiKey revealed)
    {
        _vaults!.Set(vault, facts, key, revealed);
        // An older key of this session would hide the new one.
        SessionKeys.Remove(facts);
        VaultKeys.Forget(facts);
        if (ApiKeyResolver.NearSourceOf(facts) is not null)
        {
            WriteWarning(
                $"The key is saved in the vault '{TextSanitizer.Sanitize(vault)}', but the key in "
                + $"$env:{facts.EnvironmentVariable} takes precedence.");
        }

        return ApiKeyResolver.Status(facts, ApiKeyResolver.Vault, vault, revealed.Reveal());
    }

    private string DescribeVaultSetup()
    {
        if (_vaults!.Registered.Count == 0)
        {
            return $"To register a vault, run this command, then repeat yours: {_vaults.GetSetupCommands()}";
        }

        string name = TextSanitizer.Sanitize(_vaults.Registered[0].Name);
        return $"Specify a vault with -Vault '{name}', or make it the default: Set-SecretVaultDefault '{name}'";
    }

    private static FollowingException InvalidRequest(ProviderMetadata facts, string message) =>
        new(FollowingErrorKind.InvalidRequest, facts.Name, message);
}
