using System.Globalization;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Conversion;

/// <summary>Specifies an order of year, month and day.</summary>
internal enum DateOrder
{
    /// <summary>Specifies the order of the culture of this machine.</summary>
    Culture,
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// <summary>Reads a date and a time from text, in every order that the text permits.</summary>
/// <param name="date">The year, month and day in the order of the text.</param>
/// <param name="separator">The character between them.</param>
/// <param name="has12HourClock">True if the time uses a 12-hour clock.</param>
/// <param name="isYearFirst">True if the text starts with the year.</param>
/// <param name="time">The time.</param>
internal sealed class TimeText(int[] date, char separator, bool has12HourClock, bool isYearFirst, TimeSpan time)
{
    // .NET writes this year for an unknown time.
    private const int UnknownYear = 1;
    private const int BuddhistOffset = 543;

    // Persian and Hijri years overlap between 1300 and 1500. Later years than this one are Hijri.
    private const int LastPersianYear = 1424;

    private static readonly Regex s_iso = new(
        @"^\d{4}-\d{2}-\d{2}(?<t>[Tt ])?(?(t)\d{2}:\d{2}(:\d{2}([.,]\d+)?)? ?([Zz]|[+-]\d{2}:?\d{2})?)$",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_json = new(
        @"^\\?/Date\((?<ms>-?\d{1,15})([+-]\d{4})?\)\\?/$", RegexOptions.CultureInvariant);

    // Year, month and day in any order, and up to four numbers of a time.
    private static readonly Regex s_date = new(
        @"^[^0-9]*(?:(?<n>[0-9]{4})\s*(?<s>[/.-])\s*(?<n>[0-9]{1,2})\s*\k<s>\s*(?<n>[0-9]{1,2})"
        + @"|(?<n>[0-9]{1,2})\s*(?<s>[/.-])\s*(?<n>[0-9]{1,2})\s*\k<s>\s*(?<n>[0-9]{4}))"
        + @"(?:[^0-9]+(?<n>[0-9]{1,9}))*[^0-9]*$",
        RegexOptions.CultureInvariant);

    private static readonly string[] s_formats = ["G", "g", "d"];
    private static readonly Regex s_words = new(@"[^\p{L}\p{M}]+", RegexOptions.CultureInvariant);
    private static readonly Lazy<Dictionary<string, DayPeriod>> s_periods = new(ReadDayPeriods);
    private static readonly PersianCalendar s_persian = new();
    private static readonly UmAlQuraCalendar s_umAlQura = new();

    private enum DayPeriod
    {
        None,
        Morning,
        Afternoon,
        Unclear,
    }

    /// <summary>Gets the properties that dates of one format have in common.</summary>
    public object Form => (isYearFirst, separator, has12HourClock, IsGregorian(Year), IsPersian(Year));

    /// <summary>Gets the possible orders of year, month and day.</summary>
    public IReadOnlyList<DateOrder> Orders
    {
        get
        {
            if (isYearFirst)
            {
                return [DateOrder.YearMonthDay];
            }
            // No culture with periods writes the month first. Of the other calendars, only the Persian calendar has the
            // month first, in some versions of Windows.
            return separator != '.' && (IsGregorian(Year) || IsPersian(Year))
                ? [DateOrder.DayMonthYear, DateOrder.MonthDayYear]
                : [DateOrder.DayMonthYear];
        }
    }

    private int Year => date[isYearFirst ? 0 : 2];

    /// <summary>
    /// Returns a text without formatting characters such as direction marks, with plain spaces and with the digits 0 to
    /// 9.
    /// </summary>
    public static string Normalize(string text)
    {
        return text.All(static c => c is >= ' ' and <= '~')
            ? text.Trim()
            : string.Concat(text.Select(Plain)).Trim();

        static string Plain(char c) => CharUnicodeInfo.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.DecimalDigitNumber =>
                CharUnicodeInfo.GetDecimalDigitValue(c).ToString(CultureInfo.InvariantCulture),
            UnicodeCategory.SpaceSeparator => " ",
            UnicodeCategory.Format => "",
            _ => c.ToString(),
        };
    }

