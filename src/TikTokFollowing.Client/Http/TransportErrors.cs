using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Maps exceptions of .NET to errors for the user. Responses that the provider itself marks as errors are mapped by the
/// provider.
/// </summary>
internal static class TransportErrors
{
    /// <summary>
    /// Returns the error for the exception of the last attempt, or <see langword="null"/> if the exception must be
    /// thrown as it is.
    /// </summary>
    /// <param name="e">The exception.</param>
    /// <param name="operation">The request.</param>
    /// <param name="timeout">The time-out of one attempt, for the message.</param>
    public static FollowingException? Map(Exception e, SendOperation operation, TimeSpan? timeout)
    {
        string provider = operation.Facts.Name;
        string description = operation.Observer.Description;
        long price = operation.Facts.PriceOf(0); // of a response that does not state its charge
        return e switch
        {
            TimeoutException => Create(
                FollowingErrorKind.ProviderTimeout,
                $"{provider} did not respond for {description} within {timeout?.TotalSeconds:0.#} s{Tried()}. "
                    + "Retry later, or raise -TimeoutSec."),
            ProxyAuthenticationException => Create(
                FollowingErrorKind.ProviderUnavailable,
                "The proxy requires a user name and a password (status 407), so "
                    + $"{provider} was not contacted for {description}. Nothing was charged. "
                    + "Specify them with -Proxy and -ProxyCredential, or correct them."),
            CutShortException => Create(
                FollowingErrorKind.UnexpectedResponse,
                $"The response of {provider} for {description} was cut off{Tried()}. "
                    + $"{(price > 0 ? "It may have been charged each time. " : "")}Retry later."),
            RedirectException => Create(
                FollowingErrorKind.UnexpectedResponse,
                $"{provider} redirects requests for {description} to another address ({e.Message}). "
                    + "The redirect was refused, so that no other server receives your key. "
                    + "If you specified -BaseUri, check it. Otherwise the provider may have moved: please report it."),
            // A complete response was received and is charged, but it does not state how much.
            InvalidDataException => Create(
                FollowingErrorKind.UnexpectedResponse,
                $"The response of {provider} for {description} cannot be read: "
                    + $"{SecretRedactor.RedactKey(e.Message, operation.Key)} "
                    + $"{(price > 0 ? "It may have been charged. " : "")}{ProviderErrors.ReportIt}",
                price),
            HttpRequestException failure => Create(
                FollowingErrorKind.ProviderUnavailable,
                $"{provider} could not be reached for {description}{Tried()}: {Quote(GetReason(failure))}. "
                    + "Check the connection (and -BaseUri or -Proxy, if specified), or retry later."),
            OperationCanceledException or OutOfMemoryException => null,
            // An exception of .NET would end the lists that are in flight, and has no target.
            SystemException or JsonException => Create(
                FollowingErrorKind.UnexpectedResponse,
                $"The response of {provider} for {description} could not be processed: {Quote(e.Message)}. "
                    + ProviderErrors.ReportIt,
                operation.IsLastSent ? price : 0),
            _ => null,
        };

        FollowingException Create(FollowingErrorKind kind, string message, long creditsCharged = 0)
        {
            // .NET quotes text that it cannot read. An exception that contains the key is left out.
            string cause = e.ToString();
            bool hasKey = SecretRedactor.RedactKey(cause, operation.Key) != cause;
            return new FollowingException(kind, provider, message, hasKey ? null : e)
            {
                CreditsCharged = creditsCharged,
            };
        }

        string Tried() => operation.AttemptCount > 1 ? $" (tried {operation.AttemptCount} times)" : "";

        string Quote(string text) => SecretRedactor.Quote(text, operation.Key).TrimEnd('.');
    }

    private static string GetReason(HttpRequestException e) =>
        e is ProxyTunnelException ? e.Message : SendFailure.GetInnermost(e).Message;
}
