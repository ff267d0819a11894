using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Implements DumplingAI. Requests are POSTs. Records have user and stats as on TikTok's web page, or are flat as in
/// its app. Status 403 means no credits, 503 means a rate limit.
/// </summary>
internal sealed class DumplingAIProvider : IBalanceProvider
{
    private static readonly string[] s_avatars = ["avatarLarger", "avatarMedium", "avatarThumb"];

    private static readonly RecordShape s_record = new(
        handle: "uniqueId",
        displayName: "nickname",
        id: "id",
        secUid: "secUid",
        bio: "signature",
        isPrivate: "privateAccount",
        followers: "followerCount",
        following: "followingCount",
        likes: "heartCount",
        videos: "videoCount",
        liked: "diggCount",
        createdAt: "createTime",
        otherPrivacy: "secret",
        otherLikes: "heart");

    public ProviderMetadata Facts { get; } = new(
        "DumplingAI",
        new Uri("https://app.dumplingai.com"),
        new Uri("https://app.dumplingai.com"),
        new KeyHeader("Authorization", "Bearer "))
    {
        ErrorShape = ErrorShape.ErrorTextOrObject,
        RecordPaths = ["followingList"],
        CreditsPerRequest = 10,
        Cost = "10 credits a page (older documents: 1)",
        SupportsPageSize = true,
        HasFollowTimes = true,
        Notes =
        [
            "Its newer documentation states 10 credits per request, and an older page states 1. "
                + "Responses do not state the charge, so 10 is counted.",
            "-PageSize sets 'count'. The accepted sizes are not documented.",
            "Its documentation names the cursor 'minTime', but its sample response has only 'minCursor'. "
                + "Both are read.",
            "Status 403 means that no credits are left, and 503 means a rate limit.",
        ],
    };

    public FieldNames Fields { get; } = new(
        TikTokListParser.Fields,
        s_record.Fields,
        ["followingList", "hasMore", "minTime", "minCursor", "maxCursor", "user", "stats", "verified"],
        s_avatars);

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("handle", page.Query.Handle.Value);
            if (page.Cursor is not null)
            {
                json.WritePropertyName("minTime");
                CursorNumber.Write(json, page.Cursor);
            }
            if (page.Query.PageSize is int count)
            {
                json.WriteNumber("count", count);
            }
            json.WriteString("requestSource", "API");
            json.WriteEndObject();
        }

        Uri address = ProviderUri.Build(baseUri, "api/v1/get-tiktok-user-following");
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body.ToArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    public HttpRequestMessage CreateBalanceRequest(int addressIndex, Uri baseUri) =>
        new(HttpMethod.Get, ProviderUri.Build(baseUri, "api/v2/balance"));

    // The documentation names the address but not the shape of the response, so every plausible shape is read.
    public ProviderBalance ReadBalance(int addressIndex, ErrorResponse response) =>
        BalanceReading.Read(response, default, KindOf(response));

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        JsonPart body = response.Body;
        if (!response.HasGoodStatus)
        {
            throw ProviderErrors.Of(KindOf(response), page, response);
        }

        IReadOnlyList<JsonPart>? records = body.Field("followingList").Items();
        if (records is null or { Count: 0 })
        {
            TikTokListParser.ThrowIfRefused(page, response, body, KindOf);
        }

        bool? hasMore = body.Field("hasMore").Flag();
        string? next = NextCursor(body, out string? problem);
        DateTime? after = JsonReading.FollowTime(next) ?? body.Field("minCursor").FollowTime();
        DateTime? before = body.Field("maxCursor").FollowTime() ?? JsonReading.FollowTime(page.Cursor);
        return RecordReading.PageOf(
            page,
            response,
            records,
            "followingList",
            record => ReadRecord(page, record, after, before),
            hasMore,
            next,
            problem) with
        {
            Total = body.Field("total").Count(),
            FollowedAfter = after,
            FollowedBefore = before,
        };
    }

    private static FollowingErrorKind KindOf(ErrorResponse response) => response switch
    {
        { Origin: not ErrorOrigin.Provider } or { IsPermanent: true } => ProviderErrors.KindOf(response),
        { Status: 403 } => ProviderErrors.KindOfForbidden(response),
        { Status: 503 } => FollowingErrorKind.RateLimited,
        _ => ProviderErrors.KindOf(response),
    };

    // Other providers return base64 of {"min_cursor": …}. The follow time in it is a valid minTime.
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
            string? next = TikTokListParser.DecodeToken(value).Field("min_cursor").Cursor()
                ?? value.Cursor(out problem);
            // The first readable value decides: 0, -1 and "" state that there is no next page.
            if (next is not null || problem is null)
            {
                problem = null;
                return next;
            }
        }
        return null;
    }

    private static bool IsFlat(JsonPart record) =>
        record.Field("uid").IsPresent()
        || record.Field("unique_id").IsPresent()
        || record.Field("sec_uid").IsPresent();

    private FollowedAccount ReadRecord(PageRequest page, JsonPart record, DateTime? after, DateTime? before)
    {
        JsonPart user = record.Field("user");
        if (user.ValueKind != JsonValueKind.Object || IsFlat(record))
        {
            return TikTokListParser.ReadRecord(Facts, page, record, after, before);
        }

        JsonPart stats = record.Field("stats");
        return s_record.Read(
            page,
            Facts,
            record,
            user,
            stats,
            stats,
            user.Field("verified").Flag(),
            TikTokListParser.Best(s_avatars.Select(size => user.Field(size))),
            (after, before));
    }
}