    /// <summary>Reads a text that has the same meaning under every culture.</summary>
    /// <param name="text">The normalized text, in ISO 8601 or as Windows PowerShell writes a date into JSON.</param>
    /// <param name="time">The local time; null if the text represents an unknown time.</param>
    public static bool TryReadFixed(string text, out DateTime? time)
    {
        time = null;
        if (s_json.Match(text) is { Success: true } json)
        {
            double milliseconds = double.Parse(
                json.Groups["ms"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            if (Math.Abs(milliseconds) > 2e14)
            {
                return false;
            }
            time = ToLocal(new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(milliseconds));
            return true;
        }
        if (s_iso.Match(text) is not { Success: true } iso)
        {
            return false;
        }
        int year = NumberOf(text.Substring(0, 4));
        bool isCertain = iso.Groups["t"].Value is "T" or "t" || year == UnknownYear || IsGregorian(year);
        if (!isCertain || !DateTime.TryParse(
            text.Replace(',', '.'), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime parsed))
        {
            return false;
        }
        time = ToLocal(parsed);
        return true;
    }

    /// <summary>Returns a time in local time; null if it represents an unknown time.</summary>
    public static DateTime? ToLocal(DateTime time)
    {
        if (time.Year <= UnknownYear)
        {
            return null;
        }
        return time.Kind == DateTimeKind.Unspecified
            ? DateTime.SpecifyKind(time, DateTimeKind.Local)
            : time.ToLocalTime();
    }

    /// <summary>
    /// Reads a date, with or without a time, in the exact format of a culture. Cultures also parse other formats, so
    /// the time is formatted again and compared.
    /// </summary>
    /// <param name="text">The normalized text.</param>
    /// <param name="culture">The culture.</param>
    public static DateTime? ReadExact(string text, CultureInfo culture) =>
        DateTime.TryParse(text, culture, DateTimeStyles.None, out DateTime time)
        // A culture with a Buddhist calendar reads 2026 as the Gregorian year 1483.
        && (IsGregorian(time.Year) || time.Year == UnknownYear)
        && s_formats.Any(format => string.Equals(Format(time, format, culture), text, StringComparison.Ordinal))
            ? time
            : null;

    /// <summary>Reads a date with the name of a month, which is never ambiguous.</summary>
    public static DateTime? ReadNamedMonth(string text, CultureInfo culture)
    {
        foreach (CultureInfo candidate in (CultureInfo[])[CultureInfo.InvariantCulture, culture])
        {
            DateTimeFormatInfo names = candidate.DateTimeFormat;
            bool isNamed = names.AbbreviatedMonthNames.Concat(names.MonthNames).Concat(names.MonthGenitiveNames)
                .Where(name => name.Length > 2)
                .Any(name => candidate.CompareInfo.IndexOf(text, name, CompareOptions.IgnoreCase) >= 0);
            if (isNamed && DateTime.TryParse(text, candidate, DateTimeStyles.None, out DateTime time))
            {
                return time;
            }
        }
        return null;
    }

    /// <summary>Splits a text into its numbers.</summary>
    /// <param name="text">The normalized text.</param>
    /// <returns>The numbers; null if the text is not a date.</returns>
    public static TimeText? Split(string text)
    {
        Match match = s_date.Match(text);
        string[] numbers = [.. match.Groups["n"].Captures.Cast<Capture>().Select(number => number.Value)];
        if (numbers.Length is not (3 or 5 or 6 or 7))
        {
            return null;
        }
        int[] values = [.. numbers.Take(6).Select(NumberOf), 0, 0, 0];
        (int hour, int minute, int second) = (values[3], values[4], values[5]);
        DayPeriod period = FindDayPeriod(text);
        if (period == DayPeriod.Unclear || hour > 23 || minute > 59 || second > 59)
        {
            return null;
        }
        hour = (period, hour) switch
        {
            (DayPeriod.Afternoon, < 12) => hour + 12,
            (DayPeriod.Morning, 12) => 0,
            _ => hour,
        };
        int ticks = numbers.Length == 7 ? NumberOf(numbers[6].PadRight(7, '0').Substring(0, 7)) : 0;
        return new TimeText(
            [.. values.Take(3)],
            match.Groups["s"].Value[0],
            period != DayPeriod.None,
            numbers[0].Length == 4,
            new TimeSpan(hour, minute, second) + TimeSpan.FromTicks(ticks));
    }

    /// <summary>
    /// Returns the time for an order of the date; null if there is no such day. The year determines the calendar: 2026,
    /// 2569 (Buddhist), 1405 (Persian) and 1448 (Umm al-Qura) are the same year.
    /// </summary>
    public DateTime? Read(DateOrder order)
    {
        (int year, int month, int day) = order switch
        {
            DateOrder.YearMonthDay => (date[0], date[1], date[2]),
            DateOrder.DayMonthYear => (date[2], date[1], date[0]),
            _ => (date[2], date[0], date[1]),
        };
        try
        {
            DateTime? start = year switch
            {
                UnknownYear or UnknownYear + BuddhistOffset => DateTime.MinValue,
                >= 1900 and <= 2200 => new DateTime(year, month, day),
                >= 1900 + BuddhistOffset and <= 2200 + BuddhistOffset =>
                    new DateTime(year - BuddhistOffset, month, day),
                _ when IsPersian(year) => s_persian.ToDateTime(year, month, day, 0, 0, 0, 0),
                > LastPersianYear and <= 1500 => s_umAlQura.ToDateTime(year, month, day, 0, 0, 0, 0),
                _ => null,
            };
            return start + time;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static int NumberOf(string digits) =>
        int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool IsGregorian(int year) => year is >= 1900 and <= 2200;

    private static bool IsPersian(int year) => year is >= 1300 and <= LastPersianYear;

    // Returns the letters of a text: "PM" also for "p. m.", or the words of another language.
    private static string WordsIn(string text) => s_words.Replace(text, "");

    private static DayPeriod FindDayPeriod(string text) => WordsIn(text).ToUpperInvariant() switch
    {
        "" => DayPeriod.None,
        "AM" => DayPeriod.Morning,
        "PM" => DayPeriod.Afternoon,
        string words => s_periods.Value.TryGetValue(words, out DayPeriod period) ? period : DayPeriod.Unclear,
    };

    // Each culture formats a morning and an afternoon. The words that differ denote the period of the day.
    private static Dictionary<string, DayPeriod> ReadDayPeriods()
    {
        Dictionary<string, DayPeriod> periods = new(StringComparer.OrdinalIgnoreCase);
        DateTime morning = new(2026, 11, 5, 2, 3, 4);
        foreach (CultureInfo culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            foreach (string format in s_formats)
            {
                string first = WordsIn(Format(morning, format, culture));
                string second = WordsIn(Format(morning.AddHours(12), format, culture));
                bool isSame = string.Equals(first, second, StringComparison.OrdinalIgnoreCase);
                Note(first, isSame ? DayPeriod.None : DayPeriod.Morning);
                Note(second, isSame ? DayPeriod.None : DayPeriod.Afternoon);
            }
        }
        return periods;

        void Note(string words, DayPeriod period)
        {
            bool isContradiction = periods.TryGetValue(words, out DayPeriod known) && known != period;
            periods[words] = isContradiction ? DayPeriod.Unclear : period;
        }
    }

    // Returns the normalized text; empty if the calendar of the culture does not contain the time.
    private static string Format(DateTime time, string format, CultureInfo culture)
    {
        try
        {
            return Normalize(time.ToString(format, culture));
        }
        catch (ArgumentOutOfRangeException)
        {
            return "";
        }
    }
}
