using System;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Providers;

/// <summary>A provider that tells the credits left on an account, free of charge: two more pure functions.</summary>
internal interface IBalanceProvider : IFollowingProvider
{
    /// <summary>A fresh request at every call, with the key in a header and nowhere else.</summary>
    /// <param name="place">Which of the addresses that are known; 0 is the first.</param>
    /// <param name="baseUri">The provider's address, or the one in its place.</param>
    /// <param name="key">The key.</param>
    HttpRequestMessage CreateBalanceRequest(int place, Uri baseUri, ApiKey key);

    /// <summary>An answer becomes a balance.</summary>
    /// <param name="place">Which address had been asked.</param>
    /// <param name="status">The answer's status; redirects never come here.</param>
    /// <param name="body">The answer's JSON; <see cref="JsonValueKind.Undefined"/> where an error's body was not JSON.</param>
    /// <exception cref="FollowingException">The answer is an error.</exception>
    ProviderBalance ReadBalance(int place, HttpStatusCode status, JsonPart body);
}
