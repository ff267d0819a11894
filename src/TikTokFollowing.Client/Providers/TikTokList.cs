using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// TikTok's own list, as its mobile app gets it. SociaVault and ScrapeCreators pass it on nearly as it is, DumplingAI some of its records.
/// </summary>
internal static class TikTokList
{
    private static readonly string[] s_avatars = ["avatar_larger", "avatar_medium", "avatar_300x300", "avatar_168x168", "avatar_thumb"];

    /// <summary>A page: the refusals inside a 200 first, then the list.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="page">What had been asked.</param>
    /// <param name="list">The object that has <c>followings</c> in it.</param>
    /// <param name="creditsCharged">What the answer says it cost.</param>
    public static ProviderPage Read(ProviderFacts facts, PageRequest page, JsonElement list, long? creditsCharged)
    {
        IReadOnlyList<JsonElement>? records = list.Field("followings").Items();
        if (records is null or { Count: 0 }) { ThrowIfRefused(facts, page, list, creditsCharged); }
        if (records is null) { throw Failures.Of(FollowingErrorKind.UnexpectedResponse, facts, page, "it has no followings" + Failures.Quote(list), creditsCharged ?? facts.PriceOf(0)); }

        // next_page_token is base64 of {"max_cursor": …, "min_cursor": …}: the follow times of the page's first and last account, seen decoded 2026-02.
        JsonElement token = DecodeToken(list.Field("next_page_token"));
        string? next = list.Field("min_time").Cursor() ?? (list.Field("min_time").IsPresent() ? null : token.Field("min_cursor").Cursor());
        DateTime? after = list.Field("min_time").Time() ?? token.Field("min_cursor").Time();
        // max_time is no help for the other end: it is the server's clock. The cursor asked for is: "on or before this time".
        DateTime? before = token.Field("max_cursor").Time() ?? CursorTime(page.Cursor);

        return new ProviderPage
        {
            Accounts = [.. records.Where(IsRecord).Select(record => ReadRecord(facts, page, record, after, before))],
            Total = list.Field("total").Count(),
            HasMore = list.Field("has_more").Flag(), // rec_has_more is not the end: it is false in mid-list
            NextCursor = next,
            FollowedAfter = after,
            FollowedBefore = before,
            CreditsCharged = creditsCharged,
            RequestId = list.Field("extra").Field("logid").Text() ?? list.Field("log_pb").Field("impr_id").Text(),
        };
    }

    /// <exception cref="FollowingException">The answer carries one of TikTok's own refusals.</exception>
    public static void ThrowIfRefused(ProviderFacts facts, PageRequest page, JsonElement body, long? creditsCharged)
    {
        foreach (string field in (ReadOnlySpan<string>)["status_code", "statusCode"])
        {
            // A code that nobody has written down is no empty list either: better an error than "follows nobody".
            if (body.Field(field).Number() is not (long code and not 0)) { continue; }
            FollowingErrorKind kind = Failures.KindOfTikTokCode(code) ?? FollowingErrorKind.UnexpectedResponse;
            throw Failures.Of(kind, facts, page, $"code {code}{Failures.Quote(body)}", creditsCharged ?? facts.PriceOf(0));
        }
    }

    /// <summary>Whether it names an account at all.</summary>
    public static bool IsRecord(JsonElement record) =>
        record.Field("uid").Id() is not null || record.Field("unique_id").Text() is not null || record.Field("sec_uid").Id() is not null;

    public static FollowedAccount ReadRecord(ProviderFacts facts, PageRequest page, JsonElement record, DateTime? after, DateTime? before)
    {
        string? handle = record.Field("unique_id").Text();
        return new FollowedAccount
        {
            Handle = handle,
            DisplayName = record.Field("nickname").Text(),
            Id = record.Field("uid").Id(),
            SecUid = record.Field("sec_uid").Id(),
            Bio = record.Field("signature").Text(),
            IsVerified = IsVerified(record),
            IsPrivate = record.Field("secret").Flag(),
            Region = record.Field("region").Text(),
            Language = record.Field("language").Text(),
            CreatedAt = record.Field("create_time").Time(),
            AvatarUrl = Avatar(record),
            ProfileUrl = ProfileUrl(handle),
            FollowerCount = record.Field("follower_count").Count(),
            FollowingCount = record.Field("following_count").Count(),
            LikeCount = record.Field("total_favorited").Count(),
            VideoCount = record.Field("aweme_count").Count(),
            LikedCount = record.Field("favoriting_count").Count(),
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

    /// <summary>A cursor of this kind as a time.</summary>
    public static DateTime? CursorTime(string? cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) ? JsonReading.FromUnixSeconds(seconds) : null;

    /// <summary>The JSON in a base64 token; undefined where there is none.</summary>
    public static JsonElement DecodeToken(JsonElement token)
    {
        if (token.Text() is not string text || text.Length > 1024) { return default; }
        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(text)));
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return default;
        }
    }

    // By the text of the verification. verification_type, which SociaVault's page names, is 1 for accounts that nobody verified (all of 21 records seen, one with
    // 46 followers), and 0 in a verified account's own record.
    private static bool? IsVerified(JsonElement record)
    {
        JsonElement custom = record.Field("custom_verify");
        JsonElement enterprise = record.Field("enterprise_verify_reason");
        if (!string.IsNullOrWhiteSpace(custom.Text()) || !string.IsNullOrWhiteSpace(enterprise.Text())) { return true; }
        return custom.ValueKind == JsonValueKind.String || enterprise.ValueKind == JsonValueKind.String ? false : null;
    }

    private static string? Avatar(JsonElement record) => Best(s_avatars.SelectMany(size => record.Field(size).Field("url_list").Items() ?? []));

    /// <summary>The best of some addresses of the same picture, larger ones first in the list.</summary>
    // jpeg first: not everything that shows a CSV or a report reads webp, and hardly anything reads heic, which stands first in every list.
    public static string? Best(IEnumerable<JsonElement> addresses)
    {
        string? best = null;
        int bestRank = int.MaxValue;
        foreach (JsonElement item in addresses)
        {
            if (item.Address() is not string address) { continue; }
            int rank = FormatRank(address);
            if (rank == 0) { return address; }
            if (rank < bestRank) { (best, bestRank) = (address, rank); }
        }
        return best;
    }

    private static int FormatRank(string address)
    {
        int end = address.IndexOf('?');
        string path = end < 0 ? address : address.Substring(0, end);
        if (path.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase)) { return 0; }
        if (path.EndsWith(".webp", StringComparison.OrdinalIgnoreCase)) { return 1; }
        return path.EndsWith(".heic", StringComparison.OrdinalIgnoreCase) ? 3 : 2;
    }
}
