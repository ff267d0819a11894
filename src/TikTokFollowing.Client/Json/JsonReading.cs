using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Reads values tolerantly: a field that is missing, null or of another type is unknown (null), never an error. The
/// names of the fields are up to each provider.
/// </summary>
internal static class JsonReading
{
    // A cursor becomes a part of an address.
    private const int MaxCursorLength = 8192;

    // The largest unsigned number of 64 bits has 20 digits.
    private const int MaxIdDigits = 20;

    private static readonly DateTimeOffset s_year2000 = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_year2014 = new(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_year2100 = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Texts that a faulty program writes instead of a cursor.
    private static readonly string[] s_brokenCursors =
        ["nan", "-nan", "inf", "-inf", "infinity", "-infinity", "undefined", "[object object]", "true", "false"];

    /// <summary>Indicates whether the field is present and not null.</summary>
    public static bool IsPresent(this JsonPart element) =>
        element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>Reads a text that is not empty and is valid UTF-8.</summary>
    public static string? Text(this JsonPart element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>
    /// Reads an id or an opaque token. Only a text is accepted, because a number may have lost digits. "0" is not an
    /// id.
    /// </summary>
    public static string? Id(this JsonPart element)
    {
        string? text = element.Text()?.Trim();
        return text is null or "" or "0" || HasControlCharacter(text) ? null : text;
    }

    /// <summary>
    /// Reads an id that is a text or a whole number, with the digits as received. A fraction or an exponent shows that
    /// a number was rounded.
    /// </summary>
    public static string? IdOrNumber(this JsonPart element)
    {
        if (element.ValueKind != JsonValueKind.Number)
        {
            return element.Id();
        }
        string? digits = element.GetRawText();
        bool isId = digits is { Length: <= MaxIdDigits } and not "0" && digits.All(static c => c is >= '0' and <= '9');
        return isId ? digits : null;
    }

    /// <summary>
    /// Reads a code that users do not choose: a country, a language, a request id. Control characters make it unknown.
    /// </summary>
    public static string? Word(this JsonPart element) =>
        element.Text()?.Trim() is { Length: > 0 } text && !HasControlCharacter(text) ? text : null;

    /// <summary>Reads a whole number, which can be a text.</summary>
    public static long? Number(this JsonPart element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                if (element.TryGetInt64(out long whole))
                {
                    return whole;
                }
                bool isWhole = element.TryGetDecimal(out decimal value)
                    && value == decimal.Truncate(value)
                    && value is >= long.MinValue and <= long.MaxValue;
                return isWhole ? (long)value : null;
            case JsonValueKind.String:
                const NumberStyles Styles =
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
                return long.TryParse(element.Text(), Styles, CultureInfo.InvariantCulture, out long parsed)
                    ? parsed
                    : null;
            default:
                return null;
        }
    }

    /// <summary>Reads a count: a whole number from 0.</summary>
    public static long? Count(this JsonPart element) => element.Number() is long number and >= 0 ? number : null;

    /// <summary>Reads true or false, which can be 1 or 0 or a text.</summary>
    public static bool? Flag(this JsonPart element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.Number() switch { 0 => false, 1 => true, _ => null },
        JsonValueKind.String => element.Text() switch
        {
            "1" => true,
            "0" => false,
            string text when bool.TryParse(text, out bool flag) => flag,
            _ => null,
        },
        _ => null,
    };

    /// <summary>Reads an amount of credits: a count, where a fraction is rounded up.</summary>
    public static long? Credits(this JsonPart element) =>
        element.Count()
        ?? (element.Decimal() is decimal amount and > 0 and < 1_000_000_000_000 ? (long)decimal.Ceiling(amount) : null);

    /// <summary>
    /// Reads a time in local time: ISO 8601, or a Unix time in seconds or milliseconds. A time outside of 2000 to 2099
    /// is unknown.
    /// </summary>
    public static DateTime? Time(this JsonPart element)
    {
        if (element.Decimal() is decimal number)
        {
            return FromUnix(number, s_year2000);
        }
        // The date is required: .NET would complete "10:30" with today's date.
        string? text = element.Text();
        DateTimeOffset time = default;
        bool isDate = text is not null && Dates.Whole.IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
        return isDate && IsPlausible(time) ? time.LocalDateTime : null;
    }

    /// <summary>Reads a follow time that serves as a cursor.</summary>
    public static DateTime? FollowTime(this JsonPart element) =>
        element.Decimal() is decimal number ? FromUnix(number, s_year2014) : null;

    /// <summary>
    /// Reads a follow time from a cursor as it was received. It is a Unix time in seconds, milliseconds or
    /// microseconds, with or without a fraction. Valid years are 2014 (TikTok's first year) to 2099. The result has
    /// whole seconds.
    /// </summary>
    public static DateTime? FollowTime(string? cursor) =>
        ParseDecimal(cursor) is decimal number ? FromUnix(number, s_year2014) : null;

    // The ranges of the units do not overlap, so the size of the number determines the unit.
    private static DateTime? FromUnix(decimal number, DateTimeOffset earliest)
    {
        foreach (decimal unitsPerSecond in (ReadOnlySpan<decimal>)[1m, 1_000m, 1_000_000m, 1_000_000_000m])
        {
            decimal seconds = decimal.Floor(number / unitsPerSecond);
            if (seconds >= earliest.ToUnixTimeSeconds() && seconds < s_year2100.ToUnixTimeSeconds())
            {
                return DateTimeOffset.FromUnixTimeSeconds((long)seconds).LocalDateTime;
            }
        }
        return null;
    }

    // A number, which can be a text.
    private static decimal? Decimal(this JsonPart element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return element.TryGetDecimal(out decimal value) ? value : null;
        }
        return ParseDecimal(element.Text());
    }

