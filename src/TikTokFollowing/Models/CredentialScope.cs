namespace TikTokFollowing;

/// <summary>How long a key is kept.</summary>
public enum CredentialScope
{
    /// <summary>Until this process ends.</summary>
    Session,

    /// <summary>For every session, in a SecretManagement vault.</summary>
    Vault,
}
