using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace TikTokFollowing.Client.Security;

/// <summary>
/// Finds secrets in a text in every escaping: JSON (any character as <c>\u003d</c>, <c>\/</c>), JSON inside JSON,
/// percent-encoding, HTML entities, and one of these inside another.
/// </summary>
internal static class SecretSearch
{
    /// <summary>Represents a character that cannot be a part of a key.</summary>
    public const byte NoCharacter = 0xFF;

    // Escaping inside escaping. A provider that forwards the error of another service has two or three levels.
    private const int MaxLevels = 8;
    private const int MaxEntityLength = 10;
    private const int MaxStackBytes = 1024;

#if NETFRAMEWORK
    private const MethodImplOptions Optimize = default;
#else
    private const MethodImplOptions Optimize = MethodImplOptions.AggressiveOptimization;
#endif

    // The name of each entity and its character.
    private static readonly Dictionary<string, char> s_entities =
        ("amp& AMP& lt< LT< gt> GT> quot\" QUOT\" apos' excl! num# dollar$ percnt% lpar( rpar) ast* midast* "
            + "plus+ comma, period. sol/ colon: semi; equals= quest? commat@ lsqb[ lbrack[ bsol\\ rsqb] rbrack] Hat^ "
            + "lowbar_ UnderBar_ grave` lcub{ lbrace{ verbar| vert| rcub} rbrace}")
        .Split(' ')
        .ToDictionary(static item => item.Substring(0, item.Length - 1), static item => item[item.Length - 1]);

    /// <summary>Finds all secrets in a text.</summary>
    /// <param name="text">Specifies the text: UTF-8, or one byte for each character.</param>
    /// <param name="forms">Specifies the secrets to find.</param>
    /// <param name="isJson">
    /// Indicates that a quotation mark without an escape ends a string, so that it is not a part of a secret.
    /// </param>
    /// <returns>
    /// A flag for each byte that indicates whether the byte belongs to a secret; <see langword="null"/> if none does.
    /// </returns>
    public static bool[]? Find(ReadOnlySpan<byte> text, SecretForms forms, bool isJson)
    {
        if (forms.ShortestLength > text.Length || !Contains(text, forms, isJson))
        {
            return null;
        }

        bool[] secret = new bool[text.Length];
        byte[] decoded = text.ToArray();
        int[] positions = new int[text.Length + 1];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = i;
        }

