using System;
using System.Linq;

namespace TikTokFollowing.Client;

/// <summary>A provider's key. Prints as <c>&lt;redacted&gt;</c>, so that no message, log or debugger shows it by accident.</summary>
internal readonly struct ApiKey
{
    private readonly string? _value;

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.AuthenticationFailed"/>: empty, or not fit for an HTTP header.</exception>
    public ApiKey(string value)
    {
        string trimmed = value.Trim();
        // A key copied with a line break or a typographic quote inside would otherwise fail in HttpClient with a message that shows it.
        if (trimmed.Length == 0 || trimmed.Any(c => c is <= ' ' or > '~'))
        {
            throw new FollowingException(
                FollowingErrorKind.AuthenticationFailed, null, "The key is empty or holds a character that no key has (a space, a line break, a typographic quote). Copy it again from the provider's dashboard.");
        }
        _value = trimmed;
    }

    /// <summary>The key itself. Called where it becomes a header, and by <see cref="Http.Redaction"/>; nowhere else.</summary>
    public string Reveal() => _value ?? throw new InvalidOperationException("No key was given.");

    /// <summary>Tells keys apart within this process without showing them.</summary>
    public int GetFingerprint() => StringComparer.Ordinal.GetHashCode(Reveal());

    public override string ToString() => "<redacted>";
}
