using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public sealed class ProviderHttpClientTimeoutTests : ProviderHttpClientTestBase
{
    [Fact]
    public async Task An_attempt_that_times_out_is_retried()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        ScriptedHandler server = new(Responses.Hangs(clock, s_timeout), Responses.Json(Good));

        using ProviderResponse response = await Send(server, clock, new HttpSettings { Timeout = s_timeout });

        Assert.Equal(2, response.Attempts);
        Assert.Single(clock.Waits);
    }

    [Fact]
    public async Task Time_outs_of_all_attempts_are_a_provider_time_out()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        ScriptedHandler server = ScriptedHandler.Always(Responses.Hangs(clock, s_timeout));

        FollowingException e = await Fails(server, clock, new HttpSettings { Timeout = s_timeout });

        Assert.Equal(FollowingErrorKind.ProviderTimeout, e.Kind);
        Assert.Contains("100 s", e.Message, StringComparison.Ordinal);
        Assert.Contains("5 times", e.Message, StringComparison.Ordinal);
        Assert.Equal(5, server.Requests.Count);
        AssertBackOff(clock.Waits, 1);
    }

    [Fact]
    public async Task The_time_out_applies_to_each_attempt()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        TimeSpan almost = s_timeout - TimeSpan.FromSeconds(1);
        ScriptedHandler server = new(Slow(500), Slow(500), Slow(200));

        using ProviderResponse response = await Send(server, clock, new HttpSettings { Timeout = s_timeout });

        Assert.Equal(HttpStatusCode.OK, response.Status);

        Responder Slow(int status) => cancellationToken =>
        {
            clock.Advance(almost);
            return Responses.Json("{}", status)(cancellationToken);
        };
    }

    [Fact]
    public async Task The_time_out_covers_the_body_too()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        ScriptedHandler server =
            new(Responses.Stream(() => new HangingStream(observesToken: true, () => clock.Advance(s_timeout))));

        HttpSettings settings = new() { Timeout = s_timeout, MaximumRetryCount = 0 };
        FollowingException e = await Fails(server, clock, settings).WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(FollowingErrorKind.ProviderTimeout, e.Kind);
    }

    // The body streams of .NET Framework check the token only before a read.
    [Fact]
    public async Task The_time_out_ends_a_body_that_ignores_its_token()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        ScriptedHandler server =
            new(Responses.Stream(() => new HangingStream(observesToken: false, () => clock.Advance(s_timeout))));

        HttpSettings settings = new() { Timeout = s_timeout, MaximumRetryCount = 0 };
        FollowingException e = await Fails(server, clock, settings).WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(FollowingErrorKind.ProviderTimeout, e.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_by_the_user_during_the_body_is_reported_as_a_stop(bool observesToken)
    {
        using CancellationTokenSource stop = new();
        ScriptedHandler server = new(Responses.Stream(() => new HangingStream(observesToken, stop.Cancel)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Send(server, new FakeClock(), stop: stop.Token).WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None));
    }

    // Closing a decompressor that works on another thread crashes the process.
    [Fact]
    public async Task A_response_is_not_disposed_during_a_read()
    {
        using CancellationTokenSource stop = new();
        HangingStream body = new(observesToken: false, stop.Cancel);
        ScriptedHandler server = new(Responses.Stream(() => body));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Send(server, new FakeClock(), stop: stop.Token).WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None));

        Assert.False(body.IsDisposed);
        body.End();
        Assert.True(SpinWait.SpinUntil(() => body.IsDisposed, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_stop_by_the_user_before_the_response_is_reported_as_a_stop()
    {
        using CancellationTokenSource stop = new();
        ScriptedHandler server = new(async token =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        });

        HttpSettings settings = new() { Timeout = s_timeout };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Send(server, new FakeClock(holdFrom: s_timeout), settings, stop: stop.Token));
    }

    // A connection that is closed because of the stop fails with an exception of its own.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_fails_because_of_the_stop_is_reported_as_a_stop(bool inTheBody)
    {
        using CancellationTokenSource stop = new();
        ScriptedHandler server = new(token =>
        {
            stop.Cancel();
            return inTheBody
                ? Responses.BreaksOff(Good, 3)(token)
                : Responses.Throws(new HttpRequestException("The request was aborted."))(token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Send(server, new FakeClock(), stop: stop.Token));
    }

    [Fact]
    public async Task A_stop_by_the_user_during_a_delay_is_reported_as_a_stop()
    {
        using CancellationTokenSource stop = new();
        FakeClock clock = new(holdFrom: TimeSpan.FromSeconds(10));
        Logbook logbook = new();
        ScriptedHandler server = new(Responses.Json("{}", 429, ("Retry-After", "30")));

        Task<ProviderResponse> sending = Send(server, clock, log: logbook.Log, stop: stop.Token);
        Assert.False(sending.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Contains("retrying in 30.0 s", logbook.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_after_a_stop()
    {
        ScriptedHandler server = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Send(server, new FakeClock(), stop: new CancellationToken(canceled: true)));

        Assert.Empty(server.Requests);
    }
}
