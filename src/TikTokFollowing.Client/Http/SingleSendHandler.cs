using System.Net.Http;
#if NETFRAMEWORK
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
#endif

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Sends each request at most once, and sends requests to a loopback address without the system proxy.
/// </summary>
/// <param name="handler">Sends requests to other addresses.</param>
/// <param name="loopbackHandler">Sends requests to loopback addresses.</param>
internal sealed class SingleSendHandler(HttpMessageHandler handler, HttpMessageHandler loopbackHandler)
    : HttpMessageHandler
{
    private readonly HttpMessageInvoker _invoker = new(handler);
    private readonly HttpMessageInvoker _loopbackInvoker = new(loopbackHandler);

#if NETFRAMEWORK
    private const string HandshakeCount = "TikTokFollowing.HandshakeCount";

    // The lifetime of connections in the net8.0 build.
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);

    // .NET Framework rejects content on a GET, and resends a GET in two cases. On a connection that was kept alive it
    // does so without a limit, so no connection is kept alive. On a new connection it does so once, with a new TLS
    // handshake, which OnHandshake refuses. Without TLS, which is for loopback only, this one resend remains.
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.ConnectionClose = true;
        // Otherwise a POST waits for "100 Continue", which many servers and proxies do not send.
        request.Headers.ExpectContinue = false;
        request.Properties[HandshakeCount] = 0;
        // A connection may be kept anyway, and the address of a host name can change. The proxy is null because a
        // search for the system proxy can send requests.
        ServicePointManager.FindServicePoint(request.RequestUri, null).ConnectionLeaseTimeout =
            (int)s_lease.TotalMilliseconds;
        try
        {
            return await GetInvoker(request).SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException) when (GetHandshakeCount(request) > 1)
        {
            // Without the cause, which wrongly reports a certificate that is not trusted.
            throw new HttpRequestException("the connection closed before the response");
        }
    }

    /// <summary>
    /// Accepts a trusted certificate in the first handshake for a request, and refuses any other handshake.
    /// </summary>
    public static bool OnHandshake(
        HttpRequestMessage? request, X509Certificate2 certificate, X509Chain chain, SslPolicyErrors errors)
    {
        // The rule of the session applies too, as it would without this callback.
        RemoteCertificateValidationCallback? rule = ServicePointManager.ServerCertificateValidationCallback;
        bool isTrusted = rule?.Invoke(request, certificate, chain, errors) ?? errors == SslPolicyErrors.None;
        if (!isTrusted || request is null)
        {
            return isTrusted;
        }
        int count = GetHandshakeCount(request) + 1;
        request.Properties[HandshakeCount] = count;
        return count == 1;
    }

    /// <summary>
    /// Indicates whether a request failed before the TLS handshake was complete, so that it was not sent.
    /// .NET Framework reports such a failure as a failed send or receive.
    /// </summary>
    public static bool IsBeforeHandshake(HttpRequestMessage request) =>
        request.RequestUri!.Scheme == Uri.UriSchemeHttps
        && request.Properties.ContainsKey(HandshakeCount)
        && GetHandshakeCount(request) == 0;

    private static int GetHandshakeCount(HttpRequestMessage request) =>
        request.Properties.TryGetValue(HandshakeCount, out object? count) ? (int)count : 0;
#else
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Content = new TrackedContent(request.Content);
        return GetInvoker(request).SendAsync(request, cancellationToken);
    }
#endif

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _invoker.Dispose();
            _loopbackInvoker.Dispose();
        }
        base.Dispose(disposing);
    }

    private HttpMessageInvoker GetInvoker(HttpRequestMessage request) =>
        Loopback.IsLoopback(request.RequestUri!) ? _loopbackInvoker : _invoker;
}
