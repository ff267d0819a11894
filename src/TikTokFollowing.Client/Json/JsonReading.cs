using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Tolerant reading: a field that is missing, null or of another type is unknown (null), never an error. What a provider calls its fields is not known here.
/// </summary>
internal static class JsonReading
{
    // It becomes a part of an address.
    private const int LongestCursor = 8192;

    // A whole surrogate pair, half of one, or any other escape (so that a backslash of its own does not begin one).
    private static readonly Regex s_escapes =
        new(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.", RegexOptions.CultureInvariant);

    private static readonly Regex s_wholeDate = new(@"^\s*\d{4}-\d{2}-\d{2}", RegexOptions.CultureInvariant);
    private static readonly DateTimeOffset s_year2000 = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_year2014 = new(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_year2100 = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Texts that a program writes where it had no cursor and did not notice.
    private static readonly string[] s_brokenCursors =
        ["nan", "-nan", "inf", "-inf", "infinity", "-infinity", "undefined", "[object object]", "true", "false"];

    /// <summary>The field, or <see cref="JsonValueKind.Undefined"/> where there is none or where this is no object.</summary>
    public static JsonPart Field(this JsonPart element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetField(name, out JsonPart field) ? field : default;

    /// <summary>Whether something was said: the field is there and is not null.</summary>
    public static bool IsPresent(this JsonPart element) => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A text with something in it. Lone surrogates become U+FFFD, as they do not survive a file or a request.</summary>
    public static string? Text(this JsonPart element)
    {
        if (element.ValueKind != JsonValueKind.String) { return null; }
        string? text;
        try { text = element.GetString(); }
        catch (InvalidOperationException) { text = Mended(element); } // half a surrogate pair, or invalid UTF-8
        return string.IsNullOrEmpty(text) ? null : text;
    }

    // The same text with each half of a pair replaced by U+FFFD; null where its bytes are no UTF-8.
    private static string? Mended(JsonPart element)
    {
        try
        {
            string whole = s_escapes.Replace(element.GetRawText(), static match => match.Groups["half"].Success ? @"\uFFFD" : match.Value);
            using SparseJson? mended = SparseJson.Parse(Encoding.UTF8.GetBytes(whole));
            return mended?.Root.GetString();
        }
        catch (InvalidOperationException) { return null; }
    }

    /// <summary>The JSON as it came; null where it is none after all (a part of it that nobody reads is damaged), or its bytes are no UTF-8.</summary>
    public static string? Raw(this JsonPart element)
    {
        try { return SparseJson.IsJson(element.RawBytes) ? element.GetRawText() : null; }
        catch (InvalidOperationException) { return null; }
    }

    /// <summary>An id or an opaque token: a text only, because a number has lost digits on its way. "0" is no id.</summary>
    public static string? Id(this JsonPart element)
    {
        string? text = element.Text()?.Trim();
        return text is null or "" or "0" || HasControlCharacter(text) ? null : text;
    }

    /// <summary>A word that people do not choose: a country, a language, the name of a request. One with control characters is none.</summary>
    public static string? Word(this JsonPart element) => element.Text()?.Trim() is { Length: > 0 } text && !HasControlCharacter(text) ? text : null;

    /// <summary>A whole number, written as one or as a text.</summary>
    public static long? Number(this JsonPart element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                if (element.TryGetInt64(out long whole)) { return whole; }
                return element.TryGetDecimal(out decimal value) && value == decimal.Truncate(value) && value is >= long.MinValue and <= long.MaxValue ? (long)value : null;
            case JsonValueKind.String:
                return long.TryParse(element.Text(), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long parsed)
                    ? parsed
                    : null;
            default:
                return null;
        }
    }

    /// <summary>A number of things: a whole number from 0.</summary>
    public static long? Count(this JsonPart element) => element.Number() is long number and >= 0 ? number : null;

    /// <summary>true and false, also written as 1 and 0 or as a text.</summary>
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
        element.Count() ?? (element.Decimal() is decimal amount and > 0 and < 1_000_000_000_000 ? (long)decimal.Ceiling(amount) : null);

    /// <summary>
    /// Reads a time in local time: ISO 8601, or a Unix time in seconds or milliseconds. A time outside of 2000 to 2099 is unknown.
    /// </summary>
    public static DateTime? Time(this JsonPart element)
    {
        if (element.Decimal() is decimal number)
        {
            return FromUnix(number, s_year2000);
        }
        // A whole date first: .NET would complete "10:30" with today's date.
        string? text = element.Text();
        DateTimeOffset time = default;
        bool isDate = text is not null && s_wholeDate.IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
        return isDate && IsPlausible(time) ? time.LocalDateTime : null;
    }

    /// <summary>Reads a follow time that serves as a cursor.</summary>
    public static DateTime? FollowTime(this JsonPart element) =>
        element.Decimal() is decimal number ? FromUnix(number, s_year2014) : null;

    /// <summary>
    /// Reads a follow time from a cursor as it was received: a Unix time in seconds, milliseconds or microseconds, with or without a
    /// fraction, from 2014 (TikTok's first year) to 2099. The result has whole seconds.
    /// </summary>
    public static DateTime? FollowTime(string? cursor) =>
        decimal.TryParse(cursor, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? FromUnix(number, s_year2014) : null;

    // The ranges of the units do not overlap, so the size of the number tells the unit.
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

    // A number, or a text that is one.
    private static decimal? Decimal(this JsonPart element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return element.TryGetDecimal(out decimal value) ? value : null;
        }
        return decimal.TryParse(element.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal parsed) ? parsed : null;
    }

    /// <summary>Reads a cursor that is a text or a number; null where there is none and where it cannot be used.</summary>
    public static string? Cursor(this JsonPart element) => element.Cursor(out _);

    /// <summary>
    /// Reads a cursor that is a text or a number, as it was received. Absent, null, an empty text, "null", 0 and -1 mean that there is none.
    /// </summary>
    /// <param name="element">The field that holds the cursor.</param>
    /// <param name="problem">Describes a cursor that is present but cannot be sent back; otherwise null.</param>
    public static string? Cursor(this JsonPart element, out string? problem)
    {
        problem = null;
        switch (element.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return null;
            case JsonValueKind.Number:
                return NumberCursor(element, out problem);
            case JsonValueKind.String:
                return TextCursor(element, out problem);
            default:
                problem = element.ValueKind switch
                {
                    JsonValueKind.Object => "the cursor is an object",
                    JsonValueKind.Array => "the cursor is a list",
                    _ => "the cursor is true or false",
                };
                return null;
        }
    }

    private static string? NumberCursor(JsonPart element, out string? problem)
    {
        problem = null;
        if (element.Number() is long whole)
        {
            if (whole is 0 or -1)
            {
                return null;
            }
            // Fractions, also 1700000000.0, and exponents are sent back as received.
            if (element.RawBytes.IndexOfAny((byte)'e', (byte)'E', (byte)'.') < 0)
            {
                return whole.ToString(CultureInfo.InvariantCulture);
            }
        }
        string text = element.GetRawText();
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && !double.IsInfinity(value) && !double.IsNaN(value);
        if (isNumber && value == 0)
        {
            return null;
        }
        problem = !isNumber ? "the cursor is no number that exists" : text.Length > LongestCursor ? TooLong(text) : null;
        return problem is null ? text : null;
    }

    private static string? TextCursor(JsonPart element, out string? problem)
    {
        problem = null;
        string? text = element.Text();
        if (text is null)
        {
            problem = element.RawBytes.Length > 2 ? "the cursor is not valid UTF-8" : null;
            return null;
        }
        text = text.Trim();
        if (text is "" or "null" || IsZeroOrMinusOne(text))
        {
            return null;
        }
        problem = text.Length > LongestCursor ? TooLong(text)
            : HasControlCharacter(text) ? "the cursor has control characters"
            : text.Contains('\uFFFD') ? "the cursor has damaged characters"
            : Array.Exists(s_brokenCursors, broken => broken.Equals(text, StringComparison.OrdinalIgnoreCase)) ? $"the cursor is \"{text}\""
            : null;
        return problem is null ? text : null;
    }

    // "0", "-1", "0.0" and the like, however many zeros.
    private static bool IsZeroOrMinusOne(string text) =>
        text.Length <= 32
        && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
        && number is 0 or -1;

    private static string TooLong(string text) =>
        string.Format(CultureInfo.InvariantCulture, "the cursor has {0:N0} characters", text.Length);

    /// <summary>The https or http address in a text.</summary>
    public static string? Address(this JsonPart element)
    {
        if (element.Text() is not string text) { return null; }
        if (IsPlainAddress(text)) { return text; }
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" && !HasControlCharacter(text) ? text : null;
    }

    // Nearly all of them: a Uri takes ten times as long to say so.
    private static bool IsPlainAddress(string text)
    {
        const string Start = "https://";
        if (!text.StartsWith(Start, StringComparison.Ordinal)) { return false; }
        int host = Start.Length;
        while (host < text.Length && text[host] is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.') { host++; }
        if (host == text.Length || text[host] != '/' || text[Start.Length] is '.' or '-' or '/' || text[host - 1] is '.' or '-' || text.IndexOf("..", Start.Length, host - Start.Length, StringComparison.Ordinal) >= 0) { return false; }
        ReadOnlySpan<char> path = text.AsSpan(host);
#if NETFRAMEWORK
        foreach (char c in path)
        {
            if (c is < '!' or > '~') { return false; }
        }
#else
        if (path.ContainsAnyExceptInRange('!', '~')) { return false; }
#endif
        return path.IndexOfAny('\\', '"') < 0 && path.IndexOfAny('<', '>') < 0;
    }

    /// <summary>
    /// The items of a list: an array, or an object with numeric keys, in the order of their numbers (they arrive in any). Null where it is neither.
    /// </summary>
    public static IReadOnlyList<JsonPart>? Items(this JsonPart element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return [];
            case JsonValueKind.Array:
                return [.. element.Children()];
            case JsonValueKind.Object:
                return NumberedItems(element);
            default:
                return null;
        }
    }

    private static List<JsonPart>? NumberedItems(JsonPart element)
    {
        if (element.HasGaps) { return null; } // a field that nobody reads is no number, so this is no list
        List<JsonPart> items = [];
        List<long> indices = [];
        bool isInOrder = true;
        foreach (JsonPart item in element.Children())
        {
            // One name that is no number: then this is an object with fields and no list.
            if (!item.TryGetNumberName(out long index) && !TryGetUnusualNumber(item, out index)) { return null; }
            isInOrder = isInOrder && (indices.Count == 0 || index > indices[indices.Count - 1]);
            items.Add(item);
            indices.Add(index);
        }
        if (isInOrder) { return items; }
        SortedList<long, JsonPart> sorted = [];
        for (int i = 0; i < items.Count; i++) { sorted[indices[i]] = items[i]; }
        return [.. sorted.Values];
    }

    private static bool TryGetUnusualNumber(JsonPart field, out long number)
    {
        number = 0;
        try { return long.TryParse(field.GetName(), NumberStyles.None, CultureInfo.InvariantCulture, out number); }
        catch (InvalidOperationException) { return false; }
    }

    // No service makes ids or cursors of these; a terminal obeys them, and ids and cursors are shown, logged and sent back.
    private static bool HasControlCharacter(string text)
    {
        foreach (char c in text)
        {
            if (c is >= ' ' and <= '~') { continue; } // nearly all of them
            if (char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) { return true; }
        }
        return false;
    }

    private static bool IsPlausible(DateTimeOffset time) => time >= s_year2000 && time < s_year2100;
}
