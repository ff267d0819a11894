using System.Globalization;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class RetryAfterTests
{
    private const int Hour = 3600;
    // Thu, 15 Jan 2026 12:00:00 GMT, Unix time 1768478400
    private static readonly DateTimeOffset s_now = FakeClock.Start;

    [Theory]
    [InlineData("7", 7)]
    [InlineData(" 7 ", 7)]
    [InlineData("007", 7)]
    [InlineData("0", 0)]
    [InlineData("0.0", 0)]
    [InlineData("0.001", 1)]
    [InlineData("20.4", 21)]
    [InlineData("20.0", 20)]
    [InlineData("7200", 7200)]
    [InlineData("86400", 86400)]
    // Unix time, in seconds and in milliseconds
    [InlineData("1768478405", 5)]
    [InlineData("1768478405.2", 5.2)]
    [InlineData("1768478405000", 5)]
    [InlineData("1768478405001", 5.001)]
    [InlineData("1768478300", 0)]
    [InlineData("1000000000", 0)]
    // dates
    [InlineData("Thu, 15 Jan 2026 12:00:20 GMT", 20)]
    [InlineData("Mon, 15 Jan 2026 12:00:20 GMT", 20)] // wrong weekday
    [InlineData("15 Jan 2026 12:00:20 GMT", 20)]
    [InlineData("Thu, 15 Jan 2026 12:00:20 UTC", 20)]
    [InlineData("Thu, 15 Jan 2026 13:00:20 +0100", 20)]
    [InlineData("Thursday, 15-Jan-26 12:00:20 GMT", 20)]
    [InlineData("Thu Jan 15 12:00:20 2026", 20)]
    [InlineData("2026-01-15T12:00:20Z", 20)]
    [InlineData("2026-01-15T12:00:20.5Z", 20.5)]
    [InlineData("2026-01-15T13:00:20+01:00", 20)]
    [InlineData("Thu, 15 Jan 2026 11:59:59 GMT", 0)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 0)]
    // implausible times
    [InlineData("315360000", Hour)]
    [InlineData("2147483647", Hour)]
    [InlineData("4102444800", Hour)]
    [InlineData("99999999999", Hour)]
    [InlineData("9999999999999", Hour)]
    [InlineData("99999999999999", Hour)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", Hour)]
    [InlineData("9999-12-31T23:59:59Z", Hour)]
    public void A_wait_is_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Read([text], null, s_now));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-5")]
    [InlineData("-0.5")]
    [InlineData("+5")]
    [InlineData("soon")]
    [InlineData("5s")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("7, 8")]
    [InlineData("1,000")]
    [InlineData("1.2.3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("100000000000000")]
    [InlineData("99999999999999999999")]
    [InlineData("99999999999999999999999999999999999999999999")]
    [InlineData("10:30")]
    [InlineData("Thu, 35 Jan 2026 12:00:20 GMT")]
    [InlineData("Thu, 15 Jan 2026")]
    [InlineData(",")]
    [InlineData("Thu,")]
    [InlineData("Thu ")]
    [InlineData("\u0667")]
    public void An_invalid_value_is_ignored(string text) => Assert.Null(RetryAfter.Read([text], null, s_now));

    // The wait is the same for a provider whose clock differs by an hour or a year.
    [Theory]
    [InlineData("Thu, 15 Jan 2026 11:00:30 GMT", "2026-01-15T11:00:00Z", 30)]
    [InlineData("Wed, 15 Jan 2025 12:00:30 GMT", "2025-01-15T12:00:00Z", 30)]
    [InlineData("Thu, 15 Jan 2026 13:00:30 GMT", "2026-01-15T13:00:00Z", 30)]
    [InlineData("Thu, 15 Jan 2026 12:00:30 GMT", "2026-01-15T12:01:00Z", 0)]
    [InlineData("1768474830", "2026-01-15T11:00:00Z", 30)]
    [InlineData("30", "1970-01-01T00:00:00Z", 30)]
    [InlineData("Thu, 15 Jan 2026 12:00:30 GMT", "1970-01-01T00:00:00Z", 30)] // the Date is wrong
    [InlineData("1768478430", "1970-01-01T00:00:00Z", 30)]
    public void Points_in_time_are_compared_with_the_clock_of_the_provider(string text, string date, int seconds)
    {
        DateTimeOffset clock = DateTimeOffset.Parse(date, CultureInfo.InvariantCulture);

        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Read([text], clock, s_now));
    }

    [Fact]
    public void The_longest_valid_wait_of_several_headers_counts()
    {
        Assert.Equal(TimeSpan.FromSeconds(9), RetryAfter.Read(["7", "soon", "9", "8"], null, s_now));
        Assert.Null(RetryAfter.Read([], null, s_now));
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
    public void The_culture_changes_nothing(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal(TimeSpan.FromSeconds(21), RetryAfter.Read(["20.4"], null, s_now));
            Assert.Equal(TimeSpan.FromSeconds(20), RetryAfter.Read(["Thu, 15 Jan 2026 12:00:20 GMT"], null, s_now));
        }
        finally { CultureInfo.CurrentCulture = before; }
    }
}
