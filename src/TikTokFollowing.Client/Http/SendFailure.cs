using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TikTokFollowing.Client.Http;

/// <summary>Classifies the exceptions of a handler, which differ between .NET and .NET Framework.</summary>
internal static class SendFailure
{
    /// <summary>Returns the exception that caused the others.</summary>
    public static Exception GetInnermost(Exception e)
    {
        while (e.InnerException is Exception inner) { e = inner; }
        return e;
    }

    /// <summary>
    /// Indicates whether the request was not sent: no listener, unknown name, no route, no trust, no tunnel.
    /// </summary>
    public static bool IsBeforeSending(HttpRequestException e) => GetInnermost(e) switch
    {
        AuthenticationException => true,
        // The other errors also happen to open connections.
        SocketException socket when socket.SocketErrorCode
            is not (SocketError.ConnectionReset or SocketError.ConnectionAborted
            or SocketError.Shutdown or SocketError.TimedOut) => true,
        _ => IsNotConnected(e),
    };

#if NETFRAMEWORK
    /// <summary>
    /// Indicates whether a proxy did not open a tunnel. .NET Framework otherwise returns the proxy's status as a
    /// response.
    /// </summary>
    public static bool IsTunnelRefused(HttpRequestException e) =>
        GetStatus(e) == WebExceptionStatus.RequestProhibitedByProxy;

    /// <summary>Returns the status of the proxy if the exception contains it.</summary>
    public static int? GetTunnelStatus(HttpRequestException e) =>
        GetStatus(e) == WebExceptionStatus.RequestProhibitedByProxy ? 403 : null;

    /// <summary>Indicates whether the header of a response was received and is not valid.</summary>
    public static bool IsMalformed(HttpRequestException e) =>
        GetStatus(e) is WebExceptionStatus.ServerProtocolViolation or WebExceptionStatus.MessageLengthLimitExceeded;

    private static bool IsNotConnected(HttpRequestException e) => GetStatus(e)
        is WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
        or WebExceptionStatus.ConnectFailure or WebExceptionStatus.SecureChannelFailure
        or WebExceptionStatus.TrustFailure or WebExceptionStatus.RequestProhibitedByProxy;

    private static WebExceptionStatus? GetStatus(Exception? e)
    {
        while (e is not null and not WebException) { e = e.InnerException; }
        return (e as WebException)?.Status;
    }
#else
    /// <summary>Indicates whether a proxy did not open a tunnel.</summary>
    public static bool IsTunnelRefused(HttpRequestException e) =>
        e.HttpRequestError == HttpRequestError.ProxyTunnelError;

    /// <summary>
    /// Returns the status of the proxy. .NET 8 has it in the message only, which is not translated.
    /// </summary>
    public static int? GetTunnelStatus(HttpRequestException e)
    {
        if (e.StatusCode is HttpStatusCode status)
        {
            return (int)status;
        }
        int end = e.Message.LastIndexOf('\'');
        ReadOnlySpan<char> text = end > 3 ? e.Message.AsSpan(end - 3, 3) : default;
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    /// <summary>Indicates whether the header of a response was received and is not valid.</summary>
    public static bool IsMalformed(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded;

    private static bool IsNotConnected(HttpRequestException e) => e.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
#endif
}
