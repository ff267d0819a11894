using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// DumplingAI: a POST. Records are pairs of user and stats as on TikTok's web page, or flat as in its app; no credits
/// is 403, rate limit is 503.
/// </summary>
internal sealed class DumplingAIProvider : IBalanceProvider
{
    private const ErrorShape Shape = ErrorShape.ErrorTextOrObject;

    private static readonly Regex s_number =
        new(@"^-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,18})?\z", RegexOptions.CultureInvariant);

    // An opaque cursor may look like one: 12e4567.
    private static readonly Regex s_numberWithExponent =
        new(@"^(0|[1-9][0-9]{0,18})(\.[0-9]{1,18})?[eE][+-]?[0-9]{1,2}\z", RegexOptions.CultureInvariant);

    private static readonly string[] s_avatars = ["avatarLarger", "avatarMedium", "avatarThumb"];

    public ProviderMetadata Facts { get; } = new("DumplingAI", new Uri("https://app.dumplingai.com"), new Uri("https://app.dumplingai.com"))
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
        TikTokListParser.ListFields,
        TikTokListParser.RecordFields,
        ErrorResponse.Fields,
        StatedValues.Fields,
        ["followingList", "total", "hasMore", "minTime", "minCursor", "maxCursor", "user", "stats"],
        ["id", "uniqueId", "secUid", "nickname", "signature", "verified", "privateAccount", "secret", "region", "language", "createTime", .. s_avatars],
        ["followerCount", "followingCount", "heartCount", "heart", "videoCount", "diggCount"]) { OnDemand = TikTokListParser.Avatars };

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri, ApiKey key)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("handle", page.Query.Handle.Value);
            if (page.Cursor is not null)
            {
                json.WritePropertyName("minTime");
                WriteCursor(json, page.Cursor);
            }
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

    // Its page names the address and not the shape of the response: any plausible shape is read.
    public ProviderBalance ReadBalance(int place, HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Shape, status, body);
        if (!response.HasGoodStatus || response.IsFlagged)
        {
            throw BalanceReading.Failure(Facts, KindOf(response), response);
        }
        return new ProviderBalance { CreditsRemaining = BalanceReading.Find(body) };
    }

    public bool IsTransient(HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Shape, status, body);
        return response.IsTransient && !(response.HasGoodStatus && body.Field("followingList").Items() is { Count: > 0 });
    }

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Shape, status, body);
        if (!response.HasGoodStatus)
        {
            throw ProviderErrors.Of(KindOf(response), Facts, page, response);
        }

        IReadOnlyList<JsonPart>? records = body.Field("followingList").Items();
        if (records is null or { Count: 0 })
        {
            TikTokListParser.ThrowIfRefused(Facts, page, response, body, KindOf);
        }
        if (records is null)
        {
            throw ProviderErrors.Of(FollowingErrorKind.UnexpectedResponse, Facts, page, response, "it has no followingList" + response.Quote());
        }

        bool? hasMore = body.Field("hasMore").Flag();
        string? next = NextCursor(body, out string? problem);
        DateTime? after = JsonReading.FollowTime(next) ?? body.Field("minCursor").FollowTime();
        DateTime? before = body.Field("maxCursor").FollowTime() ?? JsonReading.FollowTime(page.Cursor);
        return new ProviderPage
        {
            Accounts = RecordReading.AccountsOf(
                Facts, page, response, records, record => ReadRecord(page, record, after, before), out string? warning),
            Total = body.Field("total").Count(),
            HasMore = hasMore,
            NextCursor = next,
            CursorProblem = hasMore == false ? null : problem,
            FollowedAfter = after,
            FollowedBefore = before,
            CreditsCharged = StatedValues.CreditsCharged(body),
            CreditsRemaining = StatedValues.CreditsRemaining(body),
            RequestId = StatedValues.RequestId(body),
            Warning = warning,
        };
    }

    private static FollowingErrorKind KindOf(ErrorResponse response) => response switch
    {
        { Origin: not ErrorOrigin.Provider } or { IsPermanent: true } => ProviderErrors.KindOf(response),
        { Status: 403 } => ProviderErrors.KindOfForbidden(response),
        { Status: 503 } => FollowingErrorKind.RateLimited,
        _ => ProviderErrors.KindOf(response),
    };

    // A number stays a number and a text a text, as received.
    private static void WriteCursor(Utf8JsonWriter json, string cursor)
    {
        if (s_number.IsMatch(cursor) || (s_numberWithExponent.IsMatch(cursor) && JsonReading.FollowTime(cursor) is not null))
        {
            json.WriteRawValue(cursor);
        }
        else
        {
            json.WriteStringValue(cursor);
        }
    }

    // A sister service was seen to answer base64 of {"min_cursor": …}; the follow time in it is what minTime takes.
    private static string? NextCursor(JsonPart body, out string? problem)
    {
        problem = null;
        foreach (string field in (ReadOnlySpan<string>)["minTime", "min_time", "minCursor"])
        {
            JsonPart value = body.Field(field);
            if (!value.IsPresent())
            {
                continue;
            }
            string? next = TikTokListParser.DecodeToken(value).Field("min_cursor").Cursor() ?? value.Cursor(out problem);
            // The first one that can be read decides: 0, -1 and "" say that there is no next page.
            if (next is not null || problem is null)
            {
                problem = null;
                return next;
            }
        }
        return null;
    }

    private static bool IsFlat(JsonPart record) => record.Field("uid").IsPresent() || record.Field("unique_id").IsPresent() || record.Field("sec_uid").IsPresent();

    private FollowedAccount ReadRecord(PageRequest page, JsonPart record, DateTime? after, DateTime? before)
    {
        JsonPart user = record.Field("user");
        if (user.ValueKind != JsonValueKind.Object || IsFlat(record)) { return TikTokListParser.ReadRecord(Facts, page, record, after, before); }

        JsonPart stats = record.Field("stats");
        string? handle = user.Field("uniqueId").Text();
        (string? id, string? secUid) = RecordReading.Ids(user.Field("id").Id(), user.Field("secUid").Id());
        ProfileCounts counts = new(
            followers: stats.Field("followerCount").Count(),
            following: stats.Field("followingCount").Count(),
            likes: stats.Field("heartCount").Count() ?? stats.Field("heart").Count(),
            videos: stats.Field("videoCount").Count(),
            liked: stats.Field("diggCount").Count());
        return new FollowedAccount
        {
            Handle = handle,
            DisplayName = user.Field("nickname").Text(),
            Id = id,
            SecUid = secUid,
            Bio = user.Field("signature").Text(),
            IsVerified = user.Field("verified").Flag(),
            IsPrivate = user.Field("privateAccount").Flag() ?? user.Field("secret").Flag(),
            Region = user.Field("region").Word(),
            Language = user.Field("language").Word(),
            CreatedAt = user.Field("createTime").Time(),
            AvatarUrl = TikTokListParser.Best(s_avatars.Select(size => user.Field(size))),
            ProfileUrl = TikTokListParser.ProfileUrl(handle),
            FollowerCount = counts.Followers,
            FollowingCount = counts.Following,
            LikeCount = counts.Likes,
            VideoCount = counts.Videos,
            LikedCount = counts.Liked,
            FollowedBy = page.Query.Handle.Value,
            FollowedAfter = after,
            FollowedBefore = before,
            Provider = Facts.Name,
            RetrievedAt = page.AskedAt,
            Raw = page.Query.IncludeRaw ? record.Raw() : null,
        };
    }
}
