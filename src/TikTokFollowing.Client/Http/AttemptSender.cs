using System.Net.Http;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>Sends one attempt of a request, and reports whether it may have been charged.</summary>
internal sealed class AttemptSender(HttpClient transport, ResponseReader reader, TimeProvider clock, ClientLog log)
{
    /// <summary>Sends one attempt and reads its response.</summary>
    /// <param name="operation">The request.</param>
    /// <param name="cancellationToken">Cancels the attempt: the user's stop or the time-out.</param>
    public async Task<ProviderResponse> SendAsync(SendOperation operation, CancellationToken cancellationToken)
    {
        bool hasResponse = false;
        operation.IsLastSent = false;
        try
        {
            using HttpRequestMessage request = CreateRequest(operation);
            operation.IsLastSent = true;
            try
            {
                ProviderResponse response =
                    await SendAsync(request, operation, cancellationToken).ConfigureAwait(false);
                hasResponse = true;
                return response;
            }
            catch (Exception e) when (IsNotSent(request, e))
            {
                operation.IsLastSent = false;
                throw;
            }
        }
        finally
        {
            if (!hasResponse)
            {
                operation.Observer.OnNoResponse(operation.IsLastSent);
            }
        }
    }

    private static HttpRequestMessage CreateRequest(SendOperation operation)
    {
        try
        {
            HttpRequestMessage request = operation.Observer.CreateRequest();
            AuthenticationHandler.Authenticate(request, operation.Facts.KeyHeader, operation.Key);
            return request;
        }
        catch (Exception e)
            when (e is ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            // Without the cause, which may quote a header with the key.
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                operation.Facts.Name,
                $"No request can be created for {operation.Observer.Description}. Nothing was sent. "
                    + "Check the handle, the cursor, the key and -BaseUri.");
        }
    }

    private async Task<ProviderResponse> SendAsync(
        HttpRequestMessage request, SendOperation operation, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();

        string Summarize(string outcome)
        {
            double elapsed = clock.GetElapsedTime(started).TotalMilliseconds;
            return FormattableString.Invariant(
                $"{Describe(request)}: {outcome}, {elapsed:0} ms, attempt {operation.AttemptCount}");
        }

        void Log(string outcome) => log.Verbose?.Invoke(Summarize(outcome));

        string Quote(string text) => TextSanitizer.Sanitize(SecretRedactor.RedactKey(text, operation.Key));

        try
        {
            HttpResponseMessage message = await transport
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            return await reader
                .ReadAsync(message, operation, Summarize, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            Log("cancelled"); // by the time-out or by the user
            if (!cancellationToken.IsCancellationRequested)
            {
                throw new HttpRequestException("the connection was aborted", e);
            }
            throw;
        }
        catch (HttpRequestException e) when (SendFailure.IsTunnelRefused(e))
        {
            int? status = SendFailure.GetTunnelStatus(e);
            Log(FormattableString.Invariant($"refused by the proxy, status {status}"));
            throw status == 407 ? new ProxyAuthenticationException(e) : new ProxyTunnelException(status, e);
        }
        catch (HttpRequestException e) when (SendFailure.IsMalformed(e) && !IsNotSent(request, e))
        {
            // The provider has responded, and may have charged for it. A retry could be charged again.
            string reason = Quote(SendFailure.GetInnermost(e).Message).TrimEnd('.');
            Log(reason);
            throw new InvalidDataException($"its header is not valid HTTP ({reason}).", e);
        }
        catch (HttpRequestException e)
        {
            Log(Quote(SendFailure.GetInnermost(e).Message));
            throw;
        }
        catch (Exception e) when (e is InvalidDataException or RedirectException or ProxyAuthenticationException)
        {
            Log(e.Message);
            throw;
        }
        catch (CutShortException)
        {
            Log("the response was cut off");
            throw;
        }
        catch (IOException e)
        {
            // The header of the response was cut off.
            Log("the connection was lost");
            throw new HttpRequestException("the connection was lost", e);
        }
        catch (Exception e) when (IsNotSent(request, e))
        {
            // Such as NotSupportedException for the scheme of a proxy in the environment.
            Log(Quote(e.Message));
            throw new HttpRequestException(e.Message, e);
        }
    }

    /// <summary>
    /// Indicates whether the request cannot have reached the provider, so that it cannot have been charged.
    /// </summary>
    private static bool IsNotSent(HttpRequestMessage request, Exception e) =>
#if NETFRAMEWORK
        SingleSendHandler.IsBeforeHandshake(request)
#else
        request.Content is TrackedContent { IsSent: false }
#endif
        || e is ProxyAuthenticationException or ProxyTunnelException
        || (e is HttpRequestException failure && SendFailure.IsBeforeSending(failure));

    // The query contains user input and the provider's cursors. The key is in a header.
    private static string Describe(HttpRequestMessage request) =>
        $"{request.Method} {request.RequestUri!.Authority}{TextSanitizer.Sanitize(request.RequestUri.PathAndQuery)}";
}
