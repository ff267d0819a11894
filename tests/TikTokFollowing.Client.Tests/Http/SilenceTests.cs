using System.Net;
using System.Net.Sockets;
using System.Text;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

/// <summary>Tests responses that stop in the middle while the connection stays open, over a real socket.</summary>
public sealed class SilenceTests : IDisposable
{
    private static readonly string s_page = Wire.ScrapeCreators([1, 2], "0", "false", "2");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private int _requests;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    public static TheoryData<string, string> Frames => new()
    {
        { "no last chunk", $"Transfer-Encoding: chunked\r\n\r\n{s_page.Length:x}\r\n{s_page}\r\n" },
        { "a length that is too large", $"Content-Length: {s_page.Length + 5}\r\n\r\n{s_page}" },
        { "a length that is no number", $"Content-Length: abc\r\n\r\n{s_page}" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Complete_JSON_is_a_page_when_the_attempt_times_out(string frame, string rest)
    {
        FollowingPage? page = await ReadAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + rest);

        Assert.True(page?.Count == 2, frame);
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task Half_of_a_page_is_retried_and_then_a_time_out()
    {
        string half = s_page[..(s_page.Length / 2)];
        string response =
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {s_page.Length}\r\n\r\n{half}";

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ReadAsync(response));

        Assert.Equal(FollowingErrorKind.ProviderTimeout, e.Kind);
        Assert.Equal(2, _requests);
    }

    [Theory]
    [InlineData("cf-mitigated: challenge")]
    [InlineData("X-Squid-Error: ERR_ACCESS_DENIED 0")]
    public async Task A_response_marked_by_a_firewall_is_not_an_error_of_the_provider(string header)
    {
        const string Body = """{"success":false,"error":"invalid key","message":"Invalid API key"}""";

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ReadAsync(
            $"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n{header}\r\n"
                + $"Content-Length: {Body.Length}\r\n\r\n{Body}"));

        Assert.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind);
        Assert.Equal(1, _requests);
    }

    private async Task<FollowingPage?> ReadAsync(string response)
    {
        _listener.Start();
        Uri address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        Task serving = ServeAsync(Encoding.ASCII.GetBytes(response));
        HttpSettings settings = new()
        {
            Timeout = TimeSpan.FromSeconds(1),
            MaximumRetryCount = 1,
            RetryInterval = TimeSpan.Zero,
        };
        FollowingClient client = new(
            ProviderRegistry.Get("ScrapeCreators"),
            new ApiKey(Lists.Key),
            address,
            settings,
            rates: new RateLimitTracker());
        using ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));
        try
        {
            return await list.NextPageAsync(CancellationToken.None);
        }
        finally
        {
            await _end.CancelAsync();
            await serving;
        }
    }

    private async Task ServeAsync(byte[] response)
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = RespondAsync(client, response);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task RespondAsync(TcpClient client, byte[] response)
    {
        using (client)
        {
            NetworkStream stream = client.GetStream();
            byte[] buffer = new byte[8192];
            if (await stream.ReadAsync(buffer, _end.Token) == 0)
            {
                return;
            }
            Interlocked.Increment(ref _requests);
            await stream.WriteAsync(response, _end.Token);
            await Task.Delay(Timeout.Infinite, _end.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }
}
