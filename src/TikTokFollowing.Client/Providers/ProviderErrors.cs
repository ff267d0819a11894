using System.Globalization;
using System.Net;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Creates the failures that providers have in common: one wording for each kind, whichever provider reports it.
/// </summary>
internal static class ProviderErrors
{
    /// <summary>Tells users what to do about a response that does not match the provider's documents.</summary>
    public const string ReportIt = "If this continues, the provider has changed something: please report it.";

    /// <summary>Social Fetch's code for a request without a key.</summary>
    public const string NoKeyArrived = "payment_required";

    /// <summary>Indicates whether a status stands for a transient failure.</summary>
    public static bool IsTransient(HttpStatusCode status) =>
        (int)status is 408 or 425 or 429 or 500 or 502 or 503 or 504 or (>= 520 and <= 524) or 527 or 529 or 530;

    /// <summary>
    /// Returns the kind of a status that the provider itself sent. Providers decide first where a status means
    /// something else.
    /// </summary>
    public static FollowingErrorKind KindOf(HttpStatusCode status) => (int)status switch
    {
        400 or 422 => FollowingErrorKind.InvalidRequest,
        401 or 403 => FollowingErrorKind.AuthenticationFailed,
        402 => FollowingErrorKind.CreditsExhausted,
        404 => FollowingErrorKind.AccountNotFound,
        408 => FollowingErrorKind.ProviderTimeout,
        425 => FollowingErrorKind.ProviderUnavailable,
        429 => FollowingErrorKind.RateLimited,
        >= 500 and <= 599 => FollowingErrorKind.ProviderUnavailable,
        _ => FollowingErrorKind.UnexpectedResponse,
    };

    /// <summary>Returns the kind of an error response, except for what only its provider means by it.</summary>
    public static FollowingErrorKind KindOf(ErrorResponse response)
    {
        if (response.Origin != ErrorOrigin.Provider)
        {
            // A gateway may also limit the rate or time out. It does not know keys, credits and accounts.
            return response.Status switch
            {
                408 => FollowingErrorKind.ProviderTimeout,
                429 => FollowingErrorKind.RateLimited,
                _ => FollowingErrorKind.ProviderUnavailable,
            };
        }
        if (response.HasGoodStatus && response.Status is >= 200 and <= 299)
        {
            return response.IsAboutMissingCredits ? FollowingErrorKind.CreditsExhausted : FollowingErrorKind.UnexpectedResponse;
        }
        return KindOf((HttpStatusCode)response.Status);
    }

    /// <summary>Returns the kind of a 403 by which a provider means that credits are missing.</summary>
    public static FollowingErrorKind KindOfForbidden(ErrorResponse response) =>
        response.IsAboutMissingCredits ? FollowingErrorKind.CreditsExhausted
        : response.IsAboutKey ? FollowingErrorKind.AuthenticationFailed
        : response.IsAboutFirewall ? FollowingErrorKind.ProviderUnavailable
        : FollowingErrorKind.CreditsExhausted;

    /// <summary>
    /// Returns the kind of a code that TikTok itself returned inside a 200; null for one whose meaning is not known.
    /// </summary>
    public static FollowingErrorKind? KindOfTikTokCode(long code) => code switch
    {
        3002060 => FollowingErrorKind.FollowingHidden, // "Profile user is hiding following list"
        209002 => FollowingErrorKind.FollowingHidden,  // visible to logged-in users only
        2096 => FollowingErrorKind.AccountPrivate,     // not visible
        10222 => FollowingErrorKind.AccountPrivate,    // web shape: private or hidden
        2065 => FollowingErrorKind.AccountNotFound,
        3170 => FollowingErrorKind.AccountNotFound,
        10221 => FollowingErrorKind.AccountNotFound,   // web shape
        10202 => FollowingErrorKind.AccountNotFound,   // banned
        // TikTok refused the provider: no session, a captcha, an error of TikTok's. Nothing is known of the account.
        -1 or 10000 or (>= 10101 and <= 10119) => FollowingErrorKind.ProviderUnavailable,
        _ => null,
    };

    /// <summary>Creates the failure of a list.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="facts">The provider.</param>
    /// <param name="page">The requested page.</param>
    /// <param name="detail">The status, the code and the provider's own words; sanitized here.</param>
    /// <param name="creditsCharged">The charge.</param>
    public static FollowingException Of(
        FollowingErrorKind kind, ProviderMetadata facts, PageRequest page, string detail, long creditsCharged = 0)
    {
        string who = page.Query.Handle.Shown;
        return Create(kind, facts, who, $"the list of {who}", detail, default, creditsCharged);
    }

    /// <summary>Creates the failure of a list from a response that is no page.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="facts">The provider.</param>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response; states charge, balance and request id.</param>
    /// <param name="detail">What is wrong with it; null for its status and words.</param>
    /// <param name="records">The number of records in it, for providers that charge by the record.</param>
    /// <param name="isCharged">Whether the failure has the charge; where it comes with accounts, the page has it.</param>
    public static FollowingException Of(
        FollowingErrorKind kind,
        ProviderMetadata facts,
        PageRequest page,
        ErrorResponse response,
        string? detail = null,
        int records = 0,
        bool isCharged = true)
    {
        string who = page.Query.Handle.Shown;
        long creditsCharged = isCharged ? response.Charge(facts, records) : 0;
        return Create(kind, facts, who, $"the list of {who}", detail ?? response.Describe(), response, creditsCharged);
    }

