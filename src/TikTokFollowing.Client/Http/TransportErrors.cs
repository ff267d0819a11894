using System;
using System.IO;
using System.Net.Http;
using System.Text.Json;
using Polly.Timeout;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Maps exceptions of .NET to errors for the user. Responses that the provider itself marks as errors are mapped by the
/// provider.
/// </summary>
internal static class TransportErrors
{
    /// <summary>
    /// Returns the error for an exception, or <see langword="null"/> if the exception must be thrown as it is.
    /// </summary>
    /// <param name="e">The exception of the last attempt.</param>
    /// <param name="operation">The request.</param>
    /// <param name="timeout">The time-out of one attempt, for the message.</param>
    public static FollowingException? Map(Exception e, SendOperation operation, TimeSpan? timeout)
    {
        ProviderMetadata facts = operation.Facts;
        string description = operation.Observer.Description;
        bool isCharged = facts.PriceOf(0) > 0;
        switch (e)
        {
            case TimeoutRejectedException:
                return Create(
                    FollowingErrorKind.ProviderTimeout,
                    $"{facts.Name} did not respond for {description} within {timeout?.TotalSeconds:0.#} s{Tried()}. "
                        + "Try again later, or raise -TimeoutSec.");
            case ProxyAuthenticationException:
                return Create(
                    FollowingErrorKind.ProviderUnavailable,
                    "The proxy requires a user name and a password (status 407), so "
                        + $"{facts.Name} was not contacted for {description}. Nothing was charged. "
                        + "Give them with -Proxy and -ProxyCredential, or correct them.");
            case CutShortException:
                return Create(
                    FollowingErrorKind.UnexpectedResponse,
                    $"The response of {facts.Name} for {description} was cut off{Tried()}. "
                        + $"{(isCharged ? "It may have been charged each time. " : "")}Try again later.");
            case RedirectException:
                return Create(
                    FollowingErrorKind.UnexpectedResponse,
                    $"{facts.Name} redirects requests for {description} to another address ({e.Message}). "
                        + "The redirect was refused, so that no other server receives your key. "
                        + "If you gave -BaseUri, check it. Otherwise the provider has moved: please report it.");
            case InvalidDataException:
                // A complete response was received and is charged, but it does not state how much.
                return Create(
                    FollowingErrorKind.UnexpectedResponse,
                    $"The response of {facts.Name} for {description} cannot be read: "
                        + $"{SecretRedactor.RedactKey(e.Message, operation.Key)} "
                        + $"{(isCharged ? "It may have been charged. " : "")}{ProviderErrors.ReportIt}",
                    facts.PriceOf(0));
            case HttpRequestException failure:
                return Create(
                    FollowingErrorKind.ProviderUnavailable,
                    $"{facts.Name} could not be reached for {description}{Tried()}: {Quote(GetReason(failure))}. "
                        + "Check the connection (and -BaseUri or -Proxy, if you gave one), or try again later.");
            case OperationCanceledException or OutOfMemoryException:
                return null;
            case SystemException or JsonException:
                // An exception of .NET would end the lists that are in flight, and has no target.
                return Create(
                    FollowingErrorKind.UnexpectedResponse,
                    $"The response of {facts.Name} for {description} could not be processed: {Quote(e.Message)}. "
                        + ProviderErrors.ReportIt,
                    operation.IsLastSent ? facts.PriceOf(0) : 0);
            default:
                return null;
        }

        string Tried() => operation.AttemptCount > 1 ? $" (tried {operation.AttemptCount} times)" : "";

        string Quote(string text) =>
            TextSanitizer.Sanitize(SecretRedactor.RedactKey(text, operation.Key)).TrimEnd('.');

        // .NET quotes text that it cannot read. An exception that contains the key is left out.
        FollowingException Create(FollowingErrorKind kind, string message, long creditsCharged = 0)
        {
            string cause = e.ToString();
            bool hasKey = SecretRedactor.RedactKey(cause, operation.Key) != cause;
            return new FollowingException(kind, facts.Name, message, hasKey ? null : e)
            {
                CreditsCharged = creditsCharged,
            };
        }
    }

    private static string GetReason(HttpRequestException e) =>
        e is ProxyTunnelException ? e.Message : SendFailure.GetInnermost(e).Message;
}
