using System.Net;
using System.Net.Http;
using System.Security.Authentication;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Creates instances of <see cref="HttpClient"/>. All cmdlets and runspaces share the connections of one of them.
/// </summary>
internal static class SharedHttpClient
{
    private static readonly Lazy<HttpClient> s_client =
        new(() => Create(new SingleSendHandler(CreateHandler(), CreateHandler(useProxy: false))));

    /// <summary>
    /// Gets the shared client. It is created for the first request, and not when the module is imported.
    /// </summary>
    public static HttpClient Client => s_client.Value;

    /// <summary>Gets the name of the module in <c>User-Agent</c>.</summary>
    public static string UserAgent { get; } =
        $"TikTokFollowing/{typeof(SharedHttpClient).Assembly.GetName().Version!.ToString(3)} (PowerShell module)";

    /// <summary>Creates a client that uses a proxy. The caller disposes it.</summary>
    public static HttpClient CreateThrough(IWebProxy proxy)
    {
        HttpMessageHandler handler = CreateHandler(proxy);
        return Create(new SingleSendHandler(handler, handler));
    }

    /// <summary>Creates a client with the settings of the shared one, over any handler.</summary>
    public static HttpClient Create(HttpMessageHandler handler)
    {
        // The retry pipeline has a time-out for each attempt. A second one here would look like the user's Ctrl-C.
        HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        foreach (string encoding in ContentDecoder.Encodings)
        {
            client.DefaultRequestHeaders.AcceptEncoding.ParseAdd(encoding);
        }
        return client;
    }

    // No redirects: HttpClient removes Authorization when it follows one to another host, but not x-api-key.
#if NETFRAMEWORK
    private static HttpClientHandler CreateHandler(IWebProxy? proxy = null, bool useProxy = true) => new()
    {
        UseProxy = useProxy,
        Proxy = proxy,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None, // see ContentDecoder
        UseCookies = false,
        // On this handler only: ServicePointManager applies to the whole session of the user.
        SslProtocols = SslProtocols.Tls12,
        ServerCertificateCustomValidationCallback = SingleSendHandler.OnHandshake,
        // The default of .NET Framework, two, would limit -ThrottleLimit.
        MaxConnectionsPerServer = 256,
    };
#else
    internal static SocketsHttpHandler CreateHandler(IWebProxy? proxy = null, bool useProxy = true) => new()
    {
        UseProxy = useProxy,
        Proxy = proxy, // null: the system proxy
        SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None, // see ContentDecoder
        UseCookies = false,
        // A session can stay open for weeks, while the address of a host name changes.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };
#endif
}
