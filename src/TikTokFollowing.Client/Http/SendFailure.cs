using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TikTokFollowing.Client.Http;

/// <summary>Classifies the exceptions of a handler, which differ between .NET and .NET Framework.</summary>
internal static class SendFailure
{
    /// <summary>Returns the exception that caused the others.</summary>
    public static Exception Innermost(Exception e)
    {
        while (e.InnerException is Exception inner) { e = inner; }
        return e;
    }

    /// <summary>
    /// Indicates whether the request never left: no listener, an unknown name, no route, no trust, no tunnel.
    /// </summary>
    public static bool IsBeforeSending(HttpRequestException e)
    {
        Exception cause = Innermost(e);
        if (cause is AuthenticationException) { return true; }
        if (cause is SocketException socket)
        {
            // These happen to connections that were open, too.
            bool canBeLater = socket.SocketErrorCode
                is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.TimedOut;
            if (!canBeLater) { return true; }
        }
        return IsNotConnected(e);
    }

#if NETFRAMEWORK
    /// <summary>
    /// Indicates whether a proxy did not open a tunnel. Its status then is the status of the response, and no
    /// exception.
    /// </summary>
    public static bool IsTunnelRefused(HttpRequestException e) => StatusOf(e) == WebExceptionStatus.RequestProhibitedByProxy;

    /// <summary>Returns the status of the proxy, where the exception has it.</summary>
    public static int? TunnelStatusOf(HttpRequestException e) =>
        StatusOf(e) == WebExceptionStatus.RequestProhibitedByProxy ? 403 : null;

    /// <summary>Indicates whether the header of a response was received and is not valid.</summary>
    public static bool IsMalformed(HttpRequestException e) =>
        StatusOf(e) is WebExceptionStatus.ServerProtocolViolation or WebExceptionStatus.MessageLengthLimitExceeded;

    private static bool IsNotConnected(HttpRequestException e) => StatusOf(e) is WebExceptionStatus.NameResolutionFailure
        or WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.ConnectFailure or WebExceptionStatus.SecureChannelFailure
        or WebExceptionStatus.TrustFailure or WebExceptionStatus.RequestProhibitedByProxy;

    private static WebExceptionStatus? StatusOf(Exception? e)
    {
        while (e is not null and not WebException) { e = e.InnerException; }
        return (e as WebException)?.Status;
    }
#else
    /// <summary>Indicates whether a proxy did not open a tunnel.</summary>
    public static bool IsTunnelRefused(HttpRequestException e) => e.HttpRequestError == HttpRequestError.ProxyTunnelError;

    /// <summary>Returns the status of the proxy. .NET 8 has it in the message only, which is not translated.</summary>
    public static int? TunnelStatusOf(HttpRequestException e)
    {
        if (e.StatusCode is HttpStatusCode status) { return (int)status; }
        int end = e.Message.LastIndexOf('\'');
        return end > 3 && int.TryParse(e.Message.AsSpan(end - 3, 3), System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    /// <summary>Indicates whether the header of a response was received and is not valid.</summary>
    public static bool IsMalformed(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded;

    private static bool IsNotConnected(HttpRequestException e) => e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
#endif
}
