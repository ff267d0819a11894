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
    public static ProviderPage Read(PageRequest page, ErrorResponse response, JsonPart list)
    {
        IReadOnlyList<JsonPart>? records = list.Field("followings").Items();
        if (records is null or { Count: 0 })
        {
            ThrowIfRefused(page, response, list);
        }

        // next_page_token is base64 of {"max_cursor": …, "min_cursor": …}: the follow times of the first and the last
        // account of the page (decoded 2026-02).
        JsonPart token = DecodeToken(list.Field("next_page_token"));
        JsonPart minTime = list.Field("min_time");
        string? next = minTime.Cursor(out string? problem);
        if (problem is not null || !minTime.IsPresent())
        {
            next = token.Field("min_cursor").Cursor(out string? tokenProblem);
            problem = next is null ? problem ?? tokenProblem : null;
        }
        return RecordReading.PageOf(page, response, records, "followings", ReadRecord, new ProviderPage
        {
            HasMore = list.Field("has_more").Flag(), // rec_has_more is not the end: it is false in mid-list
            NextCursor = next,
            CursorProblem = problem,
            Total = list.Field("total").Count(),
            FollowedAfter = minTime.FollowTime() ?? token.Field("min_cursor").FollowTime(),
            // max_time is the server's clock, not the other end of the window. The requested cursor means "on or
            // before".
            FollowedBefore = token.Field("max_cursor").FollowTime() ?? JsonReading.FollowTime(page.Cursor),
        });
    }

    /// <summary>Throws if a response with a good status is a refusal.</summary>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response.</param>
    /// <param name="list">The object that can have TikTok's status code.</param>
    /// <exception cref="FollowingException">
    /// The response contains a refusal from TikTok, or reports that it is an error.
    /// </exception>
    public static void ThrowIfRefused(PageRequest page, ErrorResponse response, JsonPart list)
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
            throw ProviderErrors.Of(page, response);
        }
    }

    /// <summary>Reads a record of TikTok's own shape.</summary>
    public static FollowedAccount ReadRecord(JsonPart record) => s_record.Read(
        record,
        record,
        record,
        RecordReading.AnyText(record.Field("custom_verify"), record.Field("enterprise_verify_reason")),
        Best(Addresses(record)));

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
        return best.Address()
            ?? addresses.OrderBy(item => FormatRank(item.RawBytes)).FirstNotNull(static item => item.Address());
    }

    private static int FormatRank(ReadOnlySpan<byte> address)
    {
        int end = address.IndexOf((byte)'?');
        // The last byte is a quote.
        ReadOnlySpan<byte> path = address.Slice(0, end < 0 ? Math.Max(0, address.Length - 1) : end);
        return EndsWith(path, ".jpeg") || EndsWith(path, ".jpg") ? 0
            : EndsWith(path, ".webp") ? 1
            : EndsWith(path, ".heic") ? 3
            : 2;
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
