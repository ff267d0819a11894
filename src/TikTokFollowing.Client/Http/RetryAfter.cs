using System.Globalization;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Reads the wait before the next request from <c>Retry-After</c> or <c>X-RateLimit-Reset</c>.
/// </summary>
internal static class RetryAfter
{
    // Smaller numbers are seconds. Larger ones are Unix time in seconds, and from MinMilliseconds on in milliseconds.
    private const decimal MinUnixTime = 1_000_000_000;
    private const decimal MinMilliseconds = 100_000_000_000;
    private const decimal MaxMilliseconds = 100_000_000_000_000;

    // The weekday is removed before: some servers have a wrong one, and .NET would reject the whole date.
    private static readonly string[] s_dates =
    [
        "d MMM yyyy HH:mm:ss 'GMT'", "d MMM yyyy HH:mm:ss 'UTC'", "d MMM yyyy HH:mm:ss zzz",
        "d-MMM-yy HH:mm:ss 'GMT'", "MMM d HH:mm:ss yyyy",
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>
    /// Gets the longest time for which one header can block requests.
    /// </summary>
    public static TimeSpan MaxBlock { get; } = TimeSpan.FromHours(1);

    // A longer wait is a mistake or a wrong clock, and counts as MaxBlock.
    private static readonly TimeSpan s_maxPlausible = TimeSpan.FromDays(31);

    /// <summary>
    /// Returns the longest wait among the values, or <see langword="null"/> if none can be read.
    /// </summary>
    /// <param name="values">Specifies the values of the header, as received.</param>
    /// <param name="date">
    /// Specifies the provider's clock, from the <c>Date</c> header. Points in time are compared with it, because clocks
    /// differ.
    /// </param>
    /// <param name="now">Specifies the clock of this machine.</param>
    public static TimeSpan? Read(IEnumerable<string> values, DateTimeOffset? date, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        foreach (string value in values)
        {
            TimeSpan? wait = ReadNumber(value, date, now)
                ?? (ReadDate(value) is DateTimeOffset time ? Until(time, date, now) : null);
            if (wait is not null && !(longest > wait)) { longest = wait; }
        }
        return longest;
    }

    /// <summary>
    /// Reads seconds, with or without a fraction, or Unix time in seconds or milliseconds; <see langword="null"/> if it
    /// is neither.
    /// </summary>
    public static TimeSpan? ReadNumber(string value, DateTimeOffset? date, DateTimeOffset now)
    {
        const NumberStyles Styles =
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        if (!decimal.TryParse(value, Styles, CultureInfo.InvariantCulture, out decimal number)
            || number >= MaxMilliseconds)
        {
            return null;
        }
        if (number < MinUnixTime)
        {
            return Limit(TimeSpan.FromSeconds((double)decimal.Ceiling(number)));
        }
        decimal milliseconds = number < MinMilliseconds ? number * 1000 : number;
        return Until(DateTimeOffset.FromUnixTimeMilliseconds((long)decimal.Ceiling(milliseconds)), date, now);
    }

    private static DateTimeOffset? ReadDate(string value)
    {
        string text = value.Trim();
        int weekday = text.IndexOf(',');
        if (weekday > 0) { text = text.Substring(weekday + 1); }
        else if (text.Length > 4 && char.IsLetter(text[0]) && text[3] == ' ' && char.IsLetter(text[4]))
        {
            text = text.Substring(4);
        }
        const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal;
        return DateTimeOffset.TryParseExact(
            text, s_dates, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time) ? time : null;
    }

    private static TimeSpan Until(DateTimeOffset time, DateTimeOffset? date, DateTimeOffset now)
    {
        TimeSpan wait = time - (date ?? now);
        // The Date header can be wrong as well.
        if (wait > s_maxPlausible && time - now < wait) { wait = time - now; }
        return Limit(wait);
    }

    private static TimeSpan Limit(TimeSpan wait) =>
        wait < TimeSpan.Zero ? TimeSpan.Zero
        : wait > s_maxPlausible ? MaxBlock
        : wait;
}
