using System.Globalization;

namespace TikTokFollowing.Client.Text;

/// <summary>Formats quantities for messages, such as <c>1 credit</c> and <c>1,250 accounts</c>.</summary>
internal static class Quantity
{
    /// <summary>Formats a number with its noun, in the current culture.</summary>
    /// <param name="count">Specifies the number.</param>
    /// <param name="noun">Specifies the singular of a noun whose plural ends in s.</param>
    public static string Of(long count, string noun) =>
        Of(count) + " " + (count == 1 ? noun : noun + "s");

    /// <summary>Formats an age, such as <c>3 hours old</c>. A negative one is a time in the future.</summary>
    /// <param name="age">Specifies the age.</param>
    public static string OfAge(TimeSpan age)
    {
        TimeSpan length = age.Duration();
        string text =
            length.TotalDays >= 2 ? Of((long)length.TotalDays, "day")
            : length.TotalHours >= 2 ? Of((long)length.TotalHours, "hour")
            : length.TotalMinutes >= 2 ? Of((long)length.TotalMinutes, "minute")
            : Of((long)length.TotalSeconds, "second");
        return age < TimeSpan.Zero ? $"{text} in the future; check the clock" : $"{text} old";
    }

    /// <summary>Formats a number without a noun, in the current culture.</summary>
    /// <param name="count">Specifies the number.</param>
    public static string Of(long count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
