using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;

namespace TikTokFollowing.Client.Security;

/// <summary>
/// Finds secrets in a text in every escaping: JSON (any character as <c>\u003d</c>, <c>\/</c>), JSON inside JSON, percent-encoding and HTML entities, and
/// one of these inside another.
/// </summary>
internal static class SecretSearch
{
    /// <summary>Stands for what cannot be a part of a key.</summary>
    public const byte NoCharacter = 0xFF;

    // One escaping inside another; a provider that passes on the error of a provider has two or three.
    private const int MostLevels = 8;
    private const int LongestEntity = 10;
    private const int OnStack = 1024;

#if NETFRAMEWORK
    private const MethodImplOptions AtOnce = default;
#else
    private const MethodImplOptions AtOnce = MethodImplOptions.AggressiveOptimization;
#endif

    private static readonly Dictionary<string, char> s_entities = new(StringComparer.Ordinal)
    {
        ["amp"] = '&', ["AMP"] = '&', ["lt"] = '<', ["LT"] = '<', ["gt"] = '>', ["GT"] = '>', ["quot"] = '"', ["QUOT"] = '"', ["apos"] = '\'',
        ["excl"] = '!', ["num"] = '#', ["dollar"] = '$', ["percnt"] = '%', ["lpar"] = '(', ["rpar"] = ')', ["ast"] = '*', ["midast"] = '*',
        ["plus"] = '+', ["comma"] = ',', ["period"] = '.', ["sol"] = '/', ["colon"] = ':', ["semi"] = ';', ["equals"] = '=', ["quest"] = '?',
        ["commat"] = '@', ["lsqb"] = '[', ["lbrack"] = '[', ["bsol"] = '\\', ["rsqb"] = ']', ["rbrack"] = ']', ["Hat"] = '^', ["lowbar"] = '_',
        ["UnderBar"] = '_', ["grave"] = '`', ["lcub"] = '{', ["lbrace"] = '{', ["verbar"] = '|', ["vert"] = '|', ["rcub"] = '}', ["rbrace"] = '}',
    };

    /// <summary>Finds all secrets in a text.</summary>
    /// <param name="text">Bytes in UTF-8; or one byte for each character.</param>
    /// <param name="forms">What to find, in ASCII.</param>
    /// <param name="isJson">Whether a quotation mark that is not escaped ends a string, and so belongs to no secret.</param>
    /// <returns>For each byte of the text, whether it belongs to a secret; null if there is none.</returns>
    public static bool[]? Find(ReadOnlySpan<byte> text, SecretForms forms, bool isJson)
    {
        if (forms.ShortestLength > text.Length || !Contains(text, forms, isJson)) { return null; }

        bool[] secret = new bool[text.Length];
        byte[] decoded = text.ToArray();
        int[] places = new int[text.Length + 1];
        for (int i = 0; i < places.Length; i++) { places[i] = i; }

        Mark(text, places, forms.Forms, isJson, secret);
        int length = text.Length;
        for (int level = 0; level < MostLevels; level++)
        {
            if (!Decode(decoded.AsSpan(0, length), decoded, places, isJson && level == 0, out length)) { break; }
            Mark(decoded.AsSpan(0, length), places, forms.Forms, isJson: false, secret);
        }
        return secret;
    }

    /// <summary>Gets a text with all of its escapings undone.</summary>
    public static byte[] Decoded(byte[] text)
    {
        byte[] decoded = [.. text];
        int length = decoded.Length;
        for (int level = 0; level < MostLevels && Decode(decoded.AsSpan(0, length), decoded, default, isJson: false, out length); level++) { }
        return decoded.AsSpan(0, length).ToArray();
    }

    // Nearly always there is none, so this one keeps no places.
    private static bool Contains(ReadOnlySpan<byte> text, SecretForms secrets, bool isJson)
    {
        byte[][] forms = secrets.Forms;
        if (ContainsNow(text, forms, isJson)) { return true; }
        if (!CanHide(text, secrets)) { return false; }

        byte[]? rented = text.Length > OnStack ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        Span<byte> decoded = rented ?? stackalloc byte[OnStack];
        try
        {
            bool isChanged = Decode(text, decoded, default, isJson, out int length);
            for (int level = 1; isChanged && level <= MostLevels; level++)
            {
                if (ContainsNow(decoded.Slice(0, length), forms, isJson: false)) { return true; }
                isChanged = Decode(decoded.Slice(0, length), decoded, default, isJson: false, out length);
            }
            return false;
        }
        finally
        {
            if (rented is not null) { ArrayPool<byte>.Shared.Return(rented); }
        }
    }

    // Most escapes are of emoji, and of the ampersands of addresses: nothing that a key is made of.
    [MethodImpl(AtOnce)]
    private static bool CanHide(ReadOnlySpan<byte> text, SecretForms secrets)
    {
        int at = 0;
        for (int run = text.IndexOfAny((byte)'\\', (byte)'%', (byte)'&'); run >= 0; run = text.Slice(at).IndexOfAny((byte)'\\', (byte)'%', (byte)'&'))
        {
            at += run;
            int taken = TakeEscape(text.Slice(at), isJson: false, out int character);
            if (taken > 1 && (secrets.Matters(character) || (character == '&' && text.IndexOf((byte)';') >= 0))) { return true; }
            at += taken;
        }
        return false;
    }

    private static bool ContainsNow(ReadOnlySpan<byte> text, byte[][] forms, bool isJson)
    {
        foreach (byte[] form in forms)
        {
            if (form.Length <= text.Length && text.IndexOf(form) >= 0 && !(isJson && IsEscapedInJson(form))) { return true; }
        }
        return false;
    }

