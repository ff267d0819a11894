using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class CircuitBreakerTests
{
    private static readonly DateTimeOffset s_now = FakeClock.Start;
    private static readonly HttpSettings s_noRetry = Lists.NoTimeout with { MaximumRetryCount = 0 };

    [Fact]
    public void The_circuit_opens_after_five_failures_in_a_row()
    {
        CircuitBreaker breaker = new();
        for (int i = 1; i < CircuitBreaker.FailureThreshold; i++)
        {
            breaker.RecordFailure(s_now);
            Assert.Null(breaker.GetOpenUntil(s_now));
        }

        breaker.RecordFailure(s_now);

        Assert.Equal(s_now + CircuitBreaker.BreakDuration, breaker.GetOpenUntil(s_now));
        DateTimeOffset openUntil = s_now + CircuitBreaker.BreakDuration;
        Assert.Equal(openUntil, breaker.GetOpenUntil(openUntil - TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_success_resets_the_failures()
    {
        CircuitBreaker breaker = Open();
        breaker.RecordSuccess();
        Assert.Null(breaker.GetOpenUntil(s_now));

        for (int i = 1; i < CircuitBreaker.FailureThreshold; i++) { breaker.RecordFailure(s_now); }
        Assert.Null(breaker.GetOpenUntil(s_now));
    }

    [Fact]
    public void After_the_break_one_more_failure_opens_the_circuit_again()
    {
        CircuitBreaker breaker = Open();
        DateTimeOffset later = s_now + CircuitBreaker.BreakDuration;
        Assert.Null(breaker.GetOpenUntil(later));

        breaker.RecordFailure(later);

        Assert.Equal(later + CircuitBreaker.BreakDuration, breaker.GetOpenUntil(later));
    }

    [Fact]
    public void After_the_break_one_request_probes_and_the_others_wait()
    {
        CircuitBreaker breaker = Open();
        DateTimeOffset later = s_now + CircuitBreaker.BreakDuration;

        Assert.Null(breaker.GetOpenUntil(later));
        Assert.NotNull(breaker.GetOpenUntil(later));
    }

    [Fact]
    public async Task Fifty_handles_do_not_each_wait_for_a_provider_that_is_down()
    {
        FakeClock clock = new();
        ScriptedHandler server = ScriptedHandler.Always(Responses.Html(503));
        HttpSettings settings = Lists.NoTimeout with { MaximumRetryCount = 1 };
        FollowingClient client = Lists.Client("SociaVault", server, clock, settings);

        FollowingException[] failures = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
            await Assert.ThrowsAsync<FollowingException>(() => OpenList(client).NextAsync())));

        Assert.All(failures, failure => Assert.Equal(FollowingErrorKind.ProviderUnavailable, failure.Kind));
        Assert.Equal(2 * CircuitBreaker.FailureThreshold, server.Requests.Count);
        Assert.All(failures.Skip(CircuitBreaker.FailureThreshold), failure => Assert.NotNull(failure.RetryAt));
        Assert.All(failures, failure => Assert.Equal(0, failure.CreditsCharged));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task A_provider_that_rejects_requests_is_not_down(int status)
    {
        ScriptedHandler server = ScriptedHandler.Always(Responses.Json("{}", status));
        FollowingClient client = Lists.Client("SociaVault", server, settings: s_noRetry);

        for (int i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<FollowingException>(() => OpenList(client).NextAsync());
        }

        Assert.Equal(20, server.Requests.Count);
    }

    private static ListPager OpenList(FollowingClient client) =>
        client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));

    private static CircuitBreaker Open()
    {
        CircuitBreaker breaker = new();
        for (int i = 0; i < CircuitBreaker.FailureThreshold; i++) { breaker.RecordFailure(s_now); }
        return breaker;
    }
}
