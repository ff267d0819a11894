using System;
using System.Threading;
using TikTokFollowing.Client.Http;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.Cmdlets.Sessions;

/// <summary>The sandbox of this process. All runspaces share it.</summary>
internal static class RunningSandbox
{
    private static readonly Action s_end = static () => End();

    private static SandboxHttpServer? s_server;

    // The last start, until the session that started the sandbox stops it.
    private static Started? s_started;

    /// <summary>Gets the address of the sandbox; null if none is running.</summary>
    public static Uri? BaseUri => Volatile.Read(ref s_server)?.BaseUri;

    public static Sandbox? Current => Volatile.Read(ref s_server) is SandboxHttpServer server ? new Sandbox(server) : null;

    /// <summary>Starts a sandbox in place of the one that is running.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static Sandbox Start(SandboxOptions options, Session session)
    {
        End(); // one at a time, and its port may be the one that is asked for
        SandboxHttpServer server = SandboxHttpServer.Start(options);
        RateLimitTracker.Shared.Forget(server.BaseUri); // of an earlier one at the same port
        Session.OnLastLeft(s_end);
        Interlocked.Exchange(ref s_server, server)?.Dispose();
        Volatile.Write(ref s_started, new Started(session, server.BaseUri));
        session.Sandbox = server.BaseUri;
        return new Sandbox(server);
    }

    /// <summary>Gets the address of the sandbox for a command; null if the session does not use one.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.SandboxStopped"/>: the session was using a sandbox, and did not stop it itself.</exception>
    public static Uri? UseIn(Session session)
    {
        SandboxHttpServer? server = Volatile.Read(ref s_server);
        if (server is { IsRunning: true }) { return session.Sandbox = server.BaseUri; }
        return EndedFor(session) is Uri ended ? throw Stopped(ended) : null;
    }

    /// <summary>Gets the address of a sandbox that has ended, and must not be replaced by the providers without a word; null if there is none.</summary>
    public static Uri? EndedFor(Session session)
    {
        SandboxHttpServer? server = Volatile.Read(ref s_server);
        if (server is { IsRunning: true }) { return null; }
        if ((session.Sandbox ?? server?.BaseUri) is Uri ended) { return ended; }

        // A new runspace, as of ForEach-Object -Parallel, works for a session that may still count on the sandbox.
        Started? started = Volatile.Read(ref s_started);
        return started is not null && !ReferenceEquals(session.Acknowledged, started) && started.Session.IsOpen ? started.Address : null;
    }

    /// <summary>Indicates whether the sandbox at an address is running.</summary>
    public static bool IsRunningAt(Uri address) => Volatile.Read(ref s_server) is { IsRunning: true } server && server.BaseUri == address;

    /// <summary>Stops the sandbox for all sessions, and lets this one use the providers again. Returns its counters; null if none was running.</summary>
    public static Sandbox? Stop(Session session)
    {
        Started? started = Volatile.Read(ref s_started);
        session.Sandbox = null;
        session.Acknowledged = started;
        if (started?.Session == session) { Interlocked.CompareExchange(ref s_started, null, started); }
        return End() is SandboxHttpServer server ? new Sandbox(server) : null;
    }

    public static FollowingException Stopped(Uri address) => new(
        FollowingErrorKind.SandboxStopped,
        null,
        $"The sandbox at {address} has ended, but this session did not stop it. No provider was contacted. Use Start-TikTokFollowingSandbox to start another one, "
        + "or Stop-TikTokFollowingSandbox to send requests to the providers again.");

    private static SandboxHttpServer? End()
    {
        SandboxHttpServer? server = Interlocked.Exchange(ref s_server, null);
        server?.Dispose();
        return server;
    }

    private sealed record Started(Session Session, Uri Address);
}
