using System;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;
using System.Threading;

namespace TikTokFollowing.Client.Http;

/// <summary>The one <see cref="HttpClient"/> of the process: its connections are shared by every cmdlet and runspace.</summary>
internal static class SharedHttpClient
{
    private static readonly Lazy<HttpClient> s_client = new(() => Create(new SingleSendHandler(CreateHandler(), CreateHandler(useProxy: false))));

    /// <summary>Made at the first request, so that importing the module opens nothing.</summary>
    public static HttpClient Client => s_client.Value;

    /// <summary>What names us to the providers.</summary>
    public static string UserAgent { get; } = $"TikTokFollowing/{typeof(SharedHttpClient).Assembly.GetName().Version!.ToString(3)} (PowerShell module)";

    /// <summary>A client that goes through a proxy; the caller disposes of it.</summary>
    public static HttpClient CreateThrough(IWebProxy proxy)
    {
        HttpMessageHandler handler = CreateHandler(proxy);
        return Create(new SingleSendHandler(handler, handler));
    }

    /// <summary>A client over any handler, set up like the real one.</summary>
    public static HttpClient Create(HttpMessageHandler handler)
    {
        // The time-out is the retry pipeline's, per attempt. A second one in here would look like the user's Ctrl-C.
        HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        foreach (string encoding in ContentDecoder.Encodings) { client.DefaultRequestHeaders.AcceptEncoding.ParseAdd(encoding); }
        return client;
    }

    // No redirects: HttpClient takes Authorization off a request that goes on to another host, but would carry x-api-key there.
#if NETFRAMEWORK
    private static HttpClientHandler CreateHandler(IWebProxy? proxy = null, bool useProxy = true) => new()
    {
        UseProxy = useProxy,
        Proxy = proxy,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None, // ContentDecoder does it
        UseCookies = false,
        // On our own handler only: ServicePointManager belongs to the user's session.
        SslProtocols = SslProtocols.Tls12,
        ServerCertificateCustomValidationCallback = SingleSendHandler.OnHandshake,
        // .NET Framework's default of two would make -ThrottleLimit a promise.
        MaxConnectionsPerServer = 256,
    };
#else
    private static SocketsHttpHandler CreateHandler(IWebProxy? proxy = null, bool useProxy = true) => new()
    {
        UseProxy = useProxy,
        Proxy = proxy, // null: the system's
        SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None, // ContentDecoder does it
        UseCookies = false,
        // A session can stay open for weeks; the address behind a name does not.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };
#endif
}
