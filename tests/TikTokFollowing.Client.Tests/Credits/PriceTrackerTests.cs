using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Definitions;
using Xunit;

namespace TikTokFollowing.Client.Tests.Credits;

public class PriceTrackerTests
{
    [Theory]
    [InlineData("SociaVault", 1)]
    [InlineData("DumplingAI", 10)]
    [InlineData("UnifAPI", 20)]
    public void The_listed_price_applies_before_the_first_page(string provider, int price)
    {
        PriceTracker prices = Prices(provider);

        Assert.False(prices.IsKnown);
        Assert.Equal(price, prices.PriceOf(20));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(0, 1)] // a free page does not make the next one free
    public void The_price_of_a_request_is_the_higher_of_listed_and_charged(int charged, int price)
    {
        PriceTracker prices = Prices("SociaVault");

        prices.RecordPage(20, 20, charged);
        prices.RecordPage(20, 20, 0);

        Assert.True(prices.IsKnown);
        Assert.Equal(price, prices.PriceOf(20));
        Assert.Equal(4 * price, prices.PriceOf(4, 80));
        Assert.Equal(0, prices.PerAccount);
    }

    [Theory]
    [InlineData(20, 20, 20, 10, 10)] // as listed
    [InlineData(20, 20, 100, 10, 50)] // 5 credits an account
    [InlineData(20, 3, 7, 10, 30)] // rounded up: 3 credits an account
    [InlineData(20, 50, 50, 10, 50)] // the limit was ignored, and may be again
    [InlineData(1, 20, 20, 20, 20)] // but an account does not cost 20
    [InlineData(20, 0, 1, 10, 10)] // an empty page costs 1 credit
    [InlineData(20, 0, 40, 10, 40)]
    public void The_price_of_an_account_is_the_highest_charge(
        int requested, int received, int charged, int accounts, int price)
    {
        PriceTracker prices = Prices("UnifAPI");

        prices.RecordPage(requested, received, charged);

        Assert.Equal(price, prices.PriceOf(accounts));
    }

    [Fact]
    public void A_charged_failure_raises_the_price_and_does_not_make_it_known()
    {
        PriceTracker prices = Prices("ScrapeCreators");

        prices.RecordFailure(20, 7);

        Assert.Equal(7, prices.PriceOf(20));
        Assert.False(prices.IsKnown);
    }

    [Fact]
    public void A_lookup_is_the_price_of_an_account_until_a_page_was_charged()
    {
        PriceTracker prices = Prices("UnifAPI");

        prices.RecordLookup(5);
        prices.RecordLookup(2);

        Assert.Equal(100, prices.PriceOf(20));
        Assert.Equal(5, prices.PerAccount);
        Assert.False(prices.IsKnown);

        prices.RecordPage(20, 20, 20);

        Assert.Equal(20, prices.PriceOf(20));
        Assert.Equal(1, prices.PerAccount);
        Assert.Equal(5, prices.PriceOfLookup(1));
        Assert.Equal(7, prices.PriceOfLookup(7));
    }

    [Fact]
    public void A_lookup_of_a_definition_is_not_the_price_of_a_page()
    {
        PriceTracker prices = new(SampleDefinition.Provider().Facts);
        long listed = prices.PriceOf(20);

        prices.RecordLookup(listed + 5);

        Assert.Equal(listed, prices.PriceOf(20));
        Assert.Equal(listed + 5, prices.PriceOfLookup(1));
    }

    [Fact]
    public void A_higher_price_applies_to_earlier_lost_responses()
    {
        PriceTracker prices = Prices("SociaVault");
        prices.RecordLost(20, 1);
        prices.RecordLost(20, 1);

        Assert.Equal(8, prices.RecordPage(20, 20, 5)); // 4 more for each
        Assert.Equal(0, prices.RecordPage(20, 20, 5)); // and only once
        Assert.Equal(10, prices.RecordFailure(20, 10));
    }

    [Fact]
    public async Task One_request_is_in_flight_until_the_first_charge_is_known()
    {
        PriceTracker prices = Prices("SociaVault");
        FirstChargeGate gate = new(prices);
        Assert.True(await gate.EnterAsync(default));
        Task<bool> second = gate.EnterAsync(default);
        Task<bool> third = gate.EnterAsync(default);
        Assert.False(second.IsCompleted);

        gate.Leave(); // it failed, and its charge is unknown
        Assert.True(await second);
        Assert.False(third.IsCompleted);

        prices.RecordPage(20, 20, 1);
        gate.Leave();
        Assert.False(await third);
        Assert.False(await gate.EnterAsync(default));
    }

    private static PriceTracker Prices(string provider) => new(ProviderRegistry.Get(provider).Facts);
}
