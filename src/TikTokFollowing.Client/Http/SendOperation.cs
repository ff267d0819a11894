using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Http;

/// <summary>Holds the state of one request across all of its attempts.</summary>
/// <param name="Facts">Specifies the provider.</param>
/// <param name="Observer">Creates the request of each attempt, and observes the attempts.</param>
/// <param name="Key">Specifies the key to redact.</param>
/// <param name="Limit">Identifies the rate limit that applies.</param>
/// <param name="CancellationToken">Cancels attempts that are in flight.</param>
internal sealed record SendOperation(
    ProviderMetadata Facts, IAttemptObserver Observer, ApiKey Key, string Limit, CancellationToken CancellationToken)
{
    /// <summary>Gets or sets a value that indicates whether the last attempt may have reached the provider.</summary>
    public bool IsLastSent { get; set; }

    /// <summary>Gets or sets the number of attempts so far.</summary>
    public int AttemptCount { get; set; }

    /// <summary>Gets or sets the hold that delays other requests under the same limit.</summary>
    public IDisposable? Hold { get; set; }
}
