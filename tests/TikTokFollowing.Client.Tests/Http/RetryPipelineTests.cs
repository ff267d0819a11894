using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class RetryPipelineTests
{
    private readonly FakeClock _clock = new();
    private readonly List<string> _retried = [];
    private int _attempts;

    [Fact]
    public async Task A_result_that_needs_no_retry_is_returned_after_one_attempt()
    {
        Assert.Equal("done", await RunAsync(_ => "done"));
        Assert.Equal(1, _attempts);
        Assert.Empty(_retried);
        Assert.Empty(_clock.Waits);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 4)]
    public async Task The_last_failure_is_returned_after_all_retries(int maximum, int attempts)
    {
        Assert.Equal($"failed {attempts}", await RunAsync(number => $"failed {number}", maximum));
        Assert.Equal(attempts, _attempts);
        Assert.Equal(Enumerable.Range(1, maximum).Select(number => $"failed {number}"), _retried);
        Assert.Equal(maximum, _clock.Waits.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 4)]
    public async Task The_last_exception_is_thrown_after_all_retries(int maximum, int attempts)
    {
        TimeoutException failure =
            await Assert.ThrowsAsync<TimeoutException>(
                () => RunAsync(number => throw new TimeoutException($"{number}"), maximum));

        Assert.Equal($"{attempts}", failure.Message);
        Assert.Equal(attempts, _attempts);
        Assert.Equal(Enumerable.Repeat("none", maximum), _retried);
    }

    [Fact]
    public async Task An_exception_that_needs_no_retry_is_thrown_at_once()
    {
        await Assert.ThrowsAsync<FormatException>(() => RunAsync(_ => throw new FormatException()));
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task A_failure_that_arrives_after_the_cancellation_is_reported_and_not_retried()
    {
        using CancellationTokenSource closing = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            number =>
            {
                closing.Cancel();
                return $"failed {number}";
            },
            cancellationToken: closing.Token));

        Assert.Equal(["failed 1"], _retried);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task The_delay_can_be_chosen_by_the_result()
    {
        await RunAsync(number => number == 1 ? "failed 1" : "done", getDelay: (_, _) => TimeSpan.FromSeconds(20));

        Assert.Equal([TimeSpan.FromSeconds(20)], _clock.Waits);
    }

    private async Task<string> RunAsync(
        Func<int, string> attempt,
        int maximum = 4,
        Func<string?, int, TimeSpan?>? getDelay = null,
        CancellationToken cancellationToken = default)
    {
        RetryPipeline<string> pipeline = new(
            new HttpSettings { MaximumRetryCount = maximum },
            _clock,
            (result, error) =>
                error is TimeoutException || result?.StartsWith("failed", StringComparison.Ordinal) == true,
            (result, _) => _retried.Add(result ?? "none"),
            getDelay);
        return await pipeline.RunAsync(
            async _ =>
            {
                await Task.Yield();
                return attempt(++_attempts);
            },
            cancellationToken);
    }
}
