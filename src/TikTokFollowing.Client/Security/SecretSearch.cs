using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using TikTokFollowing.Client.Json;

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
        // Most texts contain no secret, so this check does not track positions.
        if (!Contains(text, forms, isJson))
        {
            return null;
        }
        bool[] secret = new bool[text.Length];
        int[] positions = new int[text.Length + 1];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = i;
        }
        Mark(text, forms, isJson, new byte[text.Length], positions, secret);
        return secret;
    }

    /// <summary>Returns a text without any escapes.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        byte[] decoded = new byte[text.Length];
        bool isChanged = true;
        for (int level = 0; isChanged && level < MaxLevels; level++)
        {
            isChanged = Decode(text, decoded, default, isJson: false, out int length);
            text = decoded.AsSpan(0, length);
        }
        return text.ToArray();
    }

    private static bool Contains(ReadOnlySpan<byte> text, SecretForms forms, bool isJson)
    {
        if (forms.ShortestLength > text.Length)
        {
            return false;
        }
        if (!CanHide(text, forms))
        {
            return MarkLevel(text, forms, isJson, default, null);
        }
        byte[]? rented = text.Length > MaxStackBytes ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        Span<byte> decoded = rented ?? stackalloc byte[MaxStackBytes];
        try
        {
            return Mark(text, forms, isJson, decoded, default, null);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Marks the secrets in a text and in all levels of its escaping.</summary>
    /// <param name="text">Specifies the text.</param>
    /// <param name="forms">Specifies the secrets to find.</param>
    /// <param name="isJson">Indicates that a quotation mark without an escape ends a string.</param>
    /// <param name="decoded">Specifies memory of the length of the text.</param>
    /// <param name="positions">Specifies the position of each byte; empty if nothing is marked.</param>
    /// <param name="secret">Receives the flags; <see langword="null"/> stops at the first secret.</param>
    /// <returns><see langword="true"/> if the text contains a secret.</returns>
    private static bool Mark(
        ReadOnlySpan<byte> text,
        SecretForms forms,
        bool isJson,
        Span<byte> decoded,
        Span<int> positions,
        bool[]? secret)
    {
        bool isFound = false;
        bool isChanged = true;
        for (int level = 0; isChanged && level <= MaxLevels && !(isFound && secret is null); level++)
        {
            bool isOuter = isJson && level == 0;
            isFound |= MarkLevel(text, forms, isOuter, positions, secret);
            isChanged = Decode(text, decoded, positions, isOuter, out int length);
            text = decoded.Slice(0, length);
        }
        return isFound;
    }

    // Most escapes are emoji and ampersands in addresses, which cannot be a part of a key.
    [MethodImpl(SparseJson.Optimize)]
    private static bool CanHide(ReadOnlySpan<byte> text, SecretForms secrets)
    {
        int at = 0;
        while (text.Slice(at).IndexOfAny((byte)'\\', (byte)'%', (byte)'&') is int run and >= 0)
        {
            at += run;
            (int taken, int character) = TakeEscape(text.Slice(at), isJson: false);
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

    private static bool MarkLevel(
        ReadOnlySpan<byte> text, SecretForms forms, bool isJson, ReadOnlySpan<int> positions, bool[]? secret)
    {
        bool isFound = false;
        foreach (byte[] form in forms.Forms)
        {
            int start = text.IndexOf(form);
            while (start >= 0 && !(isJson && IsEscapedInJson(form)))
            {
                if (secret is null)
                {
                    return true;
                }
                isFound = true;
                int end = start + form.Length;
                for (int i = positions[start]; i < positions[end]; i++) { secret[i] = true; }
                int next = text.Slice(end).IndexOf(form);
                start = next < 0 ? next : end + next;
            }
        }
        return isFound;
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
    [MethodImpl(SparseJson.Optimize)]
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

            (int taken, int character) = TakeEscape(text.Slice(at), isJson);
            if (!positions.IsEmpty) { positions[length] = positions[at]; }
            at += taken;
            isChanged |= taken > 1;
            if (character >= 0) { decoded[length++] = (byte)character; }
        }
        if (!positions.IsEmpty) { positions[length] = positions[text.Length]; }
        return isChanged;
    }

    // The character is -1 if the escape represents none.
    private static (int Length, int Character) TakeEscape(ReadOnlySpan<byte> text, bool isJson) => text[0] switch
    {
        (byte)'\\' => TakeBackslash(text),
        (byte)'%' => TakePercent(text),
        (byte)'&' => TakeEntity(text),
        (byte)'"' when isJson => (1, NoCharacter),
        byte c => (1, c),
    };

    private static (int Length, int Character) TakeBackslash(ReadOnlySpan<byte> text) =>
        (text.Length < 2 ? -1 : text[1]) switch
        {
            -1 => (1, '\\'),
            'u' when ParseHex(text, 2, 4) is int value and >= 0 => (6, Ascii(value)),
            'x' when ParseHex(text, 2, 2) is int value and >= 0 => (4, Ascii(value)),
            'u' or 'x' => (1, '\\'), // the digits can be escaped as well
            'n' or 'r' => (2, -1), // base64 often has line breaks
            'b' or 'f' or 't' => (2, NoCharacter),
            int c => (2, c),
        };

    private static (int Length, int Character) TakePercent(ReadOnlySpan<byte> text)
    {
        if (ParseHex(text, 1, 2) is int value and >= 0)
        {
            return (3, Ascii(value));
        }
        bool isWide = text.Length > 1 && text[1] is (byte)'u' or (byte)'U';
        return isWide && ParseHex(text, 2, 4) is int wide and >= 0 ? (6, Ascii(wide)) : (1, '%');
    }

    private static (int Length, int Character) TakeEntity(ReadOnlySpan<byte> text)
    {
        int end = text.Slice(0, Math.Min(text.Length, MaxEntityLength + 2)).IndexOf((byte)';');
        if (end < 2)
        {
            return (1, '&');
        }
        ReadOnlySpan<byte> name = text.Slice(1, end - 1);
        int character;
        if (name[0] == '#')
        {
            bool isHex = name.Length > 1 && name[1] is (byte)'x' or (byte)'X';
            int value = Parse(name.Slice(isHex ? 2 : 1), isHex ? 'X' : 'D');
            character = value < 0 ? -1 : Ascii(value);
        }
        else
        {
            character = s_entities.TryGetValue(JsonText.Decode(name) ?? "", out char named) ? named : -1;
        }
        return character < 0 ? (1, '&') : (end + 1, character);
    }

    private static int Ascii(int value) => value < 0x80 ? value : NoCharacter;

    // Returns -1 if there are fewer digits.
    private static int ParseHex(ReadOnlySpan<byte> text, int start, int count) =>
        text.Length < start + count ? -1 : Parse(text.Slice(start, count), 'X');

    // Returns -1 for other characters than digits. No number has more than 10 digits.
    private static int Parse(ReadOnlySpan<byte> digits, char format) =>
        Utf8Parser.TryParse(digits, out ulong value, out int length, format) && length == digits.Length
            ? (int)Math.Min(value, 0xFFFF)
            : -1;
}
