using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>DumplingAI: a POST. Records are pairs of user and stats as on TikTok's web page, or flat as in its app; no credits is 403, rate limit is 503.</summary>
internal sealed class DumplingAIProvider : IBalanceProvider
{
    private static readonly string[] s_avatars = ["avatarLarger", "avatarMedium", "avatarThumb"];

    public ProviderFacts Facts { get; } = new("DumplingAI", new Uri("https://app.dumplingai.com"), new Uri("https://app.dumplingai.com"))
    {
        CreditsPerRequest = 10,
        Cost = "10 credits a page (1 by its older page)",
        SupportsPageSize = true,
        HasFollowTimes = true,
        Notes =
        [
            "One of its pages says 1 credit a request, the newer one 10. Its answers do not say; 10 is counted.",
            "-PageSize is its 'count'; it does not say which sizes it takes.",
            "Its page tells to go on with 'minTime', its sample has only 'minCursor'; both are understood.",
            "No credits is 403; a rate limit is 503.",
        ],
    };

    public FieldNames Fields { get; } = new(
        TikTokList.ListFields,
        TikTokList.RecordFields,
        Failures.Fields,
        ["followingList", "total", "hasMore", "minTime", "minCursor", "maxCursor", "user", "stats"],
        ["id", "uniqueId", "secUid", "nickname", "signature", "verified", "privateAccount", "secret", "region", "language", "createTime", .. s_avatars],
        ["followerCount", "followingCount", "heartCount", "heart", "videoCount", "diggCount"]) { OnDemand = TikTokList.Avatars };

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri, ApiKey key)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("handle", page.Query.Handle.Value);
            if (long.TryParse(page.Cursor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time)) { json.WriteNumber("minTime", time); }
            else if (page.Cursor is not null) { json.WriteString("minTime", page.Cursor); }
            if (page.Query.PageSize is int count) { json.WriteNumber("count", count); }
            json.WriteString("requestSource", "API");
            json.WriteEndObject();
        }

        HttpRequestMessage request = new(HttpMethod.Post, ProviderUri.Build(baseUri, "api/v1/get-tiktok-user-following")) { Content = new ByteArrayContent(body.ToArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key.Reveal());
        return request;
    }

    public HttpRequestMessage CreateBalanceRequest(int place, Uri baseUri, ApiKey key)
    {
        HttpRequestMessage request = new(HttpMethod.Get, ProviderUri.Build(baseUri, "api/v2/balance"));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key.Reveal());
        return request;
    }

    // Its page names the address and not the answer: any plausible shape is read.
    public ProviderBalance ReadBalance(int place, HttpStatusCode status, JsonPart body) => status == HttpStatusCode.OK
        ? new ProviderBalance { CreditsRemaining = BalanceReading.Find(body) }
        : throw BalanceReading.Failure(Facts, KindOf(status), status, body);

    public bool IsTransient(HttpStatusCode status, JsonPart body) => Failures.IsTransient(status);

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body)
    {
        if (status != HttpStatusCode.OK)
        {
            throw Failures.Of(KindOf(status), Facts, page, $"status {(int)status}{Failures.Quote(body)}");
        }

        IReadOnlyList<JsonPart>? records = body.Field("followingList").Items();
        if (records is null or { Count: 0 }) { TikTokList.ThrowIfRefused(Facts, page, body, null); }
        if (records is null) { throw Failures.Of(FollowingErrorKind.UnexpectedResponse, Facts, page, "it has no followingList" + Failures.Quote(body), Facts.PriceOf(0)); }

        string? next = NextCursor(body);
        DateTime? after = TikTokList.CursorTime(next) ?? body.Field("minCursor").Time();
        DateTime? before = body.Field("maxCursor").Time() ?? TikTokList.CursorTime(page.Cursor);
        return new ProviderPage
        {
            Accounts = ProviderPage.AccountsOf(records, record => ReadRecord(page, record, after, before)),
            Total = body.Field("total").Count(),
            HasMore = body.Field("hasMore").Flag(),
            NextCursor = next,
            FollowedAfter = after,
            FollowedBefore = before,
        };
    }

    private static FollowingErrorKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Forbidden => FollowingErrorKind.CreditsExhausted,
        HttpStatusCode.ServiceUnavailable => FollowingErrorKind.RateLimited,
        _ => Failures.KindOf(status),
    };

    // A sister service was seen to answer base64 of {"min_cursor": …}; the follow time in it is what minTime takes.
    private static string? NextCursor(JsonPart body)
    {
        foreach (string field in (ReadOnlySpan<string>)["minTime", "min_time", "minCursor"])
        {
            JsonPart value = body.Field(field);
            // The first that is there decides: 0, -1 and "" say that there is no next page.
            if (value.IsPresent()) { return TikTokList.DecodeToken(value).Field("min_cursor").Cursor() ?? value.Cursor(); }
        }
        return null;
    }

    private static bool IsFlat(JsonPart record) => record.Field("uid").IsPresent() || record.Field("unique_id").IsPresent() || record.Field("sec_uid").IsPresent();

    private FollowedAccount ReadRecord(PageRequest page, JsonPart record, DateTime? after, DateTime? before)
    {
        JsonPart user = record.Field("user");
        if (user.ValueKind != JsonValueKind.Object || IsFlat(record)) { return TikTokList.ReadRecord(Facts, page, record, after, before); }

        JsonPart stats = record.Field("stats");
        string? handle = user.Field("uniqueId").Text();
        return new FollowedAccount
        {
            Handle = handle,
            DisplayName = user.Field("nickname").Text(),
            Id = user.Field("id").Id(),
            SecUid = user.Field("secUid").Id(),
            Bio = user.Field("signature").Text(),
            IsVerified = user.Field("verified").Flag(),
            IsPrivate = user.Field("privateAccount").Flag() ?? user.Field("secret").Flag(),
            Region = user.Field("region").Word(),
            Language = user.Field("language").Word(),
            CreatedAt = user.Field("createTime").Time(),
            AvatarUrl = TikTokList.Best(s_avatars.Select(size => user.Field(size))),
            ProfileUrl = TikTokList.ProfileUrl(handle),
            FollowerCount = stats.Field("followerCount").Count(),
            FollowingCount = stats.Field("followingCount").Count(),
            LikeCount = stats.Field("heartCount").Count() ?? stats.Field("heart").Count(),
            VideoCount = stats.Field("videoCount").Count(),
            LikedCount = stats.Field("diggCount").Count(),
            FollowedBy = page.Query.Handle.Value,
            FollowedAfter = after,
            FollowedBefore = before,
            Provider = Facts.Name,
            RetrievedAt = page.AskedAt,
            Raw = page.Query.IncludeRaw ? record.Raw() : null,
        };
    }
}
