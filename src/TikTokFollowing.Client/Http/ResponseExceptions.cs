using System;
using System.IO;
using System.Net.Http;

namespace TikTokFollowing.Client.Http;

/// <summary>The answer is another address to go to.</summary>
internal sealed class RedirectException(string message) : Exception(message);

/// <summary>A proxy did not pass the request on, because it requires a user name and a password.</summary>
internal sealed class ProxyAuthenticationException(Exception? inner) : Exception("status 407 of a proxy", inner);

/// <summary>A proxy did not open a tunnel to the provider.</summary>
internal sealed class ProxyTunnelException(int? status, Exception inner)
    : HttpRequestException(status is null ? "the proxy did not open a connection" : FormattableString.Invariant($"the proxy did not open a connection (status {status})"), inner)
{
    /// <summary>Indicates whether a retry can help: a proxy's 4xx is a decision.</summary>
    public bool IsTransient => status is null or >= 500 or 408 or 429;
}

/// <summary>The connection ended before the answer did. Nothing of it was used, so asking again is right, though it may have been charged.</summary>
internal sealed class CutShortException(string message, Exception? inner) : IOException(message, inner);
