using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace TikTokFollowing.Client.Tests.Budget;

public class HoldTests
{
    /// <summary>
    /// Two fallbacks have reserved credits for the accounts that come again, and then need more than that: the price is higher than it was, or another list took what was
    /// left. No request is in flight, so no credits will ever be released to either of them.
    /// </summary>
    [Fact]
    public async Task Lists_do_not_wait_for_the_credits_that_each_of_them_holds()
    {
        CreditBudget budget = new(10);
        CreditHold first = new();
        CreditHold second = new();
        Assert.True(budget.TryHold(first, 4));
        Assert.True(budget.TryHold(second, 4));

        Task<bool> one = budget.WaitForAsync(7, first, CancellationToken.None);
        Task<bool> other = budget.WaitForAsync(7, second, CancellationToken.None);

        await Task.WhenAny(one, other).WaitAsync(TimeSpan.FromSeconds(10));
    }
}
