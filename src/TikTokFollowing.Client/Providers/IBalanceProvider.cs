using System.Net.Http;

namespace TikTokFollowing.Client.Providers;

/// <summary>Represents a provider that returns the remaining credits of an account free of charge.</summary>
internal interface IBalanceProvider : IFollowingProvider
{
    /// <summary>Creates a new request, without the key.</summary>
    /// <param name="addressIndex">The index of the address among those that the provider documents, from 0.</param>
    /// <param name="baseUri">The provider's base address, or the address that replaces it.</param>
    HttpRequestMessage CreateBalanceRequest(int addressIndex, Uri baseUri);

    /// <summary>Reads a response as a balance.</summary>
    /// <param name="addressIndex">The index of the requested address.</param>
    /// <param name="response">The response.</param>
    /// <exception cref="FollowingException">The response is an error.</exception>
    ProviderBalance ReadBalance(int addressIndex, ErrorResponse response);
}
