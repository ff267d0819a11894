using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace TikTokFollowing.Client.Http;

/// <summary>Sends each request at most once, and sends requests to a loopback address without the proxy of the system.</summary>
/// <param name="handler">Sends requests to other addresses.</param>
/// <param name="loopbackHandler">Sends requests to loopback addresses.</param>
internal sealed class SingleSendHandler(HttpMessageHandler handler, HttpMessageHandler loopbackHandler) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _invoker = new(handler);
    private readonly HttpMessageInvoker _loopbackInvoker = new(loopbackHandler);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
#if NETFRAMEWORK
        // .NET Framework rejects content on a GET. It resends only when a connection that it kept alive fails.
        request.Headers.ConnectionClose = true;
#else
        request.Content = new TrackedContent(request.Content);
#endif
        return (Loopback.IsLoopback(request.RequestUri!) ? _loopbackInvoker : _invoker).SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _invoker.Dispose();
            _loopbackInvoker.Dispose();
        }
        base.Dispose(disposing);
    }
}
