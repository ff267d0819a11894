using System.Globalization;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

internal enum HandleKind
{
    Name,
    NumericId,
    SecUid,
}

/// <summary>Identifies the user of a list: a name without its @, a numeric id or a sec_uid.</summary>
internal sealed record FollowingHandle(string Value, HandleKind Kind)
{
    // The maximum of the provider that documents one (Social Fetch: 1 to 128). TikTok limits new names to 24, but older
    // and longer names exist. To reject an existing name would be worse than to pay a credit for a 404.
    private const int MaximumLength = 128;

    // No name has so many characters if all of them are digits. Ids have 15 to 20.
    private const int ShortestId = 15;

    // All sec_uids start like this. Most have 76 characters, some 55.
    private const string SecUidStart = "MS4wLjAB";
    private const int ShortestSecUid = 41;

    private static readonly string[] s_addressStarts = ["www.", "m.tiktok.", "tiktok.com/"];

    /// <summary>Gets the text for messages: a name with its @.</summary>
    public string Shown => Kind == HandleKind.Name ? "@" + Value : Value;

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidHandle"/></exception>
    public static FollowingHandle Parse(string? text)
    {
        string value = (text ?? "").Trim();
        if (LooksLikeAddress(value))
        {
            value = NameInAddress(value);
        }
        if (value.StartsWith('@'))
        {
            value = value.Substring(1);
        }
        HandleKind kind = KindOf(value);
        string? problem = value switch
        {
            "" => "The handle is empty. Specify a name such as 'someone' or '@someone', or the address of a profile.",
            _ when IsCutSecUid(value) =>
                $"'{TextSanitizer.Sanitize(value)}' starts like a sec_uid, but is too short. "
                + "Specify the complete sec_uid, or the handle.",
            { Length: > MaximumLength } =>
                $"The handle has {value.Length} characters, but no provider accepts more than {MaximumLength}.",
            _ when FindInvalid(value) is char invalid =>
                $"The handle '{TextSanitizer.Sanitize(value)}' contains {Describe(invalid)}. "
                + "A handle has only letters, digits, dots and underscores (a sec_uid also hyphens).",
            _ when value.Trim('.').Length == 0 => $"The handle '{value}' contains only dots.",
            _ when kind == HandleKind.Name && value.Contains('-') =>
                $"The handle '{value}' contains '-'. A handle has only letters, digits, dots and underscores "
                + $"(a sec_uid, which starts with {SecUidStart}, also hyphens).",
            _ => null,
        };
        if (problem is not null)
        {
            throw Invalid(problem);
        }
        return new FollowingHandle(value, kind);
    }

    private static char? FindInvalid(string value)
    {
        for (int index = 0; index < value.Length; index += char.IsHighSurrogate(value[index]) ? 2 : 1)
        {
            if (!IsAllowed(value, index))
            {
                return value[index];
            }
        }
        return null;
    }

    private static HandleKind KindOf(string value) =>
        value.StartsWith(SecUidStart, StringComparison.Ordinal) ? HandleKind.SecUid
        : value.Length >= ShortestId && value.All(static c => c is >= '0' and <= '9') ? HandleKind.NumericId
        : HandleKind.Name;

    // A narrow column cuts a sec_uid, and may put dots in place of the rest. A request for it would be charged in vain,
    // because names have no capital letters.
    private static bool IsCutSecUid(string value) =>
        value.StartsWith(SecUidStart, StringComparison.Ordinal)
        && (value.Length < ShortestSecUid || value[value.Length - 1] is '.' or '\u2026');

    private static bool LooksLikeAddress(string value) =>
        value.Contains("://", StringComparison.Ordinal)
        // A name can start like an address, but has no slash.
        || (value.Contains('/')
            && s_addressStarts.Any(start => value.StartsWith(start, StringComparison.OrdinalIgnoreCase)));

    private static string NameInAddress(string text)
    {
        string address = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        bool isTikTok = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            && uri.Scheme is "http" or "https"
            && $".{uri.Host}".EndsWith(".tiktok.com", StringComparison.OrdinalIgnoreCase);
        string path = isTikTok ? Uri.UnescapeDataString(uri!.AbsolutePath).TrimStart('/') : "";
        // Short links (vm.tiktok.com/…) contain no name, and to follow them would contact TikTok.
        if (!path.StartsWith('@'))
        {
            throw Invalid(
                $"'{TextSanitizer.Sanitize(text)}' is not the address of a TikTok profile, "
                + "such as https://www.tiktok.com/@someone.");
        }
        return path.Split('/')[0];
    }

    private static FollowingException Invalid(string message) => new(FollowingErrorKind.InvalidHandle, null, message);

    // Old handles have letters, marks and digits of all scripts. The hyphen is in sec_uids.
    private static bool IsAllowed(string text, int index)
    {
        char c = text[index];
        if (c is '.' or '_' or '-')
        {
            return true;
        }
        if (IsInvisible(text, index) || (char.IsSurrogate(c) && !char.IsSurrogatePair(text, index)))
        {
            return false;
        }
        return CharUnicodeInfo.GetUnicodeCategory(text, index) switch
        {
            UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter => true,
            UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter => true,
            UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber => true,
            // A mark needs a letter before it. Without one, it would join the '@'.
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => index > 0,
            _ => false,
        };
    }

    // Fillers, the joiner, and variation selectors. One of them turns a digit into an emoji.
    private static bool IsInvisible(string text, int index) =>
        text[index] is '\u034f' or '\u115f' or '\u1160' or '\u17b4' or '\u17b5' or '\u3164' or '\uffa0'
            or (>= '\u180b' and <= '\u180f')
            or (>= '\ufe00' and <= '\ufe0f')
        || (text[index] == '\udb40' && index + 1 < text.Length && text[index + 1] is >= '\udd00' and <= '\uddef');

    private static string Describe(char c) => c switch
    {
        ' ' => "a space",
        _ when char.IsSurrogate(c) => "a character such as an emoji",
        _ when char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format =>
            $"the character U+{(int)c:X4}",
        _ => $"'{c}'",
    };
}
