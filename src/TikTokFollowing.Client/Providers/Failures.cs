using System.Collections.Generic;
using System.Net;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>The failures that providers have in common: one wording for each, so that the same mistake reads the same whoever reports it.</summary>
internal static class Failures
{
    /// <summary>An error by its HTTP status. A provider with another meaning for a status decides before it comes here.</summary>
    public static FollowingException FromStatus(ProviderFacts facts, PageRequest page, HttpStatusCode status, JsonPart body, long creditsCharged = 0) =>
        Of(KindOf(status), facts, page, $"status {(int)status}{Quote(body)}", creditsCharged);

    /// <summary>Indicates whether a status stands for a transient failure.</summary>
    public static bool IsTransient(HttpStatusCode status) => (int)status is 408 or 425 or 429 or 500 or (>= 502 and <= 504) or (>= 520 and <= 524) or 527 or 529 or 530;

    /// <summary>What a status means by itself.</summary>
    public static FollowingErrorKind KindOf(HttpStatusCode status) => (int)status switch
    {
        400 or 422 => FollowingErrorKind.InvalidRequest,
        401 or 403 => FollowingErrorKind.AuthenticationFailed,
        402 => FollowingErrorKind.CreditsExhausted,
        404 => FollowingErrorKind.AccountNotFound,
        408 => FollowingErrorKind.ProviderTimeout,
        429 => FollowingErrorKind.RateLimited,
        >= 500 and <= 599 => FollowingErrorKind.ProviderUnavailable,
        _ => FollowingErrorKind.UnexpectedResponse,
    };

    /// <param name="kind">What happened.</param>
    /// <param name="facts">Who said so.</param>
    /// <param name="page">What had been asked.</param>
    /// <param name="detail">How it was said: a status, a code, the provider's own words. Made printable here.</param>
    /// <param name="creditsCharged">What it cost all the same.</param>
    public static FollowingException Of(FollowingErrorKind kind, ProviderFacts facts, PageRequest page, string detail, long creditsCharged = 0)
    {
        string who = page.Query.Handle.Shown;
        return Of(kind, facts, who, $"the list of {who}", detail, creditsCharged);
    }

    private static FollowingException Of(FollowingErrorKind kind, ProviderFacts facts, string who, string subject, string detail, long creditsCharged)
    {
        string said = Redaction.Printable(detail);
        (string happened, string advice) = kind switch
        {
            FollowingErrorKind.AuthenticationFailed =>
                ($"{facts.Name} refused the key ({said}).", $"Check it at {facts.Website}, then give the right one: Set-TikTokFollowingCredential {facts.Name}."),
            FollowingErrorKind.CreditsExhausted => ($"Your account at {facts.Name} has no credits left for {subject} ({said}).", $"Buy some at {facts.Website}."),
            FollowingErrorKind.AccountNotFound => ($"{facts.Name} finds no list for {who} ({said}).", "The name is misspelt or was changed, or the account is banned or gone."),
            FollowingErrorKind.AccountPrivate => ($"{who} is private, so {facts.Name} cannot see whom it follows ({said}).", "No provider can."),
            FollowingErrorKind.FollowingHidden => ($"{who} hides its following list, says {facts.Name} ({said}).", "No provider can read it."),
            FollowingErrorKind.RateLimited => ($"{facts.Name} gets too many requests to answer for {subject} ({said}).", ""),
            FollowingErrorKind.ProviderUnavailable => ($"{facts.Name} failed at {subject} ({said}).", "Try again later."),
            FollowingErrorKind.ProviderTimeout => ($"{facts.Name} took too long for {subject} ({said}).", "Try again later."),
            FollowingErrorKind.InvalidRequest => ($"{facts.Name} does not accept the request for {who} ({said}).", "Check the handle and the cursor."),
            _ => ($"The answer of {facts.Name} about {who} could not be understood ({said}).", $"It may have been charged. {ReportIt}"),
        };
        return new FollowingException(kind, facts.Name, advice.Length == 0 ? happened : $"{happened} {advice}") { WhatHappened = happened, CreditsCharged = creditsCharged };
    }

    /// <summary>What to do about an answer that nobody could foresee, said the same way everywhere.</summary>
    public const string ReportIt = "If it stays so, the provider has changed something: please report it.";

    /// <summary>A failure to tell the balance. What has nothing to do with a list is said in the same words as for a page.</summary>
    public static FollowingException OfBalance(FollowingErrorKind kind, ProviderFacts facts, string detail)
    {
        bool isShared = kind is FollowingErrorKind.AuthenticationFailed or FollowingErrorKind.CreditsExhausted or FollowingErrorKind.RateLimited
            or FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.ProviderTimeout;
        return isShared
            ? Of(kind, facts, "", "the balance", detail, 0)
            : new FollowingException(
                FollowingErrorKind.UnexpectedResponse,
                facts.Name,
                $"{facts.Name} did not tell the balance where it is known to ({Redaction.Printable(detail)}). See it at {facts.Website}. {ReportIt}");
    }

    /// <summary>What TikTok itself answered, passed on inside a 200; null for a code that is no refusal.</summary>
    public static FollowingErrorKind? KindOfTikTokCode(long code) => code switch
    {
        3002060 => FollowingErrorKind.FollowingHidden, // "Profile user is hiding following list"
        209002 => FollowingErrorKind.FollowingHidden,  // to be seen only when logged in
        2096 => FollowingErrorKind.AccountPrivate,     // not visible
        10222 => FollowingErrorKind.AccountPrivate,    // web shape: private or hidden
        2065 => FollowingErrorKind.AccountNotFound,
        10221 => FollowingErrorKind.AccountNotFound,   // web shape
        10202 => FollowingErrorKind.AccountNotFound,   // banned
        _ => null,
    };

    /// <summary>What is read for <see cref="Words"/>.</summary>
    public static IEnumerable<string> Fields { get; } = ["error", "code", "type", "message", "status_msg", "statusMsg"];

    /// <summary>The provider's own words, wherever it keeps them: <c>error</c> as a text or as an object, or <c>message</c>.</summary>
    public static string? Words(JsonPart body)
    {
        JsonPart error = body.Field("error");
        string? code = error.Field("code").Text() ?? error.Field("type").Text();
        string? words = error.Text() ?? error.Field("message").Text() ?? body.Field("message").Text() ?? body.Field("status_msg").Text() ?? body.Field("statusMsg").Text();
        return (code, words) switch
        {
            (null, null) => null,
            (null, _) => words,
            (_, null) => code,
            _ => $"{code}: {words}",
        };
    }

    public static string Quote(JsonPart body) => Words(body) is string words ? $", \"{words}\"" : "";
}
