using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Creates the errors that the providers have in common, with the same wording for every provider.
/// </summary>
internal static class ProviderErrors
{
    /// <summary>Advises users about a response that does not match the provider's documentation.</summary>
    public const string ReportIt = "If this continues, the provider may have changed its responses: please report it.";

    /// <summary>Contains Social Fetch's code for a request without a key.</summary>
    public const string NoKeyArrived = "payment_required";

    /// <summary>Indicates whether a status means a transient failure.</summary>
    public static bool IsTransient(int status) =>
        status is 408 or 425 or 429 or 500 or 502 or 503 or 504 or (>= 520 and <= 524) or 527 or 529 or 530;

    /// <summary>Returns the kind of an error response.</summary>
    public static FollowingErrorKind KindOf(ErrorResponse response)
    {
        int status = response.Status;
        if (response.Origin != ErrorOrigin.Provider)
        {
            // A gateway can also limit the rate or time out, but it has no information on keys, credits and accounts.
            return status switch
            {
                408 => FollowingErrorKind.ProviderTimeout,
                429 => FollowingErrorKind.RateLimited,
                _ => FollowingErrorKind.ProviderUnavailable,
            };
        }
        if (!response.IsPermanent && response.Facts.Rules?.FindCode(response)?.Kind is FollowingErrorKind kind)
        {
            return kind;
        }
        if (response.Meaning is ErrorMeaning meaning)
        {
            return meaning.Status == 403 ? KindOfForbidden(response, meaning.Kind) : meaning.Kind;
        }
        return status is >= 200 and <= 299 && response.IsAboutMissingCredits
            ? FollowingErrorKind.CreditsExhausted
            : KindOf(status);
    }

    private static FollowingErrorKind KindOf(int status) => status switch
    {
        400 or 422 => FollowingErrorKind.InvalidRequest,
        401 or 403 => FollowingErrorKind.AuthenticationFailed,
        402 => FollowingErrorKind.CreditsExhausted,
        404 => FollowingErrorKind.AccountNotFound,
        408 => FollowingErrorKind.ProviderTimeout,
        429 => FollowingErrorKind.RateLimited,
        425 or (>= 500 and <= 599) => FollowingErrorKind.ProviderUnavailable,
        _ => FollowingErrorKind.UnexpectedResponse,
    };

    // The words of a 403 can contradict its meaning at the provider.
    private static FollowingErrorKind KindOfForbidden(ErrorResponse response, FollowingErrorKind meaning) =>
        meaning switch
        {
            FollowingErrorKind.CreditsExhausted when response.IsAboutMissingCredits => meaning,
            FollowingErrorKind.CreditsExhausted or FollowingErrorKind.FollowingHidden when response.IsAboutKey =>
                FollowingErrorKind.AuthenticationFailed,
            FollowingErrorKind.CreditsExhausted when response.IsAboutFirewall => FollowingErrorKind.ProviderUnavailable,
            FollowingErrorKind.FollowingHidden
                when response.Words?.IndexOf("private", StringComparison.OrdinalIgnoreCase) >= 0 =>
                FollowingErrorKind.AccountPrivate,
            _ => meaning,
        };

    /// <summary>
    /// Returns the kind of a code that TikTok itself returned inside a 200; null if the meaning of the code is unknown.
    /// </summary>
    public static FollowingErrorKind? KindOfTikTokCode(long code) => code switch
    {
        // "Profile user is hiding following list", and visible to logged-in users only.
        3002060 or 209002 => FollowingErrorKind.FollowingHidden,
        // Not visible, and private or hidden (web shape).
        2096 or 10222 => FollowingErrorKind.AccountPrivate,
        // The last two are of the web shape. 10202 means banned.
        2065 or 3170 or 10221 or 10202 => FollowingErrorKind.AccountNotFound,
        // TikTok refused the provider: no session, a captcha, an error of TikTok. The account may exist or not.
        -1 or 10000 or (>= 10101 and <= 10119) => FollowingErrorKind.ProviderUnavailable,
        _ => null,
    };

    /// <summary>Creates the error of a list from an error response.</summary>
    public static FollowingException Of(PageRequest page, ErrorResponse response) => Of(response.Kind, page, response);

    /// <summary>Creates the error of a list from a response that is not a page.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response, which may state charge, balance and request id.</param>
    /// <param name="detail">The problem with the response; null for its status and words.</param>
    /// <param name="records">The number of records in it, for providers that charge by the record.</param>
    /// <param name="isCharged">True to include the charge; false if a page with accounts has it.</param>
    public static FollowingException Of(
        FollowingErrorKind kind,
        PageRequest page,
        ErrorResponse response,
        string? detail = null,
        int records = 0,
        bool isCharged = true)
    {
        string account = page.Query.Handle.Shown;
        long creditsCharged = isCharged ? response.Charge(records) : 0;
        return Create(
            kind, account, $"the list of {account}", detail ?? response.Describe(), response, creditsCharged);
    }

