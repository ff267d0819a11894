using TikTokFollowing.Client.Credits;
using Xunit;

namespace TikTokFollowing.Client.Tests.Credits;

public class CreditBudgetTests
{
    [Fact]
    public void An_unlimited_budget_has_no_maximum()
    {
        CreditBudget budget = CreditBudget.Unlimited;

        Assert.True(budget.TryReserve(1_000_000_000));
        Assert.Null(budget.Maximum);
        Assert.Null(budget.Left);
    }

    [Fact]
    public void Reserved_credits_are_not_left()
    {
        CreditBudget budget = new(10);

        Assert.True(budget.TryReserve(4));
        Assert.Equal(6, budget.Left);
        Assert.True(budget.TryReserve(6));
        Assert.Equal(0, budget.Left);
        Assert.False(budget.TryReserve(1));
        Assert.Equal(10, budget.Maximum);
    }

    [Fact]
    public void A_failed_reservation_reserves_nothing()
    {
        CreditBudget budget = new(10);

        Assert.False(budget.TryReserve(11));
        Assert.Equal(10, budget.Left);
        Assert.True(budget.TryReserve(10));
    }

    [Theory]
    [InlineData(20, 20, 30)]
    [InlineData(20, 3, 47)]
    [InlineData(20, 0, 50)]
    [InlineData(0, 1, 29)]
    public void Commit_replaces_the_reservation_by_the_charge(int reserved, int charged, int left)
    {
        CreditBudget budget = new(50);
        budget.TryReserve(20);

        budget.Commit(reserved, charged);

        Assert.Equal(left, budget.Left);
    }

    [Fact]
    public void A_budget_of_0_allows_no_reservation()
    {
        CreditBudget budget = new(0);

        Assert.False(budget.TryReserve(1));
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public void Left_is_never_negative()
    {
        CreditBudget budget = new(10);
        budget.TryReserve(1);

        budget.Commit(1, 25);

        Assert.Equal(0, budget.Left);
        Assert.False(budget.TryReserve(1));
    }

    [Fact]
    public void Huge_charges_do_not_overflow()
    {
        CreditBudget budget = new(10);

        for (int i = 0; i < 4; i++)
        {
            budget.Commit(0, long.MaxValue); // a response can state any number

            Assert.Equal(0, budget.Left);
            Assert.False(budget.TryReserve(1));
        }
    }

    [Fact]
    public async Task Concurrent_lists_do_not_exceed_the_maximum()
    {
        CreditBudget budget = new(1000);
        int charged = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(list => Task.Run(() =>
        {
            for (int page = 0; page < 5000; page++)
            {
                if (!budget.TryReserve(20)) { continue; }
                int cost = (page + list) % 5 == 0 ? 1 : 0;
                Interlocked.Add(ref charged, cost);
                budget.Commit(20, cost);
            }
        })));

        Assert.InRange(charged, 900, 1000);
        Assert.Equal(1000 - charged, budget.Left);
    }

    [Theory]
    [InlineData(0, "-MaxCredits 10 leaves 10")]
    [InlineData(9, "-MaxCredits 10 leaves 1")]
    [InlineData(10, "-MaxCredits 10 is used up")]
    public void Describe_states_the_remaining_credits(int charged, string words)
    {
        CreditBudget budget = new(10);
        budget.Commit(0, charged);

        Assert.Equal(words, budget.Describe());
    }

    [Theory]
    [InlineData(9, "Stopped at -MaxCredits 10: 1 credit is left, and")]
    [InlineData(8, "Stopped at -MaxCredits 10: 2 credits are left, and")]
    [InlineData(10, "Stopped at -MaxCredits 10:")]
    [InlineData(63, "Stopped at -MaxCredits 10: 63 credits count already, because a price is higher than it was, and")]
    public void DescribeStop_states_the_rest_or_the_excess(int charged, string words)
    {
        CreditBudget budget = new(10);
        budget.Commit(0, charged);

        Assert.Equal(words, budget.DescribeStop());
    }

    [Theory]
    [InlineData(10, 0, 0, 10, true)] // there is enough
    [InlineData(10, 4, 0, 6, true)]
    [InlineData(10, 0, 0, 11, false)] // no request in flight can leave more
    [InlineData(10, 0, 5, 6, false)]
    [InlineData(10, 4, 5, 6, false)] // even if the request in flight is free
    public async Task WaitForAsync_returns_at_once_if_a_wait_cannot_help(
        int maximum, int reserved, int charged, int wanted, bool isEnough)
    {
        CreditBudget budget = new(maximum);
        budget.TryReserve(reserved);
        budget.Commit(0, charged);

        Task<bool> waiting = budget.WaitForAsync(wanted, default);

        Assert.True(waiting.IsCompleted);
        Assert.Equal(isEnough, await waiting);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(10, false)]
    public async Task WaitForAsync_waits_for_the_next_commit(int charged, bool isEnough)
    {
        CreditBudget budget = new(10);
        budget.TryReserve(10);

        Task<bool> waiting = budget.WaitForAsync(6, default);
        Assert.False(waiting.IsCompleted);
        budget.Commit(10, charged);

        Assert.Equal(isEnough, await waiting);
        Assert.Equal(isEnough, budget.TryReserve(6));
    }

    [Fact]
    public async Task A_commit_completes_all_waits()
    {
        CreditBudget budget = new(10);
        budget.TryReserve(10);
        Task<bool>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => budget.WaitForAsync(1, default))];

        budget.Commit(10, 9);

        Assert.All(await Task.WhenAll(waiting), Assert.True);
    }

    [Fact]
    public async Task A_cancellation_ends_the_wait()
    {
        using CancellationTokenSource stopping = new();
        CreditBudget budget = new(10);
        budget.TryReserve(10);
        Task<bool> waiting = budget.WaitForAsync(1, stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<System.OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_wait_continues_while_another_request_in_flight_can_leave_enough()
    {
        CreditBudget budget = new(10);
        budget.TryReserve(5);
        budget.TryReserve(5);
        Task<bool> waiting = budget.WaitForAsync(6, default);

        budget.Commit(5, 3);
        Assert.False(waiting.IsCompleted);
        budget.Commit(5, 0);

        Assert.True(await waiting);
    }
}
