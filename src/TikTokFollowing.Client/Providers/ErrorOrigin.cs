namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Specifies who sent an error response. Only the provider's own JSON speaks of keys, credits and accounts.
/// </summary>
internal enum ErrorOrigin
{
    /// <summary>The provider.</summary>
    Provider,

    /// <summary>A CDN, firewall, router, gateway or proxy.</summary>
    Intermediary,

    /// <summary>A server that does not have this address: the provider's own or another one.</summary>
    UnknownRoute,
}