    /// <summary>
    /// Creates the error of a balance request. Errors that do not concern a list have the same words as for a page.
    /// </summary>
    public static FollowingException OfBalance(ErrorResponse response)
    {
        ProviderMetadata facts = response.Facts;
        string detail = response.Describe();
        FollowingErrorKind kind = response.Kind;
        bool isShared = kind is FollowingErrorKind.AuthenticationFailed or FollowingErrorKind.CreditsExhausted
            or FollowingErrorKind.RateLimited or FollowingErrorKind.ProviderUnavailable
            or FollowingErrorKind.ProviderTimeout;
        if (isShared)
        {
            return Create(kind, "the balance", "the balance", detail, response, 0);
        }
        return new FollowingException(
            FollowingErrorKind.UnexpectedResponse,
            facts.Name,
            $"{facts.Name} did not return the balance ({TextSanitizer.Sanitize(detail)}). "
            + $"See it at {facts.Website}. {ReportIt}")
        {
            RequestId = response.RequestId,
        };
    }

    private static FollowingException Create(
        FollowingErrorKind kind,
        string account,
        string subject,
        string detail,
        ErrorResponse response,
        long creditsCharged)
    {
        (string name, Uri website) = (response.Facts.Name, response.Facts.Website);
        bool isOwn = response.Origin == ErrorOrigin.Provider;
        string reason = TextSanitizer.Sanitize(detail);
        (string happened, string advice) = kind switch
        {
            FollowingErrorKind.AuthenticationFailed when response.Code == NoKeyArrived =>
                ($"No key arrived at {name} ({reason}).",
                    "A gateway or proxy may have removed the header that carries it. Check -BaseUri and -Proxy."),
            FollowingErrorKind.AuthenticationFailed =>
                ($"{name} rejected the key ({reason}).",
                    $"Check it at {website}, then store the correct one: Set-TikTokFollowingCredential {name}."),
            FollowingErrorKind.CreditsExhausted =>
                ($"Your account at {name} {DescribeShortage(response)} for {subject} ({reason}).",
                    $"Add credits at {website}."),
            FollowingErrorKind.AccountNotFound =>
                ($"{name} reports that {account} does not exist ({reason}).",
                    "The handle is misspelled or has changed, or the account was banned or deleted."),
            FollowingErrorKind.AccountPrivate =>
                ($"{name} reports that {account} is private ({reason}).", "No provider can read the list."),
            FollowingErrorKind.FollowingHidden when response.Status == 403 =>
                ($"{name} refused to return {subject} ({reason}).",
                    "The list is probably hidden or restricted. It does not mean that the key is invalid."),
            FollowingErrorKind.FollowingHidden =>
                ($"{name} reports that {account} hides its following list ({reason}).",
                    "No provider can read it."),
            FollowingErrorKind.RateLimited => ($"{name} is rate limiting requests for {subject} ({reason}).", ""),
            FollowingErrorKind.ProviderUnavailable when response.Origin == ErrorOrigin.UnknownRoute =>
                ($"{name} has no such address ({reason}). Check -BaseUri.",
                    $"Without -BaseUri, {name} may have moved: please report it."),
            FollowingErrorKind.ProviderUnavailable when !isOwn && response.Status < 500 =>
                ($"The error for {subject} is not from {name} itself ({reason}). "
                    + "A CDN, firewall, gateway or proxy sent it.",
                    "Check the network and -BaseUri, or retry later."),
            FollowingErrorKind.ProviderUnavailable =>
                ($"{name} returned an error for {subject} ({reason}).",
                    response.IsPermanent ? $"A retry does not help. Contact its support: {website}." : "Retry later."),
            FollowingErrorKind.ProviderTimeout =>
                ($"{name} took too long for {subject} ({reason}).",
                    "Retry later."),
            FollowingErrorKind.InvalidRequest =>
                ($"{name} rejected the request for {account} ({reason}).",
                    "Check the handle and the cursor."),
            FollowingErrorKind.UnexpectedResponse when response.IsFlagged =>
                ($"{name} returned an error for {subject} ({reason}).",
                    $"{DescribeCharge(response, creditsCharged)}Retry later, or with another provider."),
            _ =>
                ($"{name} returned neither a page nor a known error for {subject} ({reason}).",
                    $"{DescribeCharge(response, creditsCharged)}{ReportIt}"),
        };
        return new FollowingException(kind, name, $"{happened} {advice}".TrimEnd())
        {
            WhatHappened = happened,
            CreditsCharged = creditsCharged,
            CreditsRemaining = isOwn ? response.CreditsRemaining : null,
            RequestId = isOwn || response.HasOwnShape ? response.RequestId : null,
        };
    }

    private static string DescribeShortage(ErrorResponse response)
    {
        long? required = response.CreditsRequired;
        long? available = response.CreditsRemaining;
        string shortage = available > 0 ? "has too few credits left" : "has no credits left";
        string numbers = (required, available) switch
        {
            (null, null) => "",
            (null, long left) => $"{Quantity.Of(left)} available",
            (long price, null) => $"{Quantity.Of(price)} required",
            (long price, long left) => $"{Quantity.Of(price)} required, {Quantity.Of(left)} available",
        };
        return numbers.Length == 0 ? shortage : $"{shortage} ({numbers})";
    }

    private static string DescribeCharge(ErrorResponse response, long creditsCharged) => creditsCharged switch
    {
        0 => "",
        _ when response.CreditsCharged is null => "It may have been charged. ",
        _ => $"It cost {Quantity.Of(creditsCharged, "credit")}. ",
    };
}
