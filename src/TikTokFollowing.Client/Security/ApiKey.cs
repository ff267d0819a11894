using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Security;

/// <summary>
/// A provider's key. Prints as <c>&lt;redacted&gt;</c>, so that no message, log or debugger shows it by accident. Kept as a <see cref="SecureString"/>, which Windows
/// encrypts in memory (.NET on Linux and macOS does not), and is a text only while a request is made or an answer searched for it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Copies of the struct share it, for as long as a command lasts; it is finalized.")]
internal readonly struct ApiKey
{
    // Servers reject a header of more than 8 kB, and a SecureString holds 64 kB.
    private const int LongestKey = 4096;

    private static readonly char[] s_quotationMarks = ['"', '\'', '`', '\u00b4', '\u2018', '\u2019', '\u201a', '\u201b', '\u201c', '\u201d', '\u201e', '\u201f', '\u2039', '\u203a', '\u00ab', '\u00bb', '\uff02', '\uff07'];

    // Trim leaves these: zero-width characters, and marks of the direction of writing or of the byte order.
    private static readonly char[] s_invisible = ['\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff'];

    private static readonly Regex s_name = new(
        @"^(((proxy-)?authorization|x-api-key|(export\s+|set\s+|setx\s+|\$env:)?([a-z]+_)?api[-_]?key)[""']?\s*[:=]\s*|bearer(\s+|$))",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private readonly SecureString? _value;

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.AuthenticationFailed"/>: empty, or not fit for an HTTP header.</exception>
    public ApiKey(string value)
    {
        string trimmed = Clean(value);
        if (trimmed.Length > LongestKey)
        {
            throw new FollowingException(
                FollowingErrorKind.AuthenticationFailed,
                null,
                $"The key has {trimmed.Length.ToString(CultureInfo.InvariantCulture)} characters, and no key has more than {LongestKey}. Copy it again from the provider's dashboard.");
        }
        // A key copied with a line break or a typographic quote inside would otherwise fail in HttpClient with a message that shows it.
        if (trimmed.Length == 0 || trimmed.Any(c => c is <= ' ' or > '~'))
        {
            throw new FollowingException(
                FollowingErrorKind.AuthenticationFailed, null, "The key is empty or holds a character that no key has (a space, a line break, a typographic quote). Copy it again from the provider's dashboard.");
        }
        _value = new SecureString();
        foreach (char c in trimmed) { _value.AppendChar(c); }
        _value.MakeReadOnly();
    }

    /// <exception cref="FollowingException">As above.</exception>
    public ApiKey(SecureString value)
        : this(Reveal(value))
    {
    }

    /// <summary>Removes what is copied along with a key: white space, quotation marks, the name of a header or variable, "Bearer".</summary>
    public static string Clean(string text)
    {
        string before;
        do
        {
            before = text;
            text = text.Trim().Trim(s_invisible);
            Match name = s_name.Match(text);
            if (name.Success) { text = text.Substring(name.Length); }
            text = text.Trim(s_quotationMarks);
            // The comma after a line of JSON or of a script.
            if (text.Length > 1 && text[text.Length - 1] is ',' or ';' && Array.IndexOf(s_quotationMarks, text[text.Length - 2]) >= 0) { text = text.Substring(0, text.Length - 1); }
        }
        while (text.Length < before.Length);
        return text;
    }

    /// <summary>Gets a copy that is protected in memory where the platform can do that.</summary>
    public SecureString ToSecureString() => _value is null ? throw new InvalidOperationException("No key was given.") : _value.Copy();

    /// <summary>The key itself. Called where it becomes a header, and by <see cref="SecretRedactor"/>; nowhere else.</summary>
    public string Reveal() => _value is null ? throw new InvalidOperationException("No key was given.") : Reveal(_value);

    /// <summary>Tells keys apart within this process without showing them.</summary>
    public int GetFingerprint() => StringComparer.Ordinal.GetHashCode(Reveal());

    public override string ToString() => "<redacted>";

    /// <summary>The text in a <see cref="SecureString"/>.</summary>
    public static string Reveal(SecureString secure)
    {
        IntPtr memory = Marshal.SecureStringToGlobalAllocUnicode(secure);
        try { return Marshal.PtrToStringUni(memory, secure.Length); }
        finally { Marshal.ZeroFreeGlobalAllocUnicode(memory); }
    }
}
