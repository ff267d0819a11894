using System.Globalization;
using System.Text;

namespace TikTokFollowing.Client.Security;

/// <summary>
/// Lists the forms of a key that are not escapes: the key itself, base64 and hexadecimal digits.
/// <see cref="SecretSearch"/> finds each form in every escaping.
/// </summary>
internal sealed class SecretForms
{
    // Shorter parts of base64 could be a part of a word.
    private const int MinPartLength = 8;

    private readonly bool[] _isRelevant = new bool[0x80];

    private SecretForms(IEnumerable<string> forms)
    {
        Forms = [.. forms.Distinct().Select(Encoding.ASCII.GetBytes)];
        ShortestLength = Forms.Length == 0 ? int.MaxValue : Forms.Min(static form => form.Length);

        // Characters of escapes, and characters of the forms.
        for (int c = 0; c < _isRelevant.Length; c++)
        {
            _isRelevant[c] = char.IsLetterOrDigit((char)c) || c is '\\' or '%' or '#' or ';';
        }
        foreach (byte[] form in Forms)
        {
            foreach (byte c in form)
            {
                _isRelevant[c] = true;
            }
        }
    }

    /// <summary>Gets an empty list of forms.</summary>
    public static SecretForms None { get; } = new([]);

    /// <summary>Gets the forms in ASCII.</summary>
    public byte[][] Forms { get; }

    /// <summary>Gets the length of the shortest form.</summary>
    public int ShortestLength { get; }

    /// <summary>Returns the forms of a key.</summary>
    public static SecretForms FromKey(ApiKey key)
    {
        string plain = key.Reveal();
        byte[] bytes = Encoding.ASCII.GetBytes(plain);
        string hex = string.Concat(bytes.Select(static value => value.ToString("X2", CultureInfo.InvariantCulture)));
        List<string> forms = [plain, hex, hex.ToLowerInvariant(), .. GetBase64Parts(bytes)];

        // A key that looks like an escape ("%2F") is decoded together with the text around it.
        byte[] decoded = SecretSearch.Unescape(bytes);
        if (decoded.Length >= MinPartLength) { forms.Add(Encoding.ASCII.GetString(decoded)); }
        return new SecretForms(forms);
    }

    /// <summary>Indicates whether an escaped character can be a part of a form or of another escape.</summary>
    public bool IsRelevant(int character) =>
        character < 0 || (character < _isRelevant.Length && _isRelevant[character]);

    private static IEnumerable<string> GetBase64Parts(byte[] key)
    {
        // Base64 encodes three bytes as four characters, so a longer text contains the key in one of three forms.
        for (int before = 0; before < 3; before++)
        {
            string whole = Convert.ToBase64String([.. new byte[before], .. key]);
            int start = ((8 * before) + 5) / 6;
            int end = 8 * (before + key.Length) / 6;
            string part = whole.Substring(start, end - start);
            if (part.Length >= MinPartLength)
            {
                yield return part;
                yield return part.Replace('+', '-').Replace('/', '_');
            }
        }
        if (key.Length < MinPartLength)
        {
            yield return Convert.ToBase64String(key).TrimEnd('=');
        }
    }
}
