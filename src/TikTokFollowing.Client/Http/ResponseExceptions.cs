using System.Net.Http;

namespace TikTokFollowing.Client.Http;

/// <summary>Thrown when a response redirects to another address.</summary>
internal sealed class RedirectException(string message) : Exception(message);

/// <summary>Thrown when a proxy requires a user name and a password, and did not forward the request.</summary>
internal sealed class ProxyAuthenticationException(Exception? inner) : Exception("status 407 of a proxy", inner);

/// <summary>Thrown when a proxy did not open a tunnel to the provider.</summary>
internal sealed class ProxyTunnelException(int? status, Exception inner) : HttpRequestException(
    status is null
        ? "the proxy did not open a connection"
        : FormattableString.Invariant($"the proxy did not open a connection (status {status})"),
    inner)
{
    /// <summary>Indicates whether a retry can help: a proxy's 4xx is a decision.</summary>
    public bool IsTransient => status is null or >= 500 or 408 or 429;
}

/// <summary>
/// Thrown when the connection ended before the response was complete. Nothing of it was used, so a retry is right,
/// although the response may have been charged.
/// </summary>
internal sealed class CutShortException(string message, Exception? inner) : IOException(message, inner);
