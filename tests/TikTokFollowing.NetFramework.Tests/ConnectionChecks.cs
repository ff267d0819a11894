using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>
/// Checks the settings and failures of connections, which differ on .NET Framework: see docs/windows-powershell.md.
/// </summary>
internal static class ConnectionChecks
{
    private static readonly HttpSettings s_once =
        new()
        {
            Timeout = TimeSpan.FromSeconds(2),
            MaximumRetryCount = 0,
            RetryInterval = TimeSpan.FromMilliseconds(1),
        };

    public static void Run(Checks checks)
    {
        // SociaVault sends a GET, DumplingAI a POST: .NET Framework reports their failures at different places.
        foreach (string provider in new[] { "SociaVault", "DumplingAI" })
        {
            checks.Run($"{provider}: a refused connection is not charged", () => CheckNotCharged(
                provider, new Uri($"http://127.0.0.1:{GetClosedPort()}/"), FollowingErrorKind.ProviderUnavailable));
            checks.Run($"{provider}: an unknown name is not charged", () => CheckNotCharged(
                provider, new Uri("https://unknown.invalid/"), FollowingErrorKind.ProviderUnavailable));
            checks.Run($"{provider}: a connection that closes before its TLS handshake is not charged", () =>
                CheckHandshake(provider, "", FollowingErrorKind.ProviderUnavailable));
            checks.Run($"{provider}: a server without TLS is not charged", () =>
                CheckHandshake(provider, "HTTP/1.1 400 Bad Request\r\n\r\n", FollowingErrorKind.ProviderUnavailable));
            checks.Run($"{provider}: a TLS handshake without an end is not charged", () =>
                CheckHandshake(provider, null, FollowingErrorKind.ProviderTimeout));
            checks.Run($"{provider}: a connection that closes after the request is charged", () => CheckLost(provider));
        }

        checks.Run("A failure before sending is recognized by the status of its WebException", Statuses);
        checks.Run("A POST is sent without Expect: 100-continue", Post);
        checks.Run("A connection is kept for ten minutes at most", Lease);
    }

    private static Task CheckNotCharged(string provider, Uri address, FollowingErrorKind kind) =>
        CheckCharge(provider, address, kind, charged: false);

    private static async Task CheckCharge(string provider, Uri address, FollowingErrorKind kind, bool charged)
    {
        const long Maximum = 50;
        CreditBudget budget = new(Maximum);
        FollowingClient client =
            new(ProviderRegistry.Get(provider), new ApiKey("a-key"), address, s_once, budget: budget);
        using ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("@someone")));

        FollowingException e = await Checks.Throws<FollowingException>(
            () => list.NextPageAsync(CancellationToken.None));

        Checks.Equal(kind, e.Kind, "the kind");
        Checks.Equal(!charged, budget.Left == Maximum, $"the budget is whole ({budget.Left} left, {e.Message})");
    }

    // The response follows the first bytes of the client; null for no response.
    private static async Task CheckHandshake(string provider, string? response, FollowingErrorKind kind)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, async stream =>
        {
            byte[] buffer = new byte[4096];
            int read = await stream.ReadAsync(buffer, 0, buffer.Length);
            while (response is null && read > 0)
            {
                read = await stream.ReadAsync(buffer, 0, buffer.Length); // until the client closes the connection
            }
            byte[] bytes = Encoding.ASCII.GetBytes(response ?? "");
            await stream.WriteAsync(bytes, 0, bytes.Length);
        });
        try
        {
            await CheckNotCharged(provider, new Uri($"https://127.0.0.1:{GetPort(listener)}/"), kind);
        }
        finally
        {
            listener.Stop();
            await serving;
        }
    }

    private static async Task CheckLost(string provider)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, static stream => ReadRequestAsync(stream));
        try
        {
            await CheckCharge(
                provider,
                new Uri($"http://127.0.0.1:{GetPort(listener)}/"),
                FollowingErrorKind.ProviderUnavailable,
                charged: true);
        }
        finally
        {
            listener.Stop();
            await serving;
        }
    }

    private static Task Statuses()
    {
        (WebExceptionStatus Status, bool IsBefore)[] statuses =
        [
            (WebExceptionStatus.NameResolutionFailure, true),
            (WebExceptionStatus.ProxyNameResolutionFailure, true),
            (WebExceptionStatus.ConnectFailure, true),
            (WebExceptionStatus.SecureChannelFailure, true),
            (WebExceptionStatus.TrustFailure, true),
            (WebExceptionStatus.RequestProhibitedByProxy, true),
            (WebExceptionStatus.SendFailure, false), // also of a request that was sent in part
            (WebExceptionStatus.ReceiveFailure, false),
            (WebExceptionStatus.ConnectionClosed, false),
            (WebExceptionStatus.KeepAliveFailure, false),
            (WebExceptionStatus.ServerProtocolViolation, false),
            (WebExceptionStatus.UnknownError, false),
        ];
        foreach ((WebExceptionStatus status, bool isBefore) in statuses)
        {
            HttpRequestException e = new("An error occurred.", new WebException("The reason.", status));
            Checks.Equal(isBefore, SendFailure.IsBeforeSending(e), $"{status}");
        }
        HttpRequestException handshake = new(
            "An error occurred.",
            new WebException("The reason.", new AuthenticationException(), WebExceptionStatus.SendFailure, null));
        Checks.Equal(true, SendFailure.IsBeforeSending(handshake), "SendFailure of a handshake");
        return Task.CompletedTask;
    }

    private static async Task Post()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string request = "";
        Task serving = ServeAsync(listener, async stream => request = await ReadRequestAsync(stream));
        try
        {
            await CheckCharge(
                "DumplingAI",
                new Uri($"http://127.0.0.1:{GetPort(listener)}/"),
                FollowingErrorKind.ProviderUnavailable,
                charged: true);
        }
        finally
        {
            listener.Stop();
            await serving;
        }
        Checks.Equal(true, request.StartsWith("POST ", StringComparison.Ordinal), "a POST");
        Checks.Equal(-1, request.IndexOf("Expect:", StringComparison.OrdinalIgnoreCase), "the position of Expect");
        Checks.Equal(true, request.EndsWith("}", StringComparison.Ordinal), "the body follows its header at once");
    }

    private static async Task Lease()
    {
        using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions());
        FollowingClient client =
            new(ProviderRegistry.Get("SociaVault"), new ApiKey("a-key"), sandbox.BaseUri, s_once);
        using ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("@someone")));
        await list.NextPageAsync(CancellationToken.None);
        ServicePoint point = ServicePointManager.FindServicePoint(sandbox.BaseUri, null);
        Checks.Equal(600_000, point.ConnectionLeaseTimeout, "the lease in ms");
    }

    // Serves one connection after another until the listener stops.
    private static async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> serve)
    {
        while (true)
        {
            try
            {
                using TcpClient connection = await listener.AcceptTcpClientAsync();
                using NetworkStream stream = connection.GetStream();
                await serve(stream);
            }
            catch (IOException)
            {
                // The client has closed the connection.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private static async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        while (true)
        {
            int read = await stream.ReadAsync(buffer, 0, buffer.Length);
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            string request = text.ToString();
            int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            bool isPost = request.StartsWith("POST ", StringComparison.Ordinal);
            if (read == 0 || (end >= 0 && (!isPost || request.EndsWith("}", StringComparison.Ordinal))))
            {
                return request;
            }
        }
    }

    private static int GetPort(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static int GetClosedPort()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = GetPort(listener);
        listener.Stop();
        return port;
    }
}
