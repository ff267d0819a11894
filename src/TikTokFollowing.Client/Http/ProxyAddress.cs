using System.Net;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Represents the proxy in <c>-Proxy</c>. Unlike <see cref="WebProxy"/>, it is also used for loopback addresses on
/// every framework.
/// </summary>
internal sealed class ProxyAddress(Uri address, ICredentials? credentials) : IWebProxy
{
    public ICredentials? Credentials { get; set; } = credentials;

    public Uri GetProxy(Uri destination) => address;

    public bool IsBypassed(Uri host) => false;

    /// <summary>Rejects addresses that .NET cannot use as a proxy.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public static void Check(Uri? address)
    {
        string? problem = address switch
        {
            null => null,
            _ when !address.IsAbsoluteUri || !IsSupported(address.Scheme) =>
                $"-Proxy must be an address with the scheme http or https, such as {Suggest(address.OriginalString)}.",
            { Host.Length: 0 } => $"-Proxy has no host name. Specify an address such as {Example}.",
            { UserInfo.Length: > 0 } =>
                "-Proxy must not contain a user name or a password. Use -ProxyCredential.",
            { PathAndQuery: not ("/" or "") } or { Fragment.Length: > 0 } =>
                "-Proxy must not have a path: it is the address of a proxy and not of a configuration script. "
                + $"Did you mean {address.GetLeftPart(UriPartial.Authority)}?",
            _ => null,
        };
        if (problem is not null)
        {
            throw new FollowingException(FollowingErrorKind.InvalidRequest, null, problem);
        }
    }

    private const string Example = "http://proxy.example.com:8080";

    // .NET Framework has no support for SOCKS.
#if NETFRAMEWORK
    private static bool IsSupported(string scheme) => scheme is "http" or "https";
#else
    private static bool IsSupported(string scheme) =>
        scheme is "http" or "https" or "socks4" or "socks4a" or "socks5";
#endif

    // Settings dialogs show "proxy.corp:8080". Only a host and a port are quoted: other text could be a password.
    private static string Suggest(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        string rest = (scheme < 0 ? text : text.Substring(scheme + 3)).TrimEnd('/');
        bool isPlain = rest.Length is > 0 and < 200 && rest.IndexOfAny(['@', '/', '?', '#', '\\', ' ']) < 0;
        return isPlain && Uri.TryCreate("http://" + rest, UriKind.Absolute, out Uri? address)
            ? "http://" + TextSanitizer.Sanitize(address.Authority)
            : Example;
    }
}
