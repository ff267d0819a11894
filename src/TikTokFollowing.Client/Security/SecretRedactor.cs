using System;
using System.Text;

namespace TikTokFollowing.Client.Security;

/// <summary>Makes text from others fit to be shown: no key, no control characters, limited length.</summary>
internal static class SecretRedactor
{
    public const string Mark = "<redacted>";

    // Below this, a key could be a word of its own and would be cut out of innocent data.
    private const int ShortestKeyInData = 8;

    /// <summary>Removes the key from a text, in all of its forms and escapings (see <see cref="SecretSearch"/>).</summary>
    public static string WithoutKey(string text, ApiKey key)
    {
        if (text.Length == 0) { return text; }
        // One byte for each character, so that places are the same. Only ASCII can be a part of a key.
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++) { bytes[i] = text[i] < 0x80 ? (byte)text[i] : SecretSearch.NoCharacter; }
        bool[]? secret = SecretSearch.Find(bytes, SecretForms.Of(key), isJson: false);
        if (secret is null) { return text; }

        StringBuilder shown = new(text.Length);
        for (int i = 0; i < secret.Length; i++)
        {
            if (!secret[i]) { shown.Append(text[i]); }
            else if (i == 0 || !secret[i - 1]) { shown.Append(Mark); }
        }
        return shown.ToString();
    }

    /// <summary>
    /// Redacts the key in a response before it is read. A provider that echoes a request would otherwise put the key into
    /// <see cref="FollowedAccount.Raw"/> or into a message.
    /// </summary>
    public static void BlotOut(Span<byte> body, ApiKey key) => BlotOut(body, TracesOf(key));

    /// <summary>Gets the forms of the key to search a response for; none for a key so short that it could be a word.</summary>
    public static SecretForms TracesOf(ApiKey key) => key.Reveal().Length < ShortestKeyInData ? SecretForms.None : SecretForms.Of(key);

    /// <summary>Redacts what <see cref="TracesOf"/> returned, in JSON or a part of it. JSON that is valid stays valid.</summary>
    public static void BlotOut(Span<byte> text, SecretForms traces)
    {
        bool[]? secret = SecretSearch.Find(text, traces, isJson: true);
        if (secret is null) { return; }
        bool isInString = false;
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            // A secret never begins or ends within an escape, so only escapes that stay are skipped here.
            if (!secret[i] && c == '\\' && isInString)
            {
                i++;
                continue;
            }
            if (!secret[i]) { isInString ^= c == '"'; }
            else if (isInString || !IsOutside(text)) { text[i] = (byte)'*'; }
            else if (c is >= (byte)'0' and <= (byte)'9') { text[i] = (byte)'1'; } // a number stays one
        }
    }

    // A text without its quotes has no outside.
    private static bool IsOutside(ReadOnlySpan<byte> text) => text[0] is (byte)'"' or (byte)'{' or (byte)'[';
}
