using System.Globalization;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Text;

public class LocalTimeTests
{
    [Theory]
    [InlineData("en-US")]
    [InlineData("en-GB")]
    [InlineData("de-DE")]
    [InlineData("fr-CA")]
    [InlineData("tr-TR")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("he-IL")]
    [InlineData("ja-JP")]
    public void Any_time_can_be_formatted_under_any_culture(string name)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
        try
        {
            DateTime[] times =
            [
                DateTime.MinValue, DateTime.MaxValue, new(1, 1, 1), new(1899, 12, 31), new(2026, 1, 15, 12, 30, 45),
                new(2083, 9, 1),
            ];
            foreach (DateTime time in times)
            {
                foreach (string format in new[] { "G", "g", "d", "T" })
                {
                    Assert.NotEmpty(LocalTime.Format(time, format));
                }
            }
        }
        finally { CultureInfo.CurrentCulture = before; }
    }

    [Theory]
    [InlineData("G", "2083-09-01 12:30:45")]
    [InlineData("g", "2083-09-01 12:30")]
    [InlineData("d", "2083-09-01")]
    public void A_time_outside_of_the_calendar_is_ISO_8601(string format, string text)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo saudi = new("ar-SA");
        saudi.DateTimeFormat.Calendar = new UmAlQuraCalendar();
        CultureInfo.CurrentCulture = saudi;
        try { Assert.Equal(text, LocalTime.Format(new DateTime(2083, 9, 1, 12, 30, 45), format)); }
        finally { CultureInfo.CurrentCulture = before; }
    }

    [Fact]
    public void The_format_of_the_user_is_used_if_possible()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try { Assert.Equal("15.01.2026 12:30", LocalTime.Format(new DateTime(2026, 1, 15, 12, 30, 45), "g")); }
        finally { CultureInfo.CurrentCulture = before; }
        Assert.Equal("", LocalTime.Format(null));
    }
}
