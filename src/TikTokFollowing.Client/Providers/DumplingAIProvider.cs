using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Implements DumplingAI. Requests are POSTs. Records have user and stats as on TikTok's web page, or are flat as in
/// its app. Status 403 means no credits, 503 means a rate limit.
/// </summary>
internal sealed class DumplingAIProvider : IFollowingProvider
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
        Meanings =
        [
            new(FollowingErrorKind.CreditsExhausted, Status: 403), new(FollowingErrorKind.RateLimited, Status: 503),
        ],
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

    // The documentation names the address but not the shape of the response, so every plausible shape is read.
    public BalanceRules? Balance => new(field: null, "api/v2/balance");

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri)
    {
        Uri address = ProviderUri.Build(baseUri, "api/v1/get-tiktok-user-following");
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonBody.Create(WriteBody) };

        void WriteBody(Utf8JsonWriter json)
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
    }

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        JsonPart body = response.Body;
        if (!response.HasGoodStatus)
        {
            throw ProviderErrors.Of(page, response);
        }

        IReadOnlyList<JsonPart>? records = body.Field("followingList").Items();
        if (records is null or { Count: 0 })
        {
            TikTokListParser.ThrowIfRefused(page, response, body);
        }

        string? next = NextCursor(body, out string? problem);
        return RecordReading.PageOf(page, response, records, "followingList", ReadRecord, new ProviderPage
        {
            HasMore = body.Field("hasMore").Flag(),
            NextCursor = next,
            CursorProblem = problem,
            Total = body.Field("total").Count(),
            FollowedAfter = JsonReading.FollowTime(next) ?? body.Field("minCursor").FollowTime(),
            FollowedBefore = body.Field("maxCursor").FollowTime() ?? JsonReading.FollowTime(page.Cursor),
        });
    }

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

    private static FollowedAccount ReadRecord(JsonPart record)
    {
        JsonPart user = record.Field("user");
        if (user.ValueKind != JsonValueKind.Object || IsFlat(record))
        {
            return TikTokListParser.ReadRecord(record);
        }

        JsonPart stats = record.Field("stats");
        return s_record.Read(
            user,
            stats,
            stats,
            user.Field("verified").Flag(),
            TikTokListParser.Best(s_avatars.Select(size => user.Field(size))));
    }
}
