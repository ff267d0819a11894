using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace TikTokFollowing.Client.Security;

/// <summary>
/// The forms of a key that are not escapings: the key itself, base64 and hexadecimal digits. <see cref="SecretSearch"/> finds each of them in every escaping.
/// </summary>
internal sealed class SecretForms
{
    // Parts of base64 that are shorter than this could be a part of a word.
    private const int ShortestPart = 8;

    private readonly bool[] _matters = new bool[0x80];

    private SecretForms(IEnumerable<string> forms)
    {
        Forms = [.. forms.Distinct().Select(Encoding.ASCII.GetBytes)];
        ShortestLength = Forms.Length == 0 ? int.MaxValue : Forms.Min(static form => form.Length);

        // Characters of the forms, and those that escapings are made of.
        for (int c = 0; c < _matters.Length; c++) { _matters[c] = c is (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '\\' or '%' or '#' or ';'; }
        foreach (byte c in Forms.SelectMany(static form => form)) { _matters[c] = true; }
    }

    /// <summary>Gets no forms at all.</summary>
    public static SecretForms None { get; } = new([]);

    /// <summary>Gets the forms in ASCII.</summary>
    public byte[][] Forms { get; }

    /// <summary>Gets the length of the shortest form.</summary>
    public int ShortestLength { get; }

    /// <summary>Gets the forms of a key.</summary>
    public static SecretForms Of(ApiKey key)
    {
        string plain = key.Reveal();
        byte[] bytes = Encoding.ASCII.GetBytes(plain);
        string hex = HexOf(bytes);
        List<string> forms = [plain, hex, hex.ToLowerInvariant(), .. Base64Of(bytes)];

        // A key that looks like an escaping itself ("%2F") is decoded along with the text around it.
        byte[] decoded = SecretSearch.Decoded(bytes);
        if (decoded.Length >= ShortestPart) { forms.Add(Encoding.ASCII.GetString(decoded)); }
        return new SecretForms(forms);
    }

    /// <summary>Indicates whether a character that was escaped can be a part of a form, or of another escaping.</summary>
    public bool Matters(int character) => character < 0 || (character < _matters.Length && _matters[character]);

    private static IEnumerable<string> Base64Of(byte[] key)
    {
        // Base64 writes three bytes as four characters, so a longer text holds the key in one of three ways.
        for (int before = 0; before < 3; before++)
        {
            string whole = Convert.ToBase64String([.. new byte[before], .. key]);
            int start = ((8 * before) + 5) / 6;
            int end = 8 * (before + key.Length) / 6;
            string part = whole.Substring(start, end - start);
            if (part.Length >= ShortestPart)
            {
                yield return part;
                yield return part.Replace('+', '-').Replace('/', '_');
            }
        }
        if (key.Length < ShortestPart) { yield return Convert.ToBase64String(key).TrimEnd('='); }
    }

    private static string HexOf(byte[] bytes)
    {
        const string Digits = "0123456789ABCDEF";
        return string.Concat(bytes.SelectMany(static value => new[] { Digits[value >> 4], Digits[value & 0xF] }));
    }
}
