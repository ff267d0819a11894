using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Parses TikTok's own list, as its mobile app receives it. SociaVault and ScrapeCreators return it nearly unchanged,
/// DumplingAI returns some of its records.
/// </summary>
internal static class TikTokListParser
{
    /// <summary>
    /// Gets the names of the avatar fields, largest picture first. They are most of a page and rarely more than one is
    /// read.
    /// </summary>
    public static string[] Avatars { get; } =
        ["avatar_larger", "avatar_medium", "avatar_300x300", "avatar_168x168", "avatar_thumb"];

    private static readonly RecordShape s_record = new(
        handle: "unique_id",
        displayName: "nickname",
        id: "uid",
        secUid: "sec_uid",
        bio: "signature",
        isPrivate: "secret",
        followers: "follower_count",
        following: "following_count",
        likes: "total_favorited",
        videos: "aweme_count",
        liked: "favoriting_count",
        createdAt: "create_time");

    /// <summary>Gets the names of the fields that are read from a response.</summary>
    public static IEnumerable<string> Fields { get; } =
    [
        "followings", "next_page_token", "min_cursor", "max_cursor", "min_time", "total", "has_more", "status_code",
        "statusCode", "custom_verify", "enterprise_verify_reason", "url_list", .. Avatars, .. s_record.Fields,
        .. ErrorResponse.Fields, .. StatedValues.Fields,
    ];

