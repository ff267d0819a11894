using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// TikTok's own list, as its mobile app gets it. SociaVault and ScrapeCreators pass it on nearly as it is, DumplingAI some of its records.
/// </summary>
internal static class TikTokListParser
{
    /// <summary>The same picture in several sizes, the largest first: hardly ever is more than one looked at, and they are most of a page.</summary>
    public static string[] Avatars { get; } = ["avatar_larger", "avatar_medium", "avatar_300x300", "avatar_168x168", "avatar_thumb"];

    /// <summary>What is read of a list.</summary>
    public static IEnumerable<string> ListFields { get; } =
        ["followings", "next_page_token", "min_cursor", "max_cursor", "min_time", "total", "has_more", "extra", "logid", "log_pb", "impr_id", "status_code", "statusCode"];

    /// <summary>What is read of a record.</summary>
    public static IEnumerable<string> RecordFields { get; } =
    [
        "uid", "unique_id", "sec_uid", "nickname", "signature", "secret", "region", "language", "create_time", "follower_count", "following_count", "total_favorited",
        "aweme_count", "favoriting_count", "custom_verify", "enterprise_verify_reason", "url_list", .. Avatars,
    ];

    /// <summary>Returns a page, unless the response is a refusal with a good status.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response.</param>
    /// <param name="list">The object that has <c>followings</c> in it.</param>
    /// <param name="kindOf">Returns the kind of an error of this provider.</param>
    public static ProviderPage Read(
        ProviderMetadata facts, PageRequest page, ErrorResponse response, JsonPart list, Func<ErrorResponse, FollowingErrorKind> kindOf)
    {
        IReadOnlyList<JsonPart>? records = list.Field("followings").Items();
        if (records is null or { Count: 0 })
        {
            ThrowIfRefused(facts, page, response, list, kindOf);
        }
        if (records is null)
        {
            throw ProviderErrors.Of(FollowingErrorKind.UnexpectedResponse, facts, page, response, "it has no followings" + response.Quote());
        }

        // next_page_token is base64 of {"max_cursor": …, "min_cursor": …}: the follow times of the page's first and last account, seen decoded 2026-02.
        JsonPart token = DecodeToken(list.Field("next_page_token"));
        string? next = list.Field("min_time").Cursor(out string? problem);
        if (problem is not null || !list.Field("min_time").IsPresent())
        {
            next = token.Field("min_cursor").Cursor(out string? tokenProblem);
            problem = next is null ? problem ?? tokenProblem : null;
        }
        DateTime? after = list.Field("min_time").FollowTime() ?? token.Field("min_cursor").FollowTime();
        // max_time is no help for the other end: it is the server's clock. The cursor asked for is: "on or before this time".
        DateTime? before = token.Field("max_cursor").FollowTime() ?? JsonReading.FollowTime(page.Cursor);
        bool? hasMore = list.Field("has_more").Flag(); // rec_has_more is not the end: it is false in mid-list

        return new ProviderPage
        {
            Accounts = RecordReading.AccountsOf(
                facts, page, response, records, record => ReadRecord(facts, page, record, after, before), out string? warning),
            Total = list.Field("total").Count(),
            HasMore = hasMore,
            NextCursor = next,
            CursorProblem = hasMore == false ? null : problem, // a list that ends needs no cursor
            FollowedAfter = after,
            FollowedBefore = before,
            CreditsCharged = StatedValues.CreditsCharged(response.Body),
            CreditsRemaining = StatedValues.CreditsRemaining(response.Body),
            RequestId = StatedValues.RequestId(response.Body),
            Warning = warning,
        };
    }

    /// <exception cref="FollowingException">The response has one of TikTok's own refusals in it, or says that it is an error.</exception>
    public static void ThrowIfRefused(
        ProviderMetadata facts, PageRequest page, ErrorResponse response, JsonPart list, Func<ErrorResponse, FollowingErrorKind> kindOf)
    {
        foreach (JsonPart part in (JsonPart[])[list, response.Body])
        {
            foreach (string field in (ReadOnlySpan<string>)["status_code", "statusCode"])
            {
                // A status of the provider is no code of TikTok's.
                if (part.Field(field).Number() is not (long code and not 0) || (response.IsFlagged && code is >= 400 and <= 599))
                {
                    continue;
                }
                // A code that is not documented is no empty list either: better an error than "follows nobody".
                FollowingErrorKind kind = ProviderErrors.KindOfTikTokCode(code) ?? FollowingErrorKind.UnexpectedResponse;
                throw ProviderErrors.Of(kind, facts, page, response, string.Format(CultureInfo.InvariantCulture, "code {0}{1}", code, response.Quote()));
            }
        }
        if (response.IsFlagged)
        {
            throw ProviderErrors.Of(kindOf(response), facts, page, response);
        }
    }

