using System;
using System.Globalization;
using System.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>What may be shown of text that others wrote: no key, no control characters, not too much of it.</summary>
internal static class Redaction
{
    public const string Mark = "<redacted>";

    // Below this, a key could be a word of its own and would be cut out of innocent data.
    private const int ShortestKeyInData = 8;
    private const int LongestQuote = 200;

    /// <summary>
    /// One line of text without anything that could steer a terminal or forge a second line: control characters, line separators and marks that turn the
    /// direction of writing become spaces; a long text is cut.
    /// </summary>
    public static string Printable(string text)
    {
        StringBuilder shown = new(Math.Min(text.Length, LongestQuote) + 1);
        foreach (char c in text)
        {
            if (shown.Length >= LongestQuote) { return shown.Append('…').ToString(); }
            bool isSafe = char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            if (isSafe) { shown.Append(c); }
            else if (shown.Length > 0 && shown[shown.Length - 1] != ' ') { shown.Append(' '); }
        }
        return shown.ToString().Trim();
    }

    /// <summary>The text without the key.</summary>
    public static string WithoutKey(string text, ApiKey key) => text.Replace(key.Reveal(), Mark, StringComparison.Ordinal);

    /// <summary>
    /// Blots the key out of an answer, before anybody reads it: a service that echoes what it was sent would otherwise put the key into
    /// <see cref="FollowedAccount.Raw"/> or into a message.
    /// </summary>
    public static void BlotOut(Span<byte> body, ApiKey key)
    {
        byte[] secret = Encoding.ASCII.GetBytes(key.Reveal());
        if (secret.Length < ShortestKeyInData) { return; }

        for (int at = body.IndexOf(secret); at >= 0; at = body.IndexOf(secret))
        {
            body.Slice(at, secret.Length).Fill((byte)'*');
            body = body.Slice(at + secret.Length);
        }
    }
}
