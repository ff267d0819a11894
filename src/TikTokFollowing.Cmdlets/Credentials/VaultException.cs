using System;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>A vault could not be asked, or did not do what it was asked for. The message is fit to be shown: one line, without a key.</summary>
internal sealed class VaultException(string vault, string message) : Exception(message)
{
    public string Vault { get; } = vault;
}