    public static FollowedAccount ReadRecord(ProviderMetadata facts, PageRequest page, JsonPart record, DateTime? after, DateTime? before)
    {
        string? handle = record.Field("unique_id").Text();
        (string? id, string? secUid) = RecordReading.Ids(record.Field("uid").Id(), record.Field("sec_uid").Id());
        ProfileCounts counts = new(
            followers: record.Field("follower_count").Count(),
            following: record.Field("following_count").Count(),
            likes: record.Field("total_favorited").Count(),
            videos: record.Field("aweme_count").Count(),
            liked: record.Field("favoriting_count").Count());
        return new FollowedAccount
        {
            Handle = handle,
            DisplayName = record.Field("nickname").Text(),
            Id = id,
            SecUid = secUid,
            Bio = record.Field("signature").Text(),
            IsVerified = IsVerified(record),
            IsPrivate = record.Field("secret").Flag(),
            Region = record.Field("region").Word(),
            Language = record.Field("language").Word(),
            CreatedAt = record.Field("create_time").Time(),
            AvatarUrl = Avatar(record),
            ProfileUrl = ProfileUrl(handle),
            FollowerCount = counts.Followers,
            FollowingCount = counts.Following,
            LikeCount = counts.Likes,
            VideoCount = counts.Videos,
            LikedCount = counts.Liked,
            FollowedBy = page.Query.Handle.Value,
            FollowedAfter = after,
            FollowedBefore = before,
            Provider = facts.Name,
            RetrievedAt = page.AskedAt,
            Raw = page.Query.IncludeRaw ? record.Raw() : null,
        };
    }

    // .NET Framework does not escape texts of tens of thousands of characters; no handle is anywhere near.
    public static string? ProfileUrl(string? handle) => handle is null or { Length: > 256 } ? null : "https://www.tiktok.com/@" + Uri.EscapeDataString(handle);

    /// <summary>The JSON in a base64 token; undefined where there is none.</summary>
    public static JsonPart DecodeToken(JsonPart token)
    {
        if (token.Text() is not string text || text.Length > 1024) { return default; }
        try { return SparseJson.Parse(Convert.FromBase64String(text))?.Root ?? default; }
        catch (Exception e) when (e is FormatException or JsonException) { return default; }
    }

    // By the text of the verification. verification_type, which SociaVault's page names, is 1 for accounts that nobody verified (all of 21 records seen, one with
    // 46 followers), and 0 in a verified account's own record.
    private static bool? IsVerified(JsonPart record)
    {
        JsonPart custom = record.Field("custom_verify");
        JsonPart enterprise = record.Field("enterprise_verify_reason");
        if (!string.IsNullOrWhiteSpace(custom.Text()) || !string.IsNullOrWhiteSpace(enterprise.Text())) { return true; }
        return custom.ValueKind == JsonValueKind.String || enterprise.ValueKind == JsonValueKind.String ? false : null;
    }

    private static string? Avatar(JsonPart record) => Best(Addresses(record));

    private static IEnumerable<JsonPart> Addresses(JsonPart record)
    {
        foreach (string size in Avatars)
        {
            foreach (JsonPart address in record.Field(size).Field("url_list").Children()) { yield return address; }
        }
    }

    /// <summary>The best of some addresses of the same picture, larger ones first in the list.</summary>
    // jpeg first: not everything that shows a CSV or a report reads webp, and hardly anything reads heic, which stands first in every list.
    public static string? Best(IEnumerable<JsonPart> addresses)
    {
        JsonPart best = default;
        int bestRank = int.MaxValue;
        foreach (JsonPart item in addresses)
        {
            // Ranked as bytes: most addresses are passed over, and cost no text.
            int rank = FormatRank(item.RawBytes);
            if (rank < bestRank) { (best, bestRank) = (item, rank); }
            if (rank == 0) { break; }
        }
        // The best one by its format may be no address; then, rarely, all of them are looked at.
        return best.Address() ?? addresses.OrderBy(item => FormatRank(item.RawBytes)).Select(item => item.Address()).FirstOrDefault(address => address is not null);
    }

    private static int FormatRank(ReadOnlySpan<byte> address)
    {
        int end = address.IndexOf((byte)'?');
        ReadOnlySpan<byte> path = end < 0 ? address.Slice(0, Math.Max(0, address.Length - 1)) : address.Slice(0, end); // the last byte is a quote
        if (EndsWith(path, ".jpeg") || EndsWith(path, ".jpg")) { return 0; }
        if (EndsWith(path, ".webp")) { return 1; }
        return EndsWith(path, ".heic") ? 3 : 2;
    }

    // Whatever the letters' case.
    private static bool EndsWith(ReadOnlySpan<byte> path, string ending)
    {
        if (path.Length < ending.Length) { return false; }
        ReadOnlySpan<byte> last = path.Slice(path.Length - ending.Length);
        for (int i = 0; i < last.Length; i++)
        {
            if ((last[i] | 0x20) != (ending[i] | 0x20)) { return false; }
        }
        return true;
    }
}
