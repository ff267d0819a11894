using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>Social Fetch: a shape of its own. Hidden, private and missing are ordinary, charged answers; the cursor is opaque.</summary>
internal sealed class SocialFetchProvider : IBalanceProvider
{
    public ProviderFacts Facts { get; } = new("SocialFetch", new Uri("https://api.socialfetch.dev"), new Uri("https://socialfetch.dev"))
    {
        CreditsPerRequest = 1,
        Cost = "1 credit a page",
        SupportsTrim = true,
        Notes =
        [
            "Pages have the size that it chooses.",
            "Hidden, private and missing accounts cost a credit like a page, and so does an answer from its cache.",
            "No likes, and no time of the follow: its cursor is opaque.",
            "Handles have 64 characters at the most by one of its pages, 128 by the other; account creation is Unix seconds in one, ISO 8601 in the other. Both are taken.",
        ],
    };

    public FieldNames Fields { get; } = new(
        Failures.Fields,
        ["meta", "creditsCharged", "requestId", "data", "lookupStatus", "accounts", "totalAccounts", "page", "hasMore", "nextCursor"],
        ["handle", "platformUserId", "secUid", "displayName", "bio", "verified", "privateAccount", "region", "language", "accountCreatedAt", "avatarUrl", "profileUrl"],
        ["metrics", "followers", "following", "posts"]);

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri, ApiKey key)
    {
        HttpRequestMessage request = new(HttpMethod.Get, ProviderUri.Build(
            baseUri,
            $"v1/tiktok/profiles/{Uri.EscapeDataString(page.Query.Handle.Value)}/following",
            ("cursor", page.Cursor),
            ("trim", page.Query.Trim ? "true" : null)));
        request.Headers.TryAddWithoutValidation("x-api-key", key.Reveal());
        return request;
    }

    public HttpRequestMessage CreateBalanceRequest(int place, Uri baseUri, ApiKey key)
    {
        HttpRequestMessage request = new(HttpMethod.Get, ProviderUri.Build(baseUri, "v1/balance"));
        request.Headers.TryAddWithoutValidation("x-api-key", key.Reveal());
        return request;
    }

    public ProviderBalance ReadBalance(int place, HttpStatusCode status, JsonPart body) => status == HttpStatusCode.OK
        ? BalanceReading.Read(body.Field("data").Field("balance"), body)
        : throw BalanceReading.Failure(Facts, status, body);

    public bool IsTransient(HttpStatusCode status, JsonPart body) => Failures.IsTransient(status);

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body)
    {
        JsonPart meta = body.Field("meta");
        long? credits = meta.Field("creditsCharged").Count();
        if (status != HttpStatusCode.OK)
        {
            bool noCredits = body.Field("error").Field("code").Text() is "insufficient_credits" or "payment_required";
            if (noCredits) { throw Failures.Of(FollowingErrorKind.CreditsExhausted, Facts, page, $"status {(int)status}{Failures.Quote(body)}"); }
            throw Failures.FromStatus(Facts, page, status, body, credits ?? 0);
        }

        JsonPart data = body.Field("data");
        string? lookup = data.Field("lookupStatus").Text();
        FollowingErrorKind? refusal = lookup switch
        {
            "hidden" => FollowingErrorKind.FollowingHidden,
            "private" => FollowingErrorKind.AccountPrivate,
            "not_found" => FollowingErrorKind.AccountNotFound,
            _ => null,
        };
        if (refusal is FollowingErrorKind kind) { throw Failures.Of(kind, Facts, page, "lookupStatus " + lookup, credits ?? Facts.PriceOf(0)); }

        IReadOnlyList<JsonPart> records = data.Field("accounts").Items()
            ?? throw Failures.Of(FollowingErrorKind.UnexpectedResponse, Facts, page, "it has no accounts" + Failures.Quote(body), credits ?? Facts.PriceOf(0));

        return new ProviderPage
        {
            Accounts = ProviderPage.AccountsOf(records, record => ReadRecord(page, record)),
            Total = data.Field("totalAccounts").Count(),
            HasMore = data.Field("page").Field("hasMore").Flag(),
            NextCursor = data.Field("page").Field("nextCursor").Cursor(),
            CreditsCharged = credits,
            RequestId = meta.Field("requestId").Word(),
        };
    }

    private FollowedAccount ReadRecord(PageRequest page, JsonPart record)
    {
        string? handle = record.Field("handle").Text();
        JsonPart metrics = record.Field("metrics");
        return new FollowedAccount
        {
            Handle = handle,
            DisplayName = record.Field("displayName").Text(),
            Id = record.Field("platformUserId").Id(),
            SecUid = record.Field("secUid").Id(),
            Bio = record.Field("bio").Text(),
            IsVerified = record.Field("verified").Flag(),
            IsPrivate = record.Field("privateAccount").Flag(),
            Region = record.Field("region").Word(),
            Language = record.Field("language").Word(),
            CreatedAt = record.Field("accountCreatedAt").Time(),
            AvatarUrl = record.Field("avatarUrl").Address(),
            ProfileUrl = TikTokList.ProfileUrl(handle) ?? record.Field("profileUrl").Address(),
            FollowerCount = metrics.Field("followers").Count(),
            FollowingCount = metrics.Field("following").Count(),
            VideoCount = metrics.Field("posts").Count(),
            FollowedBy = page.Query.Handle.Value,
            Provider = Facts.Name,
            RetrievedAt = page.AskedAt,
            Raw = page.Query.IncludeRaw ? record.Raw() : null,
        };
    }
}
