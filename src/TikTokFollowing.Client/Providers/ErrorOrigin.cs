namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Specifies the sender of an error response. Only the provider's own JSON is evidence about keys, credits and
/// accounts.
/// </summary>
internal enum ErrorOrigin
{
    /// <summary>The provider.</summary>
    Provider,

    /// <summary>A CDN, firewall, router, gateway or proxy.</summary>
    Intermediary,

    /// <summary>A server without this address, the provider's own or another one.</summary>
    UnknownRoute,
}
