using System;
using System.Linq;
using System.Management.Automation;
using System.Security;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Keeps a provider's key: in a SecretManagement vault where there is one, else for this session.</summary>
[Cmdlet(VerbsCommon.Set, "TikTokFollowingCredential", SupportsShouldProcess = true, DefaultParameterSetName = ByKey)]
[OutputType(typeof(CredentialStatus))]
public sealed class SetTikTokFollowingCredentialCommand : PSCmdlet
{
    private const string ByKey = "ApiKey";
    private const string ByCredential = "Credential";

    private SecretVaults? _vaults;

    /// <summary>The provider that the key is for.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ProviderTransformation]
    [ValidateNotNullOrEmpty]
    public string Provider { get; set; } = "";

    /// <summary>The key. Leave it out to be asked for it, with a mask.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByKey)]
    [KeyTransformation]
    [ValidateNotNull]
    public SecureString ApiKey { get; set; } = null!;

    /// <summary>A credential whose password is the key; its user name does not matter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByCredential)]
    [Credential]
    [ValidateNotNull]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>How long to keep it. Session: until this process ends. Vault: for every session. Default: Vault where there is a default vault, else Session, with a warning.</summary>
    [Parameter]
    public CredentialScope? Scope { get; set; }

    /// <summary>The vault to keep it in. Default: the default vault.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>Write the resulting status, without the key.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            ProviderMetadata facts = ProviderRegistry.Get(Provider).Facts;
            SecureString key = ParameterSetName == ByCredential ? Credential.Password : ApiKey;
            ApiKey revealed = new(key); // an unusable key is reported now and not at the first page
            foreach (string warning in KeyAdvice.For(facts, Client.Security.ApiKey.Reveal(key), place: null)) { WriteWarning(warning); }
            key = revealed.ToSecureString(); // without what was copied along with it
            string? vault = ChooseVault(facts);
            if (!ShouldProcess($"the key for {facts.Name}", vault is null ? "Keep for this session" : $"Keep in the vault '{vault}'")) { return; }

            CredentialStatus status = vault is null ? KeepForSession(facts, key) : KeepInVault(facts, vault, key, revealed);
            if (PassThru) { WriteObject(status); }
        }
        catch (FollowingException e)
        {
            ThrowTerminatingError(e.ToErrorRecord(new ResumePoint { Provider = Provider }));
        }
        catch (VaultException e)
        {
            FollowingException failure = new(FollowingErrorKind.AuthenticationFailed, Provider, $"The key was not kept. {e.Message} -Scope Session keeps it for this session without a vault.");
            ThrowTerminatingError(failure.ToErrorRecord(new ResumePoint { Provider = Provider }));
        }
    }

    // Null is the session.
    private string? ChooseVault(ProviderMetadata facts)
    {
        if (Scope == CredentialScope.Session)
        {
            return Vault is null ? null : throw Mistake(facts, "-Vault and -Scope Session contradict each other. Leave one of them out.");
        }

        _vaults ??= new SecretVaults(this);
        if (Vault is not null)
        {
            RegisteredVault? named = _vaults.Registered.FirstOrDefault(vault => vault.Name.Equals(Vault, StringComparison.OrdinalIgnoreCase));
            if (named is not null) { return named.Name; }
            string known = _vaults.Registered.Count == 0
                ? $"There is none at all. These two commands give you one: {SecretVaults.HowToGetOne}"
                : $"These are: {string.Join(", ", _vaults.Registered.Select(vault => TextSanitizer.Sanitize(vault.Name)))}.";
            throw Mistake(facts, $"No vault '{TextSanitizer.Sanitize(Vault)}' is registered. {known}");
        }
        if (_vaults.Registered.FirstOrDefault(vault => vault.IsDefault) is RegisteredVault usual) { return usual.Name; }
        return Scope != CredentialScope.Vault ? null : throw Mistake(facts, $"There is no default vault. {HowToMakeItLast()}");
    }

    private CredentialStatus KeepForSession(ProviderMetadata facts, SecureString key)
    {
        SessionKeys.Set(facts.Name, key);
        if (Scope is null) { WriteWarning($"The key is kept until this session ends. {HowToMakeItLast()} Or set the environment variable {facts.EnvironmentVariable}."); }
        return ApiKeyResolver.StatusOf(facts, _vaults ?? new SecretVaults(this));
    }

    private CredentialStatus KeepInVault(ProviderMetadata facts, string vault, SecureString key, ApiKey revealed)
    {
        _vaults!.Set(vault, facts.Name, key, revealed);
        // What was given last is meant: an older one of this session would hide it.
        SessionKeys.Remove(facts.Name);
        VaultKeys.Forget(facts.Name);
        if (ApiKeyResolver.NearSourceOf(facts) is not null)
        {
            WriteWarning($"The key is kept in the vault '{TextSanitizer.Sanitize(vault)}', but the one in $env:{facts.EnvironmentVariable} goes before it.");
        }
        return ApiKeyResolver.Status(facts, ApiKeyResolver.Vault, vault, revealed.Reveal());
    }

    private string HowToMakeItLast() => _vaults?.Registered.Count > 0
        ? $"To make it last, say which vault: -Vault {_vaults.Registered[0].Name}, or make it the default with Set-SecretVaultDefault {_vaults.Registered[0].Name}."
        : $"To make it last, get a vault, and keep it once more: {SecretVaults.HowToGetOne}.";

    private static FollowingException Mistake(ProviderMetadata facts, string message) => new(FollowingErrorKind.InvalidRequest, facts.Name, message);
}
