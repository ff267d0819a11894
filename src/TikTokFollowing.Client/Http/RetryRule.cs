using System.Net.Http;
using System.Security.Authentication;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Http;

/// <summary>Decides whether an attempt is retried, and after which delay.</summary>
internal sealed class RetryRule(HttpSettings settings)
{
    /// <summary>Gets the longest back-off. Without it, the twentieth delay takes years, and timers reject it.</summary>
    public static TimeSpan MaxBackOff { get; } = TimeSpan.FromHours(1);

    /// <summary>Indicates whether a retry can help and does not wait too long.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="response">The response of the attempt; <see langword="null"/> if none was received.</param>
    /// <param name="error">The exception of the attempt; <see langword="null"/> if a response was received.</param>
    public bool ShouldRetry(ProviderMetadata facts, ProviderResponse? response, Exception? error) => error switch
    {
        null => response!.ReadAs(facts).IsTransient && !(response.RetryAfter > settings.MaxRetryAfter),
        // A certificate that is not trusted will not be trusted a second later.
        HttpRequestException { InnerException: AuthenticationException or NotSupportedException } => false,
        ProxyTunnelException tunnel => tunnel.IsTransient,
        _ => error is HttpRequestException or CutShortException or TimeoutException,
    };

    /// <summary>
    /// Returns the provider's <c>Retry-After</c>, or <see langword="null"/> for the exponential back-off. A
    /// <c>Retry-After</c> below the back-off is raised to it, so that retries never follow each other at once.
    /// </summary>
    /// <param name="response">The response; <see langword="null"/> if none was received.</param>
    /// <param name="attempt">The number of retries so far.</param>
    public TimeSpan? GetDelay(ProviderResponse? response, int attempt)
    {
        if (response?.RetryAfter is not TimeSpan wait)
        {
            return null;
        }
        double backOff = Math.Min(settings.RetryInterval.TotalSeconds * Math.Pow(2, attempt), MaxBackOff.TotalSeconds);
        return wait.TotalSeconds < backOff ? TimeSpan.FromSeconds(backOff) : wait;
    }
}