        Mark(text, positions, forms.Forms, isJson, secret);
        int length = text.Length;
        for (int level = 0; level < MaxLevels; level++)
        {
            if (!Decode(decoded.AsSpan(0, length), decoded, positions, isJson && level == 0, out length))
            {
                break;
            }
            Mark(decoded.AsSpan(0, length), positions, forms.Forms, isJson: false, secret);
        }
        return secret;
    }

    /// <summary>Returns a text without any escapes.</summary>
    public static byte[] Unescape(byte[] text)
    {
        byte[] decoded = [.. text];
        int length = decoded.Length;
        bool isChanged = true;
        for (int level = 0; isChanged && level < MaxLevels; level++)
        {
            isChanged = Decode(decoded.AsSpan(0, length), decoded, default, isJson: false, out length);
        }
        return decoded.AsSpan(0, length).ToArray();
    }

    // Most texts contain no secret, so this check does not track positions.
    private static bool Contains(ReadOnlySpan<byte> text, SecretForms secrets, bool isJson)
    {
        byte[][] forms = secrets.Forms;
        if (ContainsNow(text, forms, isJson))
        {
            return true;
        }
        if (!CanHide(text, secrets))
        {
            return false;
        }

        byte[]? rented = text.Length > MaxStackBytes ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        Span<byte> decoded = rented ?? stackalloc byte[MaxStackBytes];
        try
        {
            bool isChanged = Decode(text, decoded, default, isJson, out int length);
            for (int level = 1; isChanged && level <= MaxLevels; level++)
            {
                if (ContainsNow(decoded.Slice(0, length), forms, isJson: false))
                {
                    return true;
                }
                isChanged = Decode(decoded.Slice(0, length), decoded, default, isJson: false, out length);
            }
            return false;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    // Most escapes are emoji and ampersands in addresses, which cannot be a part of a key.
    [MethodImpl(Optimize)]
    private static bool CanHide(ReadOnlySpan<byte> text, SecretForms secrets)
    {
        int at = 0;
        while (text.Slice(at).IndexOfAny((byte)'\\', (byte)'%', (byte)'&') is int run and >= 0)
        {
            at += run;
            int taken = TakeEscape(text.Slice(at), isJson: false, out int character);
            bool canHide = taken > 1
                && (secrets.IsRelevant(character) || (character == '&' && text.IndexOf((byte)';') >= 0));
            if (canHide)
            {
                return true;
            }
            at += taken;
        }
        return false;
    }

    private static bool ContainsNow(ReadOnlySpan<byte> text, byte[][] forms, bool isJson)
    {
        foreach (byte[] form in forms)
        {
            if (form.Length <= text.Length && text.IndexOf(form) >= 0 && !(isJson && IsEscapedInJson(form)))
            {
                return true;
            }
        }
        return false;
    }

    private static void Mark(ReadOnlySpan<byte> text, int[] positions, byte[][] forms, bool isJson, bool[] secret)
    {
        foreach (byte[] form in forms)
        {
            if (isJson && IsEscapedInJson(form)) { continue; }
            int from = 0;
            for (int at = text.IndexOf(form); at >= 0; at = text.Slice(from).IndexOf(form))
            {
                int start = from + at;
                for (int i = positions[start]; i < positions[start + form.Length]; i++) { secret[i] = true; }
                from = start + form.Length;
            }
        }
    }

    // A JSON string never contains these without an escape. A match extends beyond the end of the string.
    private static bool IsEscapedInJson(byte[] form) => form.AsSpan().IndexOfAny((byte)'"', (byte)'\\') >= 0;

    /// <summary>Removes one level of escaping. The result can overwrite the text.</summary>
    /// <param name="text">Specifies the text.</param>
    /// <param name="decoded">Receives the result.</param>
    /// <param name="positions">
    /// Specifies the original position of each byte, and receives those of the result. It can be empty.
    /// </param>
    /// <param name="isJson">Indicates that quotation marks without an escape are replaced.</param>
    /// <param name="length">Receives the length of the result.</param>
    /// <returns><see langword="true"/> if the text contained an escape.</returns>
    [MethodImpl(Optimize)]
    private static bool Decode(
        ReadOnlySpan<byte> text, Span<byte> decoded, Span<int> positions, bool isJson, out int length)
    {
        ReadOnlySpan<byte> marks = isJson ? "\\%&\""u8 : "\\%&"u8;
        bool isChanged = false;
        int at = 0;
        length = 0;
        while (at < text.Length)
        {
            int run = text.Slice(at).IndexOfAny(marks);
            if (run < 0) { run = text.Length - at; }
            if (run > 0)
            {
                text.Slice(at, run).CopyTo(decoded.Slice(length));
                if (!positions.IsEmpty) { positions.Slice(at, run).CopyTo(positions.Slice(length)); }
                at += run;
                length += run;
                continue;
            }

            int taken = TakeEscape(text.Slice(at), isJson, out int character);
            if (!positions.IsEmpty) { positions[length] = positions[at]; }
            at += taken;
            isChanged |= taken > 1;
            if (character >= 0) { decoded[length++] = (byte)character; }
        }
        if (!positions.IsEmpty) { positions[length] = positions[text.Length]; }
        return isChanged;
    }

    // Returns the length of the escape. Its character is -1 if it represents none.
    private static int TakeEscape(ReadOnlySpan<byte> text, bool isJson, out int character)
    {
        character = isJson && text[0] == '"' ? NoCharacter : text[0];
        return text[0] switch
        {
            (byte)'\\' => TakeBackslash(text, ref character),
            (byte)'%' => TakePercent(text, ref character),
            (byte)'&' => TakeEntity(text, ref character),
            _ => 1,
        };
    }

    private static int TakeBackslash(ReadOnlySpan<byte> text, ref int character)
    {
        if (text.Length < 2)
        {
            return 1;
        }
        switch (text[1])
        {
            case (byte)'u' when ParseHex(text, 2, 4) is int value and >= 0:
                character = Ascii(value);
                return 6;
            case (byte)'x' when ParseHex(text, 2, 2) is int value and >= 0:
                character = Ascii(value);
                return 4;
            case (byte)'n' or (byte)'r':
                character = -1; // base64 often has line breaks
                return 2;
            case (byte)'b' or (byte)'f' or (byte)'t':
                character = NoCharacter;
                return 2;
            case (byte)'u' or (byte)'x':
                return 1; // the digits can be escaped as well
            default:
                character = text[1];
                return 2;
        }
    }

    private static int TakePercent(ReadOnlySpan<byte> text, ref int character)
    {
        if (ParseHex(text, 1, 2) is int value and >= 0)
        {
            character = Ascii(value);
            return 3;
        }
        if (text.Length > 1 && text[1] is (byte)'u' or (byte)'U' && ParseHex(text, 2, 4) is int wide and >= 0)
        {
            character = Ascii(wide);
            return 6;
        }
        return 1;
    }

    private static int TakeEntity(ReadOnlySpan<byte> text, ref int character)
    {
        int end = text.Slice(0, Math.Min(text.Length, MaxEntityLength + 2)).IndexOf((byte)';');
        if (end < 2)
        {
            return 1;
        }
        ReadOnlySpan<byte> name = text.Slice(1, end - 1);
        if (name[0] == '#')
        {
            bool isHex = name.Length > 1 && name[1] is (byte)'x' or (byte)'X';
            ReadOnlySpan<byte> digits = name.Slice(isHex ? 2 : 1);
            int value = Parse(digits, isHex ? 'X' : 'D');
            if (value < 0)
            {
                return 1;
            }
            character = Ascii(value);
            return end + 1;
        }
        if (!s_entities.TryGetValue(ToText(name), out char named))
        {
            return 1;
        }
        character = named;
        return end + 1;
    }

    private static int Ascii(int value) => value < 0x80 ? value : NoCharacter;

    private static string ToText(ReadOnlySpan<byte> name)
    {
#if NETFRAMEWORK
        return Encoding.ASCII.GetString(name.ToArray());
#else
        return Encoding.ASCII.GetString(name);
#endif
    }

    // Returns -1 if there are fewer digits.
    private static int ParseHex(ReadOnlySpan<byte> text, int start, int count) =>
        text.Length < start + count ? -1 : Parse(text.Slice(start, count), 'X');

    // Returns -1 for other characters than digits. No number has more than 10 digits.
    private static int Parse(ReadOnlySpan<byte> digits, char format) =>
        Utf8Parser.TryParse(digits, out ulong value, out int length, format) && length == digits.Length
            ? (int)Math.Min(value, 0xFFFF)
            : -1;
}