    /// <summary>
    /// Creates the failure of a balance request. What does not concern a list has the same words as for a page.
    /// </summary>
    public static FollowingException OfBalance(
        FollowingErrorKind kind, ProviderMetadata facts, string detail, ErrorResponse response = default)
    {
        bool isShared = kind is FollowingErrorKind.AuthenticationFailed or FollowingErrorKind.CreditsExhausted
            or FollowingErrorKind.RateLimited or FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.ProviderTimeout;
        if (isShared)
        {
            return Create(kind, facts, "the balance", "the balance", detail, response, 0);
        }
        return new FollowingException(
            FollowingErrorKind.UnexpectedResponse,
            facts.Name,
            $"{facts.Name} did not return the balance ({TextSanitizer.Sanitize(detail)}). See it at {facts.Website}. {ReportIt}")
        {
            RequestId = StatedValues.RequestId(response.Body),
        };
    }

    private static FollowingException Create(
        FollowingErrorKind kind, ProviderMetadata facts, string who, string subject, string detail, ErrorResponse response, long creditsCharged)
    {
        bool isOwn = response.Origin == ErrorOrigin.Provider;
        string said = TextSanitizer.Sanitize(detail);
        (string happened, string advice) = kind switch
        {
            FollowingErrorKind.AuthenticationFailed when response.Code == NoKeyArrived =>
                ($"No key arrived at {facts.Name} ({said}).",
                    "A gateway or proxy may have removed the header that carries it. Check -BaseUri and -Proxy."),
            FollowingErrorKind.AuthenticationFailed =>
                ($"{facts.Name} refused the key ({said}).",
                    $"Check it at {facts.Website}, then give the right one: Set-TikTokFollowingCredential {facts.Name}."),
            FollowingErrorKind.CreditsExhausted =>
                ($"Your account at {facts.Name} {DescribeShortage(response)} for {subject} ({said}).",
                    $"Add credits at {facts.Website}."),
            FollowingErrorKind.AccountNotFound =>
                ($"{facts.Name} reports that {who} does not exist ({said}).",
                    "The handle is misspelled or has changed, or the account was banned or deleted."),
            FollowingErrorKind.AccountPrivate =>
                ($"{facts.Name} reports that {who} is private ({said}).", "No provider can read the list."),
            FollowingErrorKind.FollowingHidden when response.Status == 403 =>
                ($"{facts.Name} refused to return {subject} ({said}).",
                    "The list is probably hidden or restricted. This says nothing about the key."),
            FollowingErrorKind.FollowingHidden =>
                ($"{facts.Name} reports that {who} hides its following list ({said}).", "No provider can read it."),
            FollowingErrorKind.RateLimited => ($"{facts.Name} is rate limiting requests for {subject} ({said}).", ""),
            FollowingErrorKind.ProviderUnavailable when response.Origin == ErrorOrigin.UnknownRoute =>
                ($"{facts.Name} was not found at this address ({said}): wrong address, check -BaseUri.",
                    $"Without -BaseUri, {facts.Name} may have moved: please report it."),
            FollowingErrorKind.ProviderUnavailable when !isOwn && response.Status < 500 =>
                ($"The response for {subject} is not an error of {facts.Name} itself ({said}). A CDN, firewall, gateway or proxy sent it.",
                    "Check the network and -BaseUri, or try again later."),
            FollowingErrorKind.ProviderUnavailable when response.IsPermanent =>
                ($"{facts.Name} returned an error for {subject} ({said}).",
                    $"A retry does not help. Contact its support: {facts.Website}."),
            FollowingErrorKind.ProviderUnavailable =>
                ($"{facts.Name} returned an error for {subject} ({said}).",
                    "Try again later."),
            FollowingErrorKind.ProviderTimeout =>
                ($"{facts.Name} took too long for {subject} ({said}).",
                    "Try again later."),
            FollowingErrorKind.InvalidRequest =>
                ($"{facts.Name} rejected the request for {who} ({said}).",
                    "Check the handle and the cursor."),
            FollowingErrorKind.UnexpectedResponse when response.IsFlagged =>
                ($"{facts.Name} returned an error for {subject} ({said}).",
                    $"{DescribeCharge(response, creditsCharged)}Try again later, or with another provider."),
            _ =>
                ($"{facts.Name} returned neither a page nor a known error for {subject} ({said}).",
                    $"{DescribeCharge(response, creditsCharged)}{ReportIt}"),
        };
        return new FollowingException(kind, facts.Name, advice.Length == 0 ? happened : $"{happened} {advice}")
        {
            WhatHappened = happened,
            CreditsCharged = creditsCharged,
            CreditsRemaining = isOwn ? StatedValues.CreditsRemaining(response.Body) : null,
            RequestId = isOwn || response.HasOwnShape() ? StatedValues.RequestId(response.Body) : null,
        };
    }

    private static string DescribeShortage(ErrorResponse response)
    {
        long? required = StatedValues.CreditsRequired(response.Body);
        long? available = StatedValues.CreditsRemaining(response.Body);
        string shortage = available > 0 ? "has too few credits left" : "has no credits left";
        string numbers = (required, available) switch
        {
            (null, null) => "",
            (null, _) => $"{Number(available)} available",
            (_, null) => $"{Number(required)} required",
            _ => $"{Number(required)} required, {Number(available)} available",
        };
        return numbers.Length == 0 ? shortage : $"{shortage} ({numbers})";
    }

    private static string DescribeCharge(ErrorResponse response, long creditsCharged) => creditsCharged switch
    {
        0 => "",
        _ when StatedValues.CreditsCharged(response.Body) is null => "It may have been charged. ",
        1 => "It cost 1 credit. ",
        _ => $"It cost {Number(creditsCharged)} credits. ",
    };

    private static string? Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture);
}
