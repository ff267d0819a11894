using System.Globalization;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Text;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 credits")]
    [InlineData(1, "1 credit")]
    [InlineData(2, "2 credits")]
    [InlineData(-1, "-1 credits")]
    [InlineData(1250, "1,250 credits")]
    public void A_noun_is_singular_only_after_one(long count, string expected)
    {
        using CultureScope scope = new("en-US");

        Assert.Equal(expected, Quantity.Of(count, "credit"));
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("en-GB")]
    [InlineData("de-DE")]
    [InlineData("fr-CA")]
    [InlineData("tr-TR")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void Numbers_have_the_separators_of_the_culture(string culture)
    {
        using CultureScope scope = new(culture);
        string separator = CultureInfo.GetCultureInfo(culture).NumberFormat.NumberGroupSeparator;

        Assert.Equal($"1{separator}234{separator}567", Quantity.Of(1_234_567));
        Assert.Equal($"1{separator}250 accounts", Quantity.Of(1250, "account"));
    }

    [Theory]
    [InlineData(0, "0 seconds old")]
    [InlineData(1, "1 second old")]
    [InlineData(119, "119 seconds old")]
    [InlineData(120, "2 minutes old")]
    [InlineData(3 * 3600, "3 hours old")]
    [InlineData(47 * 3600, "47 hours old")]
    [InlineData(49 * 3600, "2 days old")]
    [InlineData(-7200, "2 hours in the future; check the clock")]
    public void Ages_have_their_largest_unit(int seconds, string expected)
    {
        using CultureScope scope = new("en-US");

        Assert.Equal(expected, Quantity.OfAge(TimeSpan.FromSeconds(seconds)));
    }
}
