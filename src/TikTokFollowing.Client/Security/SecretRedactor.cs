using System.Text;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Security;

/// <summary>Redacts the key in messages and in the data of responses.</summary>
internal static class SecretRedactor
{
    public const string Mark = "<redacted>";

    // A shorter key could be a common word, which would be redacted in unrelated data.
    private const int MinKeyLengthInData = 8;

    /// <summary>Redacts the key in a text, in every form and escaping (see <see cref="SecretSearch"/>).</summary>
    public static string RedactKey(string text, ApiKey key)
    {
        if (text.Length == 0)
        {
            return text;
        }
        // One byte for each character, so that positions are the same. Keys are ASCII.
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = text[i] < 0x80 ? (byte)text[i] : SecretSearch.NoCharacter;
        }
        bool[]? secret = SecretSearch.Find(bytes, SecretForms.FromKey(key), isJson: false);
        if (secret is null)
        {
            return text;
        }

        StringBuilder shown = new(text.Length);
        for (int i = 0; i < secret.Length; i++)
        {
            if (!secret[i])
            {
                shown.Append(text[i]);
            }
            else if (i == 0 || !secret[i - 1])
            {
                shown.Append(Mark);
            }
        }
        return shown.ToString();
    }

    /// <summary>Returns a text as one line for a message, with the key redacted.</summary>
    public static string Quote(string text, ApiKey key) => TextSanitizer.Sanitize(RedactKey(text, key));

    /// <summary>
    /// Returns the forms of the key to redact in a response. The result is empty for a key so short that it could be a
    /// word.
    /// </summary>
    public static SecretForms GetDataForms(ApiKey key) =>
        key.Reveal().Length < MinKeyLengthInData ? SecretForms.None : SecretForms.FromKey(key);

    /// <summary>
    /// Redacts secrets in JSON or a part of it. Valid JSON stays valid. A provider that echoes the request would
    /// otherwise put the key into <see cref="FollowedAccount.Raw"/> or into a message.
    /// </summary>
    public static void RedactJson(Span<byte> text, SecretForms secrets)
    {
        bool[]? secret = SecretSearch.Find(text, secrets, isJson: true);
        if (secret is null)
        {
            return;
        }
        bool isInString = false;
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            // A secret never begins or ends within an escape, so only escapes outside of secrets are skipped.
            if (!secret[i] && c == '\\' && isInString)
            {
                i++;
                continue;
            }
            if (!secret[i])
            {
                isInString ^= c == '"';
            }
            else if (isInString || !HasStructure(text))
            {
                text[i] = (byte)'*';
            }
            else if (c is >= (byte)'0' and <= (byte)'9')
            {
                text[i] = (byte)'1'; // keeps a number valid
            }
        }
    }

    // The content of a string, without its quotes, has no JSON structure.
    private static bool HasStructure(ReadOnlySpan<byte> text) => text[0] is (byte)'"' or (byte)'{' or (byte)'[';
}
