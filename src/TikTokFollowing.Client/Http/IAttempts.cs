using System.Net.Http;

namespace TikTokFollowing.Client.Http;

/// <summary>What the gate needs of whoever sends through it: a request for each attempt, and somebody to tell how each one went.</summary>
internal interface IAttempts
{
    /// <summary>A fresh request. May refuse with a <see cref="FollowingException"/>; then nothing is sent.</summary>
    HttpRequestMessage CreateRequest();

    /// <summary>This answer is not the last word: the request is repeated.</summary>
    void Repeated(HttpAnswer answer);

    /// <summary>No whole answer came.</summary>
    /// <param name="mayBeCharged">False if the request cannot have arrived.</param>
    void Lost(bool mayBeCharged);
}
