using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Json;

/// <summary>Decodes JSON strings. Unlike those of System.Text.Json, its methods do not throw.</summary>
internal static class JsonText
{
    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // A surrogate pair, half of one, or any other escape. The last one keeps an escaped backslash from starting a
    // match.
    private static readonly Regex s_escapes = new(
        @"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
        RegexOptions.CultureInvariant);

    /// <summary>Returns a text; <see langword="null"/> if it is not valid UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<byte> text)
    {
        try
        {
#if NETFRAMEWORK
            return text.IsEmpty ? "" : s_strict.GetString(text.ToArray());
#else
            return s_strict.GetString(text);
#endif
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns the text of a string or name; <see langword="null"/> if it is not valid UTF-8. Lone surrogates become
    /// U+FFFD, because files and requests cannot contain them.
    /// </summary>
    /// <param name="quoted">Specifies valid JSON, with the quotation marks.</param>
    /// <param name="isEscaped">Indicates whether it contains a backslash.</param>
    public static string? Decode(ReadOnlySpan<byte> quoted, bool isEscaped)
    {
        if (!isEscaped)
        {
            return Decode(quoted.Slice(1, quoted.Length - 2));
        }
        try
        {
            return Unescape(quoted);
        }
        catch (InvalidOperationException)
        {
            return Decode(quoted) is string json ? Unescape(Encoding.UTF8.GetBytes(ReplaceHalves(json))) : null;
        }
    }

    private static string ReplaceHalves(string json) =>
        s_escapes.Replace(json, static match => match.Groups["half"].Success ? @"\uFFFD" : match.Value);

    private static string? Unescape(ReadOnlySpan<byte> quoted)
    {
        Utf8JsonReader reader = new(quoted);
        reader.Read();
        return reader.GetString();
    }
}
