using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace TikTokFollowing.Client.Tests;

public class CreditBudgetTests
{
    [Fact]
    public void Without_a_maximum_anything_is_allowed_and_nothing_is_left_to_say()
    {
        CreditBudget budget = CreditBudget.Unlimited;

        Assert.True(budget.TryReserve(1_000_000_000));
        Assert.Null(budget.Maximum);
        Assert.Null(budget.Left);
    }

    [Fact]
    public void What_is_set_aside_is_no_longer_left()
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
    public void A_refused_reservation_takes_nothing()
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
    public void What_was_charged_takes_the_place_of_what_was_set_aside(int reserved, int charged, int left)
    {
        CreditBudget budget = new(50);
        budget.TryReserve(20);

        budget.Settle(reserved, charged);

        Assert.Equal(left, budget.Left);
    }

    [Fact]
    public void A_budget_of_nothing_buys_nothing()
    {
        CreditBudget budget = new(0);

        Assert.False(budget.TryReserve(1));
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public void More_charged_than_was_left_leaves_nothing_and_no_debt_to_show()
    {
        CreditBudget budget = new(10);
        budget.TryReserve(1);

        budget.Settle(1, 25);

        Assert.Equal(0, budget.Left);
        Assert.False(budget.TryReserve(1));
    }

    [Fact]
    public void A_charge_however_large_never_makes_room()
    {
        CreditBudget budget = new(10);

        for (int i = 0; i < 4; i++)
        {
            budget.Settle(0, long.MaxValue); // what an answer says is not always true

            Assert.Equal(0, budget.Left);
            Assert.False(budget.TryReserve(1));
        }
    }

    [Fact]
    public async Task Many_lists_at_the_same_time_never_get_more_than_there_is()
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
                budget.Settle(20, cost);
            }
        })));

        Assert.InRange(charged, 900, 1000);
        Assert.Equal(1000 - charged, budget.Left);
    }

    // ---- credits in hand ----

    [Fact]
    public void What_one_list_has_in_hand_is_left_to_nobody_else()
    {
        CreditBudget budget = new(10);
        CreditHold hold = new();

        Assert.True(budget.TryHold(hold, 7));
        Assert.Equal((7, 3, 10), (hold.Credits, budget.Left, budget.LeftFor(hold)));
        Assert.False(budget.TryReserve(4));
        Assert.True(budget.TryReserve(9, hold)); // 7 of it were in hand
        Assert.Equal((0, 1), (hold.Credits, budget.Left));
        budget.Settle(9, 5);
        Assert.Equal(5, budget.Left);
    }

    [Theory]
    [InlineData(4, true, 6)] // has that much
    [InlineData(6, true, 6)]
    [InlineData(8, true, 8)]
    [InlineData(11, false, 6)] // and keeps what it has
    public void What_is_in_hand_is_filled_up_or_left_as_it_is(int wanted, bool isEnough, int inHand)
    {
        CreditBudget budget = new(10);
        CreditHold hold = new();
        budget.TryHold(hold, 6);

        Assert.Equal(isEnough, budget.TryHold(hold, wanted));

        Assert.Equal((inHand, 10 - inHand), (hold.Credits, budget.Left));
    }

    [Fact]
    public async Task What_is_given_back_is_left_again_and_wakes_who_waits()
    {
        CreditBudget budget = new(10);
        CreditHold hold = new();
        budget.TryHold(hold, 8);
        Task<bool> waiting = budget.WaitForAsync(5, null, default);
        Assert.False(waiting.IsCompleted);

        budget.Release(hold);

        Assert.True(await waiting);
        Assert.Equal((0, 10), (hold.Credits, budget.Left));
    }

    [Fact]
    public async Task Nobody_waits_for_what_he_has_in_hand_himself()
    {
        CreditBudget budget = new(10);
        CreditHold hold = new();
        budget.TryHold(hold, 8);

        Task<bool> enough = budget.WaitForAsync(10, hold, default);
        Task<bool> never = budget.WaitForAsync(11, hold, default);

        Assert.True(enough.IsCompleted && never.IsCompleted);
        Assert.Equal((true, false), (await enough, await never));
    }

    [Fact]
    public void Without_a_maximum_there_is_always_enough_in_hand()
    {
        CreditBudget budget = CreditBudget.Unlimited;
        CreditHold hold = new();

        Assert.True(budget.TryHold(hold, 1_000_000));
        Assert.True(budget.TryReserve(2_000_000, hold));
        Assert.Null(budget.LeftFor(hold));
        budget.Release(hold);
        Assert.Equal(0, hold.Credits);
    }

    [Theory]
    [InlineData(0, "-MaxCredits 10 leaves 10")]
    [InlineData(9, "-MaxCredits 10 leaves 1")]
    [InlineData(10, "-MaxCredits 10 is used up")]
    public void What_is_left_is_said_in_words(int charged, string words)
    {
        CreditBudget budget = new(10);
        budget.Settle(0, charged);

        Assert.Equal(words, budget.Describe());
    }

    // ---- waiting for another list's page ----

    [Theory]
    [InlineData(10, 0, 0, 10, true)] // there is enough
    [InlineData(10, 4, 0, 6, true)]
    [InlineData(10, 0, 0, 11, false)] // nothing is under way that could leave more
    [InlineData(10, 0, 5, 6, false)]
    [InlineData(10, 4, 5, 6, false)] // even if what is under way costs nothing
    public async Task Who_cannot_get_more_by_waiting_does_not_wait(int maximum, int reserved, int charged, int wanted, bool isEnough)
    {
        CreditBudget budget = new(maximum);
        budget.TryReserve(reserved);
        budget.Settle(0, charged);

        Task<bool> waiting = budget.WaitForAsync(wanted, null, default);

        Assert.True(waiting.IsCompleted);
        Assert.Equal(isEnough, await waiting);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(4, true)]
    [InlineData(10, false)]
    public async Task Who_could_get_more_waits_until_a_page_is_settled(int charged, bool isEnough)
    {
        CreditBudget budget = new(10);
        budget.TryReserve(10);

        Task<bool> waiting = budget.WaitForAsync(6, null, default);
        Assert.False(waiting.IsCompleted);
        budget.Settle(10, charged);

        Assert.True(await waiting); // to try again
        Assert.Equal(isEnough, budget.TryReserve(6));
    }

    [Fact]
    public async Task All_who_wait_are_told()
    {
        CreditBudget budget = new(10);
        budget.TryReserve(10);
        Task<bool>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => budget.WaitForAsync(1, null, default))];

        budget.Settle(10, 9);

        Assert.All(await Task.WhenAll(waiting), Assert.True);
    }

    [Fact]
    public async Task A_stop_ends_the_wait()
    {
        using CancellationTokenSource stopping = new();
        CreditBudget budget = new(10);
        budget.TryReserve(10);
        Task<bool> waiting = budget.WaitForAsync(1, null, stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<System.OperationCanceledException>(() => waiting);
    }
}
