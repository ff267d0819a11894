using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Security;

/// <summary>
/// Represents a provider's key. <see cref="ToString"/> returns <c>&lt;redacted&gt;</c>, so that no message, log or
/// debugger shows the key by accident. The key is stored in a <see cref="SecureString"/>, which only Windows encrypts
/// in memory. It is plain text only while a request is created or a response is redacted.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Copies of the struct share the value until the command ends. It is finalized.")]
internal readonly struct ApiKey
{
    // Servers reject headers of more than 8 kB. A SecureString holds at most 64 kB.
    private const int MaxLength = 4096;

    private static readonly char[] s_quotationMarks =
        "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u00ab\u00bb\uff02\uff07".ToCharArray();

    // Trim does not remove zero-width characters, direction marks and the byte order mark.
    private static readonly char[] s_invisible = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff".ToCharArray();

    private readonly SecureString? _value;

    private SecureString Value => _value ?? throw new InvalidOperationException("No key was given.");

    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.AuthenticationFailed"/>: the key is empty, too long or invalid in an HTTP header.
    /// </exception>
    public ApiKey(string value)
    {
        string trimmed = Clean(value);
        string? problem =
            trimmed.Length > MaxLength
                ? $"has {Quantity.Of(trimmed.Length, "character")}, and the limit is {Quantity.Of(MaxLength)}"
            // For such a character, HttpClient would throw an exception whose message shows the key.
            : trimmed.Length == 0 || trimmed.Any(c => c is <= ' ' or > '~')
                ? "is empty or contains an invalid character (a space, a line break, a typographic quote)"
            : null;
        if (problem is not null)
        {
            throw new FollowingException(
                FollowingErrorKind.AuthenticationFailed,
                null,
                $"The key {problem}. Copy it again from the provider's dashboard.");
        }
        _value = new SecureString();
        foreach (char c in trimmed) { _value.AppendChar(c); }
        _value.MakeReadOnly();
    }

    /// <inheritdoc cref="ApiKey(string)" path="/exception"/>
    public ApiKey(SecureString value)
        : this(Reveal(value))
    {
    }

    /// <summary>
    /// Removes text that users copy together with a key: white space, quotation marks, the name of a header or
    /// variable, and "Bearer".
    /// </summary>
    public static string Clean(string text)
    {
        string before;
        do
        {
            before = text;
            text = text.Trim().Trim(s_invisible);
            if (CanHaveName(text))
            {
                Match name = Names.Expression.Match(text);
                text = name.Success ? text.Substring(name.Length) : text;
            }
            text = text.Trim(s_quotationMarks);
            // The comma after a line of JSON or of a script.
            if (text.Length > 1
                && text[text.Length - 1] is ',' or ';'
                && Array.IndexOf(s_quotationMarks, text[text.Length - 2]) >= 0)
            {
                text = text.Substring(0, text.Length - 1);
            }
        }
        while (text.Length < before.Length);
        return text;
    }

    // A name ends with one of these, or is all of the text.
    private static bool CanHaveName(string text) =>
        text.Any(static c => c is ':' or '=' || char.IsWhiteSpace(c))
        || text.Equals("bearer", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns a copy that is protected in memory if the platform supports it.</summary>
    public SecureString ToSecureString() => Value.Copy();

    /// <summary>Returns the key. Only the code that writes the header and redacts secrets calls it.</summary>
    public string Reveal() => Reveal(Value);

    /// <summary>Returns a number that distinguishes keys within this process without showing them.</summary>
    public int GetFingerprint() => StringComparer.Ordinal.GetHashCode(Reveal());

    public override string ToString() => "<redacted>";

    /// <summary>Returns the text in a <see cref="SecureString"/>.</summary>
    public static string Reveal(SecureString secure)
    {
        IntPtr memory = Marshal.SecureStringToGlobalAllocUnicode(secure);
        try
        {
            return Marshal.PtrToStringUni(memory, secure.Length);
        }
        finally { Marshal.ZeroFreeGlobalAllocUnicode(memory); }
    }

    // Created on first use, because most keys are copied without a name.
    private static class Names
    {
        public static readonly Regex Expression = new(
            @"^(((proxy-)?authorization|x-api-key|(export\s+|set\s+|setx\s+|\$env:)?([a-z]+_)?api[-_]?key)"
            + @"[""']?\s*[:=]\s*|bearer(\s+|$))",
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }
}