    private static decimal? ParseDecimal(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    /// <summary>Reads a cursor that is a text or a number; null if none exists or it cannot be used.</summary>
    public static string? Cursor(this JsonPart element) => element.Cursor(out _);

    /// <summary>
    /// Reads a cursor that is a text or a number, as received. An absent field, null, an empty text, "null", 0 and -1
    /// mean that there is no cursor.
    /// </summary>
    /// <param name="element">Specifies the field of the cursor.</param>
    /// <param name="problem">Receives the defect of a cursor that cannot be sent back; otherwise null.</param>
    public static string? Cursor(this JsonPart element, out string? problem)
    {
        string? text = element.ValueKind == JsonValueKind.Number ? NumberText(element) : element.Text()?.Trim();
        if (text is null or "" or "null" || IsZeroOrMinusOne(text))
        {
            text = null;
        }
        problem = element.ValueKind switch
        {
            JsonValueKind.Object => "the cursor is an object",
            JsonValueKind.Array => "the cursor is a list",
            JsonValueKind.True or JsonValueKind.False => "the cursor is true or false",
            JsonValueKind.String when element.Text() is null && element.RawBytes.Length > 2 =>
                "the cursor is not valid UTF-8",
            _ when text is null => null,
            JsonValueKind.Number when ParseDouble(text) is not double => "the cursor is not a valid number",
            _ => DescribeProblem(text),
        };
        return problem is null ? text : null;
    }

    private static string? DescribeProblem(string text) =>
        text.Length > MaxCursorLength ? $"the cursor has {Quantity.Of(text.Length, "character")}"
        : HasControlCharacter(text) ? "the cursor has control characters"
        : text.Contains('\uFFFD') ? "the cursor has damaged characters"
        : s_brokenCursors.Contains(text, StringComparer.OrdinalIgnoreCase) ? $"the cursor is \"{text}\""
        : null;

    // Null for 0 and -1.
    private static string? NumberText(JsonPart element)
    {
        // Numbers with a fraction (also 1700000000.0) or an exponent are sent back as received.
        bool isWhole = element.RawBytes.IndexOfAny((byte)'e', (byte)'E', (byte)'.') < 0;
        long? number = element.Number();
        string text = isWhole && number is long whole
            ? whole.ToString(CultureInfo.InvariantCulture)
            : element.GetRawText()!; // digits
        return number == -1 || ParseDouble(text) == 0 ? null : text;
    }

    private static double? ParseDouble(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && !double.IsInfinity(number)
            ? number
            : null;

    // "0", "-1", "0.0" and the like, with any number of zeros.
    private static bool IsZeroOrMinusOne(string text) =>
        text.Length <= 32
        && decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out decimal number)
        && number is 0 or -1;

    /// <summary>Reads an https or http address.</summary>
    public static string? Address(this JsonPart element)
    {
        if (element.Text() is not string text)
        {
            return null;
        }
        bool isAddress = IsPlainAddress(text)
            || (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
                && uri.Scheme is "https" or "http"
                && !HasControlCharacter(text));
        return isAddress ? text : null;
    }

    // Most addresses are plain, and parsing a Uri takes ten times as long.
    private static bool IsPlainAddress(string text)
    {
        const string Start = "https://";
        if (!text.StartsWith(Start, StringComparison.Ordinal))
        {
            return false;
        }
        int host = Start.Length;
        while (host < text.Length && text[host] is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.')
        {
            host++;
        }
        if (host == text.Length
            || text[host] != '/'
            || text[Start.Length] is '.' or '-' or '/'
            || text[host - 1] is '.' or '-'
            || text.IndexOf("..", Start.Length, host - Start.Length, StringComparison.Ordinal) >= 0)
        {
            return false;
        }
        ReadOnlySpan<char> path = text.AsSpan(host);
#if NETFRAMEWORK
        foreach (char c in path)
        {
            if (c is < '!' or > '~')
            {
                return false;
            }
        }
#else
        if (path.ContainsAnyExceptInRange('!', '~'))
        {
            return false;
        }
#endif
        return path.IndexOfAny('\\', '"') < 0 && path.IndexOfAny('<', '>') < 0;
    }

    /// <summary>
    /// Reads the items of a list: an array, or an object with numeric keys, sorted by these numbers. Null for any other
    /// value.
    /// </summary>
    public static IReadOnlyList<JsonPart>? Items(this JsonPart element)
    {
        return element.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.Array => [.. element.Children()],
            JsonValueKind.Object => NumberedItems(element),
            _ => null,
        };
    }

    private static List<JsonPart>? NumberedItems(JsonPart element)
    {
        // A field that was not kept has a name that is not a number, so this is not a list.
        if (element.HasGaps)
        {
            return null;
        }
        List<JsonPart> items = [];
        long last = -1;
        bool isInOrder = true;
        foreach (JsonPart item in element.Children())
        {
            // A single name that is not a number makes this an object with fields.
            if (!item.TryGetNumberName(out long index))
            {
                return null;
            }
            isInOrder &= index > last;
            last = index;
            items.Add(item);
        }
        if (isInOrder)
        {
            return items;
        }
        SortedList<long, JsonPart> sorted = [];
        foreach (JsonPart item in items)
        {
            item.TryGetNumberName(out long index);
            sorted[index] = item;
        }
        return [.. sorted.Values];
    }

    // Valid ids and cursors have no control characters. Terminals act on them, and ids and cursors are shown and
    // logged.
    private static bool HasControlCharacter(string text)
    {
        foreach (char c in text)
        {
            if (TextSanitizer.IsControl(c))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsPlausible(DateTimeOffset time) => time >= s_year2000 && time < s_year2100;

    // Created on first use, because most providers send times as numbers.
    private static class Dates
    {
        public static readonly Regex Whole = new(@"^\s*\d{4}-\d{2}-\d{2}", RegexOptions.CultureInvariant);
    }
}
