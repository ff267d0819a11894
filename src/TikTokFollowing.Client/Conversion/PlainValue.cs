using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Conversion;

/// <summary>
/// Reads texts, numbers and flags from files, jobs and spreadsheets in the same way under every culture.
/// </summary>
internal static class PlainValue
{
    // Counts are whole numbers, so a separator before three digits cannot be a decimal separator.
    private static readonly Regex s_count = new(
        @"^[-\u2212]?(\d+|\d{1,3}(?:([.,' \u066C\u2019])\d{3})(?:\2\d{3})*)$", RegexOptions.CultureInvariant);

    private static readonly Regex s_float = new(
        @"^[-+]?\d+([.,\u066B]\d+)?E[-+\u2212]?\d+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    // .NET writes True and False under every culture. Spreadsheets write them in the user's language.
    private static readonly Dictionary<string, bool> s_flags = new(StringComparer.OrdinalIgnoreCase)
    {
        ["True"] = true, ["WAHR"] = true, ["VRAI"] = true, ["VERDADERO"] = true, ["VERDADEIRO"] = true,
        ["VERO"] = true, ["WAAR"] = true,
        ["DO\u011ERU"] = true, ["do\u011fru"] = true,
        ["False"] = false, ["FALSCH"] = false, ["FAUX"] = false, ["FALSO"] = false, ["ONWAAR"] = false,
        ["YANLI\u015E"] = false, ["yanl\u0131\u015f"] = false,
    };

    /// <summary>Returns a plain value as text; null for an empty one and for other objects.</summary>
    public static string? Text(object? value) => value switch
    {
        string { Length: > 0 } text => text,
        bool flag => flag ? bool.TrueString : bool.FalseString,
        int or long or ulong or uint or short or ushort or byte or sbyte or decimal or BigInteger or double or float =>
            Convert.ToString(value, CultureInfo.InvariantCulture),
        Uri address => address.OriginalString,
        char letter => letter.ToString(),
        Guid guid => guid.ToString(),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Returns a flag; null if the value is not a flag.</summary>
    public static bool? Flag(object? value) =>
        Text(value) is string text && s_flags.TryGetValue(text.Trim(), out bool flag) ? flag : null;

    /// <summary>Returns a whole number; null if the value is not a number.</summary>
    public static long? Number(object? value)
    {
        if (value is double or float)
        {
            double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
            return number == Math.Floor(number) && Math.Abs(number) < 9e15 ? (long)number : null;
        }
        if (Text(value) is not string text)
        {
            return null;
        }
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long plain))
        {
            return plain;
        }
        string normalized = TimeText.Normalize(text);
        if (!s_count.IsMatch(normalized))
        {
            return null;
        }
        string digits = Regex.Replace(normalized.Replace('\u2212', '-'), @"[^-0-9]", "");
        bool isNumber =
            long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long count);
        return isNumber ? count : null;
    }

    /// <summary>Indicates whether an id became a floating-point number, which loses the last digits.</summary>
    public static bool IsFloat(object? id) =>
        id is double or float || (Text(id) is string text && s_float.IsMatch(TimeText.Normalize(text)));
}
