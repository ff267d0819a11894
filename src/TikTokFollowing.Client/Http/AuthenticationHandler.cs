using System.Net.Http;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Http;

/// <summary>Writes the key into requests. No other code does this, so that providers never receive a key.</summary>
internal static class AuthenticationHandler
{
    /// <summary>Writes the key into the header that the provider's metadata names.</summary>
    /// <exception cref="InvalidOperationException">Requests cannot have a header with this name.</exception>
    public static void Authenticate(HttpRequestMessage request, KeyHeader header, ApiKey key)
    {
        if (!request.Headers.TryAddWithoutValidation(header.Name, header.Prefix + key.Reveal()))
        {
            throw new InvalidOperationException($"Requests cannot have a header '{header.Name}'.");
        }
    }
}