    /// <summary>Creates a request for a page.</summary>
    public static HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri, string path) => new(
        HttpMethod.Get,
        ProviderUri.Build(
            baseUri,
            path,
            ("handle", page.Query.Handle.Value),
            ("min_time", page.Cursor),
            ("trim", page.Query.Trim ? "true" : null)));

    /// <summary>Returns a page, unless the response is a refusal with a good status.</summary>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response.</param>
    /// <param name="list">The object with <c>followings</c> in it.</param>
    /// <param name="kindOf">Returns the kind of an error of this provider.</param>
    public static ProviderPage Read(
        PageRequest page,
        ErrorResponse response,
        JsonPart list,
        Func<ErrorResponse, FollowingErrorKind> kindOf)
    {
        IReadOnlyList<JsonPart>? records = list.Field("followings").Items();
        if (records is null or { Count: 0 })
        {
            ThrowIfRefused(page, response, list, kindOf);
        }

        // next_page_token is base64 of {"max_cursor": …, "min_cursor": …}: the follow times of the first and the last
        // account of the page (decoded 2026-02).
        JsonPart token = DecodeToken(list.Field("next_page_token"));
        string? next = list.Field("min_time").Cursor(out string? problem);
        if (problem is not null || !list.Field("min_time").IsPresent())
        {
            next = token.Field("min_cursor").Cursor(out string? tokenProblem);
            problem = next is null ? problem ?? tokenProblem : null;
        }
        DateTime? after = list.Field("min_time").FollowTime() ?? token.Field("min_cursor").FollowTime();
        // max_time is the server's clock, not the other end of the window. The requested cursor means "on or before".
        DateTime? before = token.Field("max_cursor").FollowTime() ?? JsonReading.FollowTime(page.Cursor);
        bool? hasMore = list.Field("has_more").Flag(); // rec_has_more is not the end: it is false in mid-list

        return RecordReading.PageOf(
            page,
            response,
            records,
            "followings",
            record => ReadRecord(response.Facts, page, record, after, before),
            hasMore,
            next,
            problem) with
        {
            Total = list.Field("total").Count(),
            FollowedAfter = after,
            FollowedBefore = before,
        };
    }

    /// <summary>Throws if a response with a good status is a refusal.</summary>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response.</param>
    /// <param name="list">The object that can have TikTok's status code.</param>
    /// <param name="kindOf">Returns the kind of an error of this provider.</param>
    /// <exception cref="FollowingException">
    /// The response contains a refusal from TikTok, or reports that it is an error.
    /// </exception>
    public static void ThrowIfRefused(
        PageRequest page,
        ErrorResponse response,
        JsonPart list,
        Func<ErrorResponse, FollowingErrorKind> kindOf)
    {
        foreach (JsonPart part in (JsonPart[])[list, response.Body])
        {
            foreach (string field in (ReadOnlySpan<string>)["status_code", "statusCode"])
            {
                // A status from the provider is not a code from TikTok.
                if (part.Field(field).Number() is not (long code and not 0)
                    || (response.IsFlagged && code is >= 400 and <= 599))
                {
                    continue;
                }
                // An unknown code must not look like an empty list.
                FollowingErrorKind kind =
                    ProviderErrors.KindOfTikTokCode(code) ?? FollowingErrorKind.UnexpectedResponse;
                string detail = string.Format(CultureInfo.InvariantCulture, "code {0}{1}", code, response.Quote());
                throw ProviderErrors.Of(kind, page, response, detail);
            }
        }
        if (response.IsFlagged)
        {
            throw ProviderErrors.Of(kindOf(response), page, response);
        }
    }

    /// <summary>Reads a record of TikTok's own shape.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="page">The requested page.</param>
    /// <param name="record">The record.</param>
    /// <param name="after">The start of the page's window of follow times.</param>
    /// <param name="before">The end of the window.</param>
    public static FollowedAccount ReadRecord(
        ProviderMetadata facts, PageRequest page, JsonPart record, DateTime? after, DateTime? before) =>
        s_record.Read(
            page,
            facts,
            record,
            record,
            record,
            record,
            RecordReading.AnyText(record.Field("custom_verify"), record.Field("enterprise_verify_reason")),
            Best(Addresses(record)),
            (after, before));

    /// <summary>Returns the address of a profile; null without a plausible handle.</summary>
    // .NET Framework throws when it escapes tens of thousands of characters. A handle is much shorter.
    public static string? ProfileUrl(string? handle) =>
        handle is null or { Length: > 256 } ? null : "https://www.tiktok.com/@" + Uri.EscapeDataString(handle);

    /// <summary>Decodes the JSON in a base64 token.</summary>
    /// <returns>The JSON; undefined if the token has none.</returns>
    public static JsonPart DecodeToken(JsonPart token)
    {
        if (token.Text() is not string text || text.Length > 1024)
        {
            return default;
        }
        try
        {
            return SparseJson.Parse(Convert.FromBase64String(text))?.Root ?? default;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return default;
        }
    }

    private static IEnumerable<JsonPart> Addresses(JsonPart record)
    {
        foreach (string size in Avatars)
        {
            foreach (JsonPart address in record.Field(size).Field("url_list").Children())
            {
                yield return address;
            }
        }
    }

    /// <summary>Returns the address of a picture in the most widely supported format.</summary>
    /// <param name="addresses">The addresses of the same picture, larger sizes first.</param>
    // Few programs read heic, which is first in every list, and not all read webp.
    public static string? Best(IEnumerable<JsonPart> addresses)
    {
        JsonPart best = default;
        int bestRank = int.MaxValue;
        foreach (JsonPart item in addresses)
        {
            // Addresses are ranked as bytes, so that skipped ones are never decoded.
            int rank = FormatRank(item.RawBytes);
            if (rank < bestRank)
            {
                (best, bestRank) = (item, rank);
            }
            if (rank == 0)
            {
                break;
            }
        }
        // The best one by its format can be invalid. Then the first valid one by rank is used.
        return best.Address() ?? addresses
            .OrderBy(item => FormatRank(item.RawBytes))
            .Select(item => item.Address())
            .FirstOrDefault(address => address is not null);
    }

    private static int FormatRank(ReadOnlySpan<byte> address)
    {
        int end = address.IndexOf((byte)'?');
        // The last byte is a quote.
        ReadOnlySpan<byte> path = address.Slice(0, end < 0 ? Math.Max(0, address.Length - 1) : end);
        if (EndsWith(path, ".jpeg") || EndsWith(path, ".jpg"))
        {
            return 0;
        }
        if (EndsWith(path, ".webp"))
        {
            return 1;
        }
        return EndsWith(path, ".heic") ? 3 : 2;
    }

    // ASCII letters of either case are equal.
    private static bool EndsWith(ReadOnlySpan<byte> path, string ending)
    {
        if (path.Length < ending.Length)
        {
            return false;
        }
        ReadOnlySpan<byte> last = path.Slice(path.Length - ending.Length);
        for (int i = 0; i < last.Length; i++)
        {
            if ((last[i] | 0x20) != (ending[i] | 0x20))
            {
                return false;
            }
        }
        return true;
    }
}
