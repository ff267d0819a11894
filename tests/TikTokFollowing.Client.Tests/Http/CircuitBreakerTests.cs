using System;
using System.Linq;
using System.Threading.Tasks;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class CircuitBreakerTests
{
    private static readonly DateTimeOffset s_now = FakeClock.Start;
    private static readonly HttpSettings s_noRetry = Lists.Patient with { MaximumRetryCount = 0 };

    [Fact]
    public void Is_asked_until_it_failed_five_times_in_a_row()
    {
        CircuitBreaker health = new();
        for (int i = 1; i < CircuitBreaker.FailuresToOpen; i++)
        {
            health.Failed(s_now);
            Assert.Null(health.ClosedUntil(s_now));
        }

        health.Failed(s_now);

        Assert.Equal(s_now + CircuitBreaker.Pause, health.ClosedUntil(s_now));
        Assert.Equal(s_now + CircuitBreaker.Pause, health.ClosedUntil(s_now + CircuitBreaker.Pause - TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void One_success_forgets_the_failures()
    {
        CircuitBreaker health = Broken();
        health.Succeeded();
        Assert.Null(health.ClosedUntil(s_now));

        for (int i = 1; i < CircuitBreaker.FailuresToOpen; i++) { health.Failed(s_now); }
        Assert.Null(health.ClosedUntil(s_now));
    }

    [Fact]
    public void After_the_pause_it_is_asked_again_and_one_more_failure_is_enough()
    {
        CircuitBreaker health = Broken();
        DateTimeOffset later = s_now + CircuitBreaker.Pause;
        Assert.Null(health.ClosedUntil(later));

        health.Failed(later);

        Assert.Equal(later + CircuitBreaker.Pause, health.ClosedUntil(later));
    }

    [Fact]
    public void After_the_pause_one_request_finds_out_and_the_others_wait_for_it()
    {
        CircuitBreaker health = Broken();
        DateTimeOffset later = s_now + CircuitBreaker.Pause;

        Assert.Null(health.ClosedUntil(later));
        Assert.NotNull(health.ClosedUntil(later)); // its class says: one at a time
    }

    [Fact]
    public async Task Fifty_handles_do_not_each_wait_out_a_dead_service()
    {
        FakeClock clock = new();
        ScriptedHandler dead = ScriptedHandler.Always(Answers.Html(503));
        FollowingClient client = Lists.Client("SociaVault", dead, clock, Lists.Patient with { MaximumRetryCount = 1 });

        FollowingException[] failures = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
            await Assert.ThrowsAsync<FollowingException>(() => client.Open(new FollowingQuery(FollowingHandle.Parse("someone"))).NextAsync())));

        Assert.All(failures, failure => Assert.Equal(FollowingErrorKind.ProviderUnavailable, failure.Kind));
        Assert.Equal(2 * CircuitBreaker.FailuresToOpen, dead.Requests.Count);
        Assert.All(failures.Skip(CircuitBreaker.FailuresToOpen), failure => Assert.NotNull(failure.RetryAt));
        Assert.All(failures, failure => Assert.Equal(0, failure.CreditsCharged));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task A_service_that_says_no_is_not_dead(int status)
    {
        ScriptedHandler server = ScriptedHandler.Always(Answers.Json("{}", status));
        FollowingClient client = Lists.Client("SociaVault", server, settings: s_noRetry);

        for (int i = 0; i < 20; i++) { await Assert.ThrowsAsync<FollowingException>(() => client.Open(new FollowingQuery(FollowingHandle.Parse("someone"))).NextAsync()); }

        Assert.Equal(20, server.Requests.Count);
    }

    private static CircuitBreaker Broken()
    {
        CircuitBreaker health = new();
        for (int i = 0; i < CircuitBreaker.FailuresToOpen; i++) { health.Failed(s_now); }
        return health;
    }
}