    private static void Mark(ReadOnlySpan<byte> text, int[] places, byte[][] forms, bool isJson, bool[] secret)
    {
        foreach (byte[] form in forms)
        {
            if (isJson && IsEscapedInJson(form)) { continue; }
            int from = 0;
            for (int at = text.IndexOf(form); at >= 0; at = text.Slice(from).IndexOf(form))
            {
                int start = from + at;
                for (int i = places[start]; i < places[start + form.Length]; i++) { secret[i] = true; }
                from = start + form.Length;
            }
        }
    }

    // In a string of JSON these are never as they are; what looks like such a secret reaches over the string's end.
    private static bool IsEscapedInJson(byte[] form) => form.AsSpan().IndexOfAny((byte)'"', (byte)'\\') >= 0;

    /// <summary>Undoes one level of escaping. The result can take the place of the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="decoded">Receives the result.</param>
    /// <param name="places">Where each byte of the text comes from, and receives the same for the result; empty if that is not needed.</param>
    /// <param name="isJson">Whether to make quotation marks unrecognizable that are not escaped.</param>
    /// <param name="length">The length of the result.</param>
    /// <returns>Whether anything was escaped.</returns>
    [MethodImpl(AtOnce)]
    private static bool Decode(ReadOnlySpan<byte> text, Span<byte> decoded, Span<int> places, bool isJson, out int length)
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
                if (!places.IsEmpty) { places.Slice(at, run).CopyTo(places.Slice(length)); }
                at += run;
                length += run;
                continue;
            }

            int taken = TakeEscape(text.Slice(at), isJson, out int character);
            if (!places.IsEmpty) { places[length] = places[at]; }
            at += taken;
            isChanged |= taken > 1;
            if (character >= 0) { decoded[length++] = (byte)character; }
        }
        if (!places.IsEmpty) { places[length] = places[text.Length]; }
        return isChanged;
    }

    // The length of what is read, and the character that it is; -1 for none.
    private static int TakeEscape(ReadOnlySpan<byte> text, bool isJson, out int character)
    {
        character = text[0];
        return text[0] switch
        {
            (byte)'\\' => TakeBackslash(text, ref character),
            (byte)'%' => TakePercent(text, ref character),
            (byte)'&' => TakeEntity(text, ref character),
            _ => TakeQuotationMark(isJson, ref character),
        };
    }

    private static int TakeQuotationMark(bool isJson, ref int character)
    {
        if (isJson) { character = NoCharacter; }
        return 1;
    }

    private static int TakeBackslash(ReadOnlySpan<byte> text, ref int character)
    {
        if (text.Length < 2) { return 1; }
        switch (text[1])
        {
            case (byte)'u' when HexOf(text, 2, 4) is int value and >= 0:
                character = value < 0x80 ? value : NoCharacter;
                return 6;
            case (byte)'x' when HexOf(text, 2, 2) is int value and >= 0:
                character = value < 0x80 ? value : NoCharacter;
                return 4;
            case (byte)'n' or (byte)'r':
                character = -1; // base64 is often broken into lines
                return 2;
            case (byte)'b' or (byte)'f' or (byte)'t':
                character = NoCharacter;
                return 2;
            case (byte)'u' or (byte)'x':
                return 1; // its digits can be escaped themselves
            default:
                character = text[1];
                return 2;
        }
    }

    private static int TakePercent(ReadOnlySpan<byte> text, ref int character)
    {
        if (HexOf(text, 1, 2) is int value and >= 0)
        {
            character = value < 0x80 ? value : NoCharacter;
            return 3;
        }
        if (text.Length > 1 && text[1] is (byte)'u' or (byte)'U' && HexOf(text, 2, 4) is int wide and >= 0)
        {
            character = wide < 0x80 ? wide : NoCharacter;
            return 6;
        }
        return 1;
    }

    private static int TakeEntity(ReadOnlySpan<byte> text, ref int character)
    {
        int end = text.Slice(0, Math.Min(text.Length, LongestEntity + 2)).IndexOf((byte)';');
        if (end < 2) { return 1; }
        ReadOnlySpan<byte> name = text.Slice(1, end - 1);
        if (name[0] == '#')
        {
            bool isHex = name.Length > 1 && name[1] is (byte)'x' or (byte)'X';
            ReadOnlySpan<byte> digits = name.Slice(isHex ? 2 : 1);
            int value = isHex ? HexOf(digits, 0, digits.Length) : DecimalOf(digits);
            if (value < 0) { return 1; }
            character = value < 0x80 ? value : NoCharacter;
            return end + 1;
        }
        if (!s_entities.TryGetValue(NameOf(name), out char named)) { return 1; }
        character = named;
        return end + 1;
    }

    private static string NameOf(ReadOnlySpan<byte> name)
    {
#if NETFRAMEWORK
        return Encoding.ASCII.GetString(name.ToArray());
#else
        return Encoding.ASCII.GetString(name);
#endif
    }

    // -1 where there are not so many digits.
    private static int HexOf(ReadOnlySpan<byte> text, int start, int count)
    {
        if (count == 0 || text.Length < start + count) { return -1; }
        int value = 0;
        foreach (byte c in text.Slice(start, count))
        {
            int digit = c switch
            {
                >= (byte)'0' and <= (byte)'9' => c - '0',
                >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
                _ => -1,
            };
            if (digit < 0) { return -1; }
            value = Math.Min(0xFFFF, (16 * value) + digit);
        }
        return value;
    }

    private static int DecimalOf(ReadOnlySpan<byte> digits)
    {
        if (digits.IsEmpty) { return -1; }
        int value = 0;
        foreach (byte c in digits)
        {
            if (c is < (byte)'0' or > (byte)'9') { return -1; }
            value = Math.Min(0xFFFF, (10 * value) + (c - '0'));
        }
        return value;
    }
}
