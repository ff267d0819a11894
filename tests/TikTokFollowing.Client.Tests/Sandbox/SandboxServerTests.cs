using System.Net;
using System.Net.Sockets;
using TikTokFollowing.SandboxServer;
using Xunit;

namespace TikTokFollowing.Client.Tests.Sandboxes;

/// <summary>Tests the limits of the server: bytes, connections, time and descriptors.</summary>
public sealed class SandboxServerTests : IAsyncDisposable
{
    private const string Target = SandboxClient.Target;
    private const string Post = "POST /api/v1/get-tiktok-user-following HTTP/1.1\r\n";

    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(30));
    private readonly List<SandboxClient> _clients = [];
    private long _elapsed;

    public async ValueTask DisposeAsync()
    {
        foreach (SandboxClient client in _clients)
        {
            await client.DisposeAsync();
        }
        _timeout.Dispose();
    }

    // ---- bytes ----

    [Theory]
    [InlineData("a query", 414)]
    [InlineData("a path", 414)]
    [InlineData("a request line without an end", 414)]
    [InlineData("a header field", 431)]
    [InlineData("header fields without an end", 431)]
    [InlineData("many header fields", 431)]
    [InlineData("the same field many times", 431)]
    [InlineData("an announced body", 413)]
    [InlineData("a body behind Expect: 100-continue", 413)]
    public async Task A_request_that_is_too_large_is_refused_and_counts_nothing(string kind, int status)
    {
        string request = kind switch
        {
            "a query" => $"GET {Target}{new string('q', 60_000)} HTTP/1.1\r\nX-API-Key: k\r\n\r\n",
            "a path" => $"GET /{new string('p', 20_000)} HTTP/1.1\r\n\r\n",
            "a request line without an end" => $"GET /{new string('p', 40_000)}",
            "a header field" => $"GET {Target} HTTP/1.1\r\nX-API-Key: {new string('k', 40_000)}\r\n\r\n",
            "header fields without an end" => $"GET {Target} HTTP/1.1\r\n{Fields(90, new string('v', 500))}",
            "many header fields" => $"GET {Target} HTTP/1.1\r\n{Fields(101, "v")}\r\n",
            "the same field many times" =>
                $"GET {Target} HTTP/1.1\r\n{string.Concat(Enumerable.Repeat("a:b\r\n", 6000))}\r\n",
            "an announced body" => $"{Post}Content-Length: 65537\r\n\r\n",
            _ => $"{Post}Expect: 100-continue\r\nContent-Length: 999999999999\r\n\r\n",
        };
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions());
        SandboxClient client = await ConnectAsync(server);

        await client.SendAsync(request);
        string response = await client.ReadToEndAsync();

        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        Assert.DoesNotContain("Unnamed", response, StringComparison.Ordinal);
        Assert.Contains("Connection: close", response, StringComparison.Ordinal);
        Assert.Equal(0, server.Ledger.Requests);
        Assert.Equal(0, server.Ledger.Credits);
        Assert.Equal(20, (await server.RequestAsync("SociaVault").WaitAsync(_timeout.Token)).Names.Length);
        Assert.Null(server.Failure);
    }

    [Fact]
    public async Task A_request_at_the_limits_is_served()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions());
        SandboxClient client = await ConnectAsync(server);
        string line = $"GET {Target}&x= HTTP/1.1\r\n";
        string filler = new('x', ServerLimits.Default.RequestLine - line.Length);
        line = line.Replace("&x=", "&x=" + filler, StringComparison.Ordinal);
        string fields = Fields(ServerLimits.Default.HeaderFields - 1, "v");

        Assert.Equal(200, await client.RequestAsync($"{line}X-API-Key: k\r\n{fields}\r\n"));

        string body = $$"""{"handle":"someone"}""".PadRight(ServerLimits.Default.Body);
        string head = $"{Post}Authorization: Bearer k\r\nContent-Length: {body.Length}\r\n\r\n";
        Assert.Equal(200, await client.RequestAsync(head + body));
        Assert.Equal(2, server.Ledger.Requests);
    }

    [Fact]
    public async Task Ten_thousand_requests_with_long_queries_are_all_counted()
    {
        const int count = 10_000;
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions
        {
            Fault = [SandboxFault.EndlessList, SandboxFault.RateLimit],
            FaultPage = [1],
        });
        SandboxClient client = await ConnectAsync(server);
        string filler = new('7', 15_000);

        for (int i = 0; i < count; i++)
        {
            await client.RequestAsync(Get($"{i}{filler}&min_time={filler[..1000]}"));
        }

        Assert.Equal(count, server.Ledger.Requests);
        Assert.Equal(count, server.Ledger.RequestsByProvider["SociaVault"]);
        Assert.Null(server.Failure);
    }

    // ---- connections ----

    [Fact]
    public async Task A_connection_beyond_the_limit_replaces_the_one_that_is_idle_longest()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(Options(new ServerLimits { Connections = 3 }));
        List<SandboxClient> clients = [];
        for (int i = 0; i < 20; i++)
        {
            Advance(TimeSpan.FromSeconds(1));
            SandboxClient client = await ConnectAsync(server);
            Assert.Equal(200, await client.RequestAsync());
            clients.Add(client);
            Assert.InRange(server.Connections, 1, 3);
        }

        // A connection becomes idle after its response was sent, on another thread. On a busy machine, one can therefore
        // count as idle later than the next ones, so the last three can be others.
        foreach (SandboxClient client in clients.SkipLast(8))
        {
            Assert.Equal("", await client.ReadToEndAsync());
        }
        Assert.Equal(20, server.Ledger.Requests);
        Assert.Null(server.Failure);
    }

    [Fact]
    public async Task Connections_that_send_nothing_or_half_a_request_do_not_block_others()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(Options(new ServerLimits { Connections = 8 }));
        for (int i = 0; i < 200; i++)
        {
            SandboxClient client = await ConnectAsync(server);
            if (i % 2 == 0)
            {
                await client.SendAsync($"GET {Target} HTTP/1.1\r\nX-Slow: ");
            }
        }

        Assert.Equal(20, (await server.RequestAsync("SociaVault").WaitAsync(_timeout.Token)).Names.Length);

        Assert.InRange(server.Connections, 0, 8);
        Assert.Equal(1, server.Ledger.Requests);
        Assert.Null(server.Failure);
    }

    [Fact]
    public async Task If_all_connections_are_active_the_next_one_waits()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions
        {
            Fault = [SandboxFault.Timeout],
            FaultPage = [1],
            Limits = new ServerLimits { Connections = 2 },
        });
        SandboxClient first = await ConnectAsync(server);
        SandboxClient second = await ConnectAsync(server);
        await first.SendAsync(Get("a"));
        await second.SendAsync(Get("b"));
        await UntilAsync(() => server.Ledger.FaultCounts["Timeout"] == 2);
        SandboxClient third = await ConnectAsync(server);
        Task<int> response = third.RequestAsync(Get("a"));
        Assert.Equal(2, server.Ledger.Requests);
        Assert.False(response.IsCompleted);

        await second.DisposeAsync();

        Assert.Equal(200, await response);
        Assert.Equal(3, server.Ledger.Requests);
    }

    [Fact]
    public void It_listens_on_the_loopback_address_only()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions());

        Assert.Equal(IPAddress.Loopback, IPAddress.Parse(server.BaseUri.Host));
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => other.Connect(IPAddress.Parse("127.0.0.2"), server.BaseUri.Port));
    }

    // ---- time ----

    [Fact]
    public async Task An_idle_connection_is_closed_after_five_minutes_and_not_before()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(Options());
        SandboxClient client = await ConnectAsync(server);
        Assert.Equal(200, await client.RequestAsync());
        Advance(TimeSpan.FromMinutes(4));
        server.CloseOverdue();
        Assert.Equal(200, await client.RequestAsync());

        Assert.Equal("", await ClosedAsync(server, client, TimeSpan.FromMinutes(5.1)));
        Assert.Equal(2, server.Ledger.Requests);
        Assert.Null(server.Failure);
    }

    [Fact]
    public async Task A_request_that_does_not_arrive_in_thirty_seconds_is_aborted()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(Options());
        SandboxClient client = await ConnectAsync(server);
        await client.SendAsync($"{Post}Expect: 100-continue\r\nContent-Length: 100\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 Continue", await client.ReadAsync(), StringComparison.Ordinal);
        await client.SendAsync("{"); // another byte does not extend the time
        Advance(TimeSpan.FromSeconds(29));
        server.CloseOverdue();
        await client.SendAsync("\"");
        Advance(TimeSpan.FromSeconds(1.1));
        server.CloseOverdue();

        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(0, server.Ledger.Requests);
        Assert.Null(server.Failure);
    }

    [Fact]
    public async Task A_withheld_response_outlasts_the_other_limits_and_ends_after_an_hour()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(Options(fault: SandboxFault.Timeout));
        SandboxClient client = await ConnectAsync(server);
        await client.SendAsync($"GET {Target} HTTP/1.1\r\nX-API-Key: k\r\n\r\n");
        await UntilAsync(() => server.Ledger.FaultCounts["Timeout"] == 1);
        Task<string> end = client.ReadToEndAsync();
        Advance(TimeSpan.FromMinutes(9));
        server.CloseOverdue();
        Assert.Equal(1, server.Connections);
        Assert.False(end.IsCompleted);

        while (!end.IsCompleted)
        {
            Advance(TimeSpan.FromMinutes(61));
            server.CloseOverdue();
            await Task.Yield();
        }

        Assert.Equal("", await end);
    }

    [Fact]
    public async Task A_client_that_never_closes_after_the_last_response_is_closed()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(Options());
        SandboxClient client = await ConnectAsync(server);
        await client.SendAsync($"GET {Target} HTTP/1.1\r\nX-API-Key: k\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadToEndAsync(), StringComparison.Ordinal);

        await UntilAsync(() =>
        {
            Advance(TimeSpan.FromSeconds(11));
            server.CloseOverdue();
            return server.Connections == 0;
        });
    }

    // ---- descriptors ----

    [Fact]
    public async Task Accepting_is_retried_after_growing_pauses_and_then_serves()
    {
        const int failures = 12;
        int calls = 0;
        List<double> pauses = [];
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions
        {
            Accept = accept => Interlocked.Increment(ref calls) switch
            {
                <= failures => throw new SocketException((int)SocketError.TooManyOpenSockets),
                failures + 2 => Task.FromException<Socket>(new SocketException((int)SocketError.ConnectionAborted)),
                _ => accept(),
            },
            Delay = (pause, _) =>
            {
                pauses.Add(pause.TotalMilliseconds);
                return Task.CompletedTask;
            },
        });

        Assert.Equal(20, (await server.RequestAsync("SociaVault").WaitAsync(_timeout.Token)).Names.Length);
        Assert.Equal(20, (await server.RequestAsync("SociaVault").WaitAsync(_timeout.Token)).Names.Length);

        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000, 1000, 1000, 10], pauses);
        Assert.Equal(2, server.Ledger.Requests);
        Assert.Null(server.Failure);
    }

    [Fact]
    public async Task A_server_without_descriptors_retries_once_per_pause_and_can_be_stopped()
    {
        int calls = 0;
        TaskCompletionSource isPausing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions
        {
            Accept = _ =>
            {
                calls++;
                throw new SocketException((int)SocketError.TooManyOpenSockets);
            },
            Delay = async (_, stop) =>
            {
                isPausing.TrySetResult();
                await Task.Delay(Timeout.Infinite, stop);
            },
        });
        await isPausing.Task.WaitAsync(_timeout.Token);

        server.Dispose();

        Assert.Equal(1, calls);
        Assert.False(server.IsRunning);
        Assert.Null(server.Failure);
    }

    private SandboxOptions Options(ServerLimits? limits = null, SandboxFault fault = SandboxFault.None) => new()
    {
        Limits = limits ?? ServerLimits.Default,
        Elapsed = () => new TimeSpan(Interlocked.Read(ref _elapsed)),
        Fault = [fault],
        FaultEvery = 1,
    };

    /// <summary>Returns a request for the list of a handle.</summary>
    private static string Get(string handle) =>
        $"GET /v1/scrape/tiktok/following?handle={handle} HTTP/1.1\r\nX-API-Key: k\r\n\r\n";

    private static string Fields(int count, string value) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {value}\r\n"));

    private void Advance(TimeSpan time) => Interlocked.Add(ref _elapsed, time.Ticks);

    private async Task<SandboxClient> ConnectAsync(SandboxHttpServer server)
    {
        SandboxClient client = new(_timeout.Token);
        _clients.Add(client);
        await client.ConnectAsync(server);
        return client;
    }

    /// <summary>Advances the time until the server has closed the connection. Returns the text sent before.</summary>
    private async Task<string> ClosedAsync(SandboxHttpServer server, SandboxClient client, TimeSpan step)
    {
        Task<string> end = client.ReadToEndAsync();
        while (!end.IsCompleted)
        {
            Advance(step);
            server.CloseOverdue();
            await Task.Yield();
        }
        return await end;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            _timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
