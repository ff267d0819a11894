namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>Reports that a vault failed. The message is one line without a key, ready to show.</summary>
internal sealed class VaultException(string message) : Exception(message);
