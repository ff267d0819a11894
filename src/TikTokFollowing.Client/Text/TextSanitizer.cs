using System.Globalization;
using System.Text;

namespace TikTokFollowing.Client.Text;

/// <summary>Removes unsafe characters from external text that is shown in a message.</summary>
internal static class TextSanitizer
{
    private const int MaxLength = 200;

    /// <summary>
    /// Returns a text as one line of at most 200 characters. Control characters, line separators and direction marks
    /// become spaces: they could control a terminal or forge a second line.
    /// </summary>
    public static string Sanitize(string text)
    {
        StringBuilder shown = new(Math.Min(text.Length, MaxLength) + 1);
        foreach (char c in text)
        {
            if (shown.Length >= MaxLength && !char.IsLowSurrogate(c))
            {
                return shown.Append('…').ToString();
            }
            if (!IsControl(c))
            {
                shown.Append(c);
            }
            else if (shown.Length > 0 && shown[shown.Length - 1] != ' ')
            {
                shown.Append(' ');
            }
        }
        return shown.ToString().Trim();
    }

    /// <summary>Indicates whether a character could control a terminal or forge a second line.</summary>
    public static bool IsControl(char c) =>
        c is < ' ' or > '~' // a quick check for most characters
        && char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
