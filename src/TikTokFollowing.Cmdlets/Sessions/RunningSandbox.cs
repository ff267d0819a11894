using TikTokFollowing.Client.Http;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.Cmdlets.Sessions;

/// <summary>Starts, finds and stops the sandbox of this process. All runspaces share it.</summary>
internal static class RunningSandbox
{
    private static volatile SandboxHttpServer? s_server;

    // The last start, until the session that started the sandbox stops it.
    private static volatile Started? s_started;

    // The sandbox that ended last, and the reason. Messages about earlier ones give no reason.
    private static volatile Ended? s_ended;

    /// <summary>Gets the address of the sandbox; null if none is running.</summary>
    public static Uri? BaseUri => s_server?.BaseUri;

    /// <summary>Gets the sandbox; null if none is running.</summary>
    public static Sandbox? Current => Describe(s_server);

    /// <summary>Starts a sandbox, which replaces the one that is running.</summary>
    /// <remarks>
    /// The running sandbox ends after the new one has started. Only where the new one needs its port it ends before.
    /// </remarks>
    /// <exception cref="System.Net.Sockets.SocketException">
    /// The port is not available. Unless it is the port of the running sandbox, that sandbox continues.
    /// </exception>
    public static Sandbox Start(SandboxOptions options, Session session)
    {
        if (options.Port != 0 && BaseUri?.Port == options.Port)
        {
            End("ended so that another one could start at its port");
        }

        SandboxHttpServer server = SandboxHttpServer.Start(options);
        RateLimitTracker.Shared.Forget(server.BaseUri); // limits of an earlier sandbox at this port
        Session.OnLastLeft(EndWithLastSession);
        End($"was replaced by the sandbox at {server.BaseUri}", server);
        s_started = new Started(session, server.BaseUri);
        session.Sandbox = server.BaseUri;
        return new Sandbox(server);
    }

    /// <summary>Changes the running sandbox for all sessions.</summary>
    /// <returns>The sandbox; null if the given one is no longer running.</returns>
    public static Sandbox? Change(Uri address, Func<SandboxOptions, SandboxOptions> change)
    {
        SandboxHttpServer? server = s_server;
        if (server?.BaseUri != address)
        {
            return null;
        }

        server.Change(change);
        return new Sandbox(server);
    }

    /// <summary>Gets the address of the sandbox for a command; null if the session does not use one.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.SandboxStopped"/>: the sandbox that the session was using has ended.
    /// </exception>
    public static Uri? UseIn(Session session)
    {
        if (s_server is { IsRunning: true } server)
        {
            return session.Sandbox = server.BaseUri;
        }

        return EndedFor(session) is Uri ended ? throw Stopped(ended) : null;
    }

    /// <summary>
    /// Gets the address of a sandbox that has ended, and that the session has not replaced or stopped; null if there is
    /// none. Commands of the session must not continue with a paid provider.
    /// </summary>
    public static Uri? EndedFor(Session session)
    {
        SandboxHttpServer? server = s_server;
        if (server is { IsRunning: true })
        {
            return null;
        }

        if ((session.Sandbox ?? server?.BaseUri) is Uri ended)
        {
            return ended;
        }

        // A new runspace, as of ForEach-Object -Parallel, works for a session that may still count on the sandbox.
        Started? started = s_started;
        return started?.Session.IsOpen == true && !ReferenceEquals(session.Acknowledged, started)
            ? started.Address
            : null;
    }

    /// <summary>Indicates whether the sandbox at an address is running.</summary>
    public static bool IsRunningAt(Uri address) =>
        s_server is { IsRunning: true } server && server.BaseUri == address;

    /// <summary>Stops the sandbox for all sessions. The given session then uses the providers again.</summary>
    /// <returns>The stopped sandbox with its counters; null if none was running.</returns>
    public static Sandbox? Stop(Session session)
    {
        Started? started = s_started;
        session.Sandbox = null;
        session.Acknowledged = started;
        if (started?.Session == session)
        {
            Interlocked.CompareExchange(ref s_started, null, started);
        }

        return Describe(End("was stopped by Stop-TikTokFollowingSandbox"));
    }

    /// <summary>Creates the error for a command whose sandbox has ended.</summary>
    public static FollowingException Stopped(Uri address)
    {
        Ended? last = s_ended;
        string reason = last?.Address == address ? last.Reason : "has ended";
        return new FollowingException(
            FollowingErrorKind.SandboxStopped,
            null,
            $"The sandbox at {address} {reason}. No provider was contacted. To start another sandbox: "
            + "Start-TikTokFollowingSandbox. To send requests to the providers again: Stop-TikTokFollowingSandbox");
    }

    /// <summary>Creates the error for a command that needs a sandbox in a session that uses none.</summary>
    public static FollowingException NotStarted() => new(
        FollowingErrorKind.SandboxStopped,
        null,
        "No sandbox is running. To start one: Start-TikTokFollowingSandbox");

    private static void EndWithLastSession() => End(
        "ended when the last session removed the module or closed. Import-Module -Force also removes the module");

    private static Sandbox? Describe(SandboxHttpServer? server) => server is null ? null : new Sandbox(server);

    private static SandboxHttpServer? End(string reason, SandboxHttpServer? successor = null)
    {
        SandboxHttpServer? server = Interlocked.Exchange(ref s_server, successor);
        if (server is not null)
        {
            s_ended = new Ended(server.BaseUri, reason);
            server.Dispose();
        }

        return server;
    }

    private sealed record Started(Session Session, Uri Address);

    private sealed record Ended(Uri Address, string Reason);
}
