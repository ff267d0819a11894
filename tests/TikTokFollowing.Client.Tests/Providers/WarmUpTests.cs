using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

public class WarmUpTests
{
    [Fact]
    public void The_sample_has_all_values_of_an_account()
    {
        FollowedAccount account = Assert.Single(WarmUp.Read());

        // These two are not in a record.
        string[] others = [nameof(FollowedAccount.Position), nameof(FollowedAccount.Raw)];
        Assert.All(
            typeof(FollowedAccount).GetProperties().Where(property => !others.Contains(property.Name)),
            property => Assert.True(property.GetValue(account) is not null, property.Name));
    }
}
