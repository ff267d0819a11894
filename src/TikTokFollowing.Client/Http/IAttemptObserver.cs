using System.Net.Http;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Http;

/// <summary>Creates the request of each attempt, and observes the attempts.</summary>
internal interface IAttemptObserver
{
    /// <summary>Gets the subject of the request for messages, such as <c>the list of @someone</c>.</summary>
    string Description { get; }

    /// <summary>
    /// Gets the fields to read from a successful response; <see langword="null"/> reads all. All fields of an error are
    /// read.
    /// </summary>
    FieldNames? Fields { get; }

    /// <summary>
    /// Prepares an attempt. It can wait, and it can prevent the attempt with a <see cref="FollowingException"/>.
    /// </summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Creates the request of one attempt. A request message cannot be sent twice.</summary>
    HttpRequestMessage CreateRequest();

    /// <summary>Reports a delay before the first attempt or before a retry.</summary>
    /// <param name="reason">Specifies the reason and the length of the delay, for the user.</param>
    void OnDelay(string reason);

    /// <summary>Reports a response that is followed by a retry.</summary>
    void OnRetrying(ProviderResponse response);

    /// <summary>Reports an attempt without a complete response.</summary>
    /// <param name="mayBeCharged">Indicates whether the request may have reached the provider.</param>
    void OnNoResponse(bool mayBeCharged);
}
