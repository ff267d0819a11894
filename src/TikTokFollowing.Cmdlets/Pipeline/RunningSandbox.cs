using System;
using System.Threading;
using TikTokFollowing.Client.Http;
using TikTokFollowing.StandIn;

namespace TikTokFollowing.Cmdlets.Pipeline;

/// <summary>The sandbox of this process, if one runs. All runspaces share it.</summary>
internal static class RunningSandbox
{
    private static SandboxServer? s_server;

    /// <summary>Where it listens; null if none runs.</summary>
    public static Uri? BaseUri => Volatile.Read(ref s_server)?.BaseUri;

    public static Sandbox? Current => Volatile.Read(ref s_server) is SandboxServer server ? new Sandbox(server) : null;

    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static Sandbox Start(SandboxOptions options)
    {
        Stop(); // one at a time, and its port may be the one that is asked for
        SandboxServer server = SandboxServer.Start(options);
        RateWindows.Shared.Forget(server.BaseUri); // of an earlier one at the same port
        Interlocked.Exchange(ref s_server, server)?.Dispose();
        return new Sandbox(server);
    }

    /// <summary>Ends it and says what it counted; null if none ran.</summary>
    public static Sandbox? Stop()
    {
        if (Interlocked.Exchange(ref s_server, null) is not SandboxServer server) { return null; }
        server.Dispose();
        return new Sandbox(server);
    }
}
