using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Http;

/// <summary>What may be shown of text that others wrote: no key, no control characters, not too much of it.</summary>
internal static class Redaction
{
    public const string Mark = "<redacted>";

    // Below this, a key could be a word of its own and would be cut out of innocent data.
    private const int ShortestKeyInData = 8;
    private const int LongestQuote = 200;

    private static readonly Regex s_escape = new(@"%[0-9A-F]{2}|\\u[0-9A-F]{4}", RegexOptions.CultureInvariant);

    /// <summary>
    /// One line of text without anything that could steer a terminal or forge a second line: control characters, line separators and marks that turn the
    /// direction of writing become spaces; a long text is cut.
    /// </summary>
    public static string Printable(string text)
    {
        StringBuilder shown = new(Math.Min(text.Length, LongestQuote) + 1);
        foreach (char c in text)
        {
            if (shown.Length >= LongestQuote && !char.IsLowSurrogate(c)) { return shown.Append('…').ToString(); }
            bool isSafe = char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            if (isSafe) { shown.Append(c); }
            else if (shown.Length > 0 && shown[shown.Length - 1] != ' ') { shown.Append(' '); }
        }
        return shown.ToString().Trim();
    }

    /// <summary>The text without the key, as it is or encoded.</summary>
    public static string WithoutKey(string text, ApiKey key)
    {
        foreach (string form in FormsOf(key)) { text = text.Replace(form, Mark, StringComparison.Ordinal); }
        return text;
    }

    /// <summary>
    /// Blots the key out of an answer, before anybody reads it: a service that echoes what it was sent would otherwise put the key into
    /// <see cref="FollowedAccount.Raw"/> or into a message.
    /// </summary>
    public static void BlotOut(Span<byte> body, ApiKey key) => BlotOut(body, TracesOf(key));

    /// <summary>What the key looks like in an answer, in all of its forms; none for a key so short that it could be a word.</summary>
    public static byte[][] TracesOf(ApiKey key) => key.Reveal().Length < ShortestKeyInData ? [] : [.. FormsOf(key).Select(Encoding.ASCII.GetBytes)];

    /// <summary>Blots out what <see cref="TracesOf"/> gave, where many texts are to be searched for the same key.</summary>
    public static void BlotOut(Span<byte> text, byte[][] traces)
    {
        foreach (byte[] secret in traces)
        {
            if (secret.Length > text.Length) { continue; }
            Span<byte> rest = text;
            for (int at = rest.IndexOf(secret); at >= 0; at = rest.IndexOf(secret))
            {
                rest.Slice(at, secret.Length).Fill((byte)'*');
                rest = rest.Slice(at + secret.Length);
            }
        }
    }

    // How a service could give back what it was sent: as it is, in JSON's escapes, in a URL, in base64 (of the key, or of the whole Authorization header), in hexadecimal digits.
    // The padding of base64 is left out, so that both ways of writing it are found.
    private static string[] FormsOf(ApiKey key)
    {
        string plain = key.Reveal();
        byte[] bytes = Encoding.ASCII.GetBytes(plain);
        string hex = Hex(bytes);
        string json = JsonEncodedText.Encode(plain).ToString();
        string escaped = Uri.EscapeDataString(plain);
        string quoted = plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal); // JSON that escapes no more than it must
        string[] forms =
        [
            plain,
            quoted,
            quoted.Replace("/", "\\/", StringComparison.Ordinal),
            plain.Replace("/", "\\/", StringComparison.Ordinal),
            json,
            LowerDigits(json),
            escaped,
            LowerDigits(escaped),
            Base64(bytes),
            Base64(Encoding.ASCII.GetBytes("Bearer " + plain)),
            Base64(bytes).Replace('+', '-').Replace('/', '_'),
            hex,
            hex.ToLowerInvariant(),
        ];
        return [.. forms.Distinct()];

        // Most keys have nothing that is escaped.
        static string LowerDigits(string text) => text.IndexOfAny(['%', '\\']) < 0 ? text : s_escape.Replace(text, static match => match.Value.ToLowerInvariant());

        static string Hex(byte[] value)
        {
            const string Digits = "0123456789ABCDEF";
            char[] digits = new char[2 * value.Length];
            for (int i = 0; i < digits.Length; i++) { digits[i] = Digits[(value[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xF]; }
            return new string(digits);
        }

        static string Base64(byte[] value) => Convert.ToBase64String(value).TrimEnd('=');
    }
}
