namespace TikTokFollowing;

/// <summary>Specifies how long a key is kept.</summary>
public enum CredentialScope
{
    /// <summary>The key is kept until this process ends.</summary>
    Session,

    /// <summary>The key is kept in a SecretManagement vault, for all sessions.</summary>
    Vault,
}
