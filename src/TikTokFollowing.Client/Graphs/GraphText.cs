using System.Globalization;
using System.Text;
using System.Xml;

namespace TikTokFollowing.Client.Graphs;

/// <summary>Formats values for graph files, the same in every culture.</summary>
internal static class GraphText
{
    // U+FFFD is the replacement character.
    private const char Replacement = '\ufffd';

    /// <summary>
    /// Replaces characters that XML 1.0 forbids: control characters, half surrogate pairs, U+FFFE and U+FFFF.
    /// </summary>
    public static string Clean(string text)
    {
        StringBuilder? clean = null;
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]);
            if (!isPair && !XmlConvert.IsXmlChar(text[i]))
            {
                clean ??= new StringBuilder(text, 0, i, text.Length);
                clean.Append(Replacement);
                continue;
            }
            clean?.Append(text[i]);
            if (isPair)
            {
                i++;
                clean?.Append(text[i]);
            }
        }
        return clean?.ToString() ?? text;
    }

    /// <summary>Returns a text without line breaks and spaces at its ends: an <c>xs:token</c>.</summary>
    public static string Token(string text) =>
        string.Join(" ", Clean(text).Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    public static string? Of(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    public static string? Of(bool? flag) => flag is null ? null : flag.Value ? "true" : "false";

    /// <summary>Returns a time in UTC.</summary>
    public static string? Of(DateTime? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
