using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Http;

/// <summary>What the gate needs of whoever sends through it: a request for each attempt, and somebody to tell how each one went.</summary>
internal interface IAttemptObserver
{
    /// <summary>What is asked for, in words for messages, such as <c>the list of @someone</c>.</summary>
    string Subject { get; }

    /// <summary>The fields that are read of a good answer; null is all of them. Of an error all are.</summary>
    FieldNames? Fields { get; }

    /// <summary>Gets ready for an attempt. May wait, and may refuse with a <see cref="FollowingException"/>; then nothing is sent.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>A fresh request.</summary>
    HttpRequestMessage CreateRequest();

    /// <summary>Indicates whether a complete response is a transient failure, so that a retry can help.</summary>
    bool IsTransient(ProviderResponse answer);

    /// <summary>The request waits before it goes out again, or for the first time.</summary>
    /// <param name="why">In words, with how long.</param>
    void Waiting(string why);

    /// <summary>This answer is not the last word: the request is repeated.</summary>
    void Repeated(ProviderResponse answer);

    /// <summary>No whole answer came.</summary>
    /// <param name="mayBeCharged">False if the request cannot have arrived.</param>
    void Lost(bool mayBeCharged);
}
