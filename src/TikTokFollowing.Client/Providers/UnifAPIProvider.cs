using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Implements UnifAPI, which charges by the record, so the limit is never above the number of wanted accounts. Its
/// OpenAPI file accepts handles, its guide requires ids. The handle is sent first and looked up once if it is refused.
/// The cursor then contains the id: <c>id=6620…;</c> before the provider's own cursor.
/// </summary>
internal sealed class UnifAPIProvider : IFollowingProvider
{
    private const string LookupCursor = "lookup;";
    private const string IdPrefix = "id=";

    private static readonly RecordShape s_record = new(
        handle: "username",
        displayName: "display_name",
        id: "id",
        secUid: "sec_uid",
        bio: "bio",
        isPrivate: "is_private",
        followers: "follower_count",
        following: "following_count",
        likes: "like_count",
        videos: "video_count");

    public ProviderMetadata Facts { get; } = new(
        "UnifAPI",
        new Uri("https://api.unifapi.com"),
        new Uri("https://unifapi.com"),
        new KeyHeader("Authorization", "Bearer "))
    {
        ErrorShape = ErrorShape.ErrorType,
        RecordPaths = ["data.items", "data", "items"],
        CreditsPerRecord = 1,
        Cost = "1 credit an account, at least 1 a page",
        SupportsPageSize = true,
        MaximumPageSize = 50,
        AcceptsId = true,
        StatesTotal = false,
        Notes =
        [
            "-First limits the page size to the number of wanted accounts, because each account is charged.",
            "A hidden or private list looks like an empty one: no accounts and no error.",
            "Total, sec_uid, creation time and follow time are unknown. The cursor is opaque.",
            "Its guide requires an id, but its OpenAPI file accepts a handle. The handle is sent; "
                + "if it is rejected, its id is looked up once for 1 credit.",
        ],
    };

    public FieldNames Fields { get; } = new(
        ErrorResponse.Fields,
        StatedValues.Fields,
        s_record.Fields,
        ["truncated_due_to_balance", "items", "pagination", "next_cursor", "has_more"],
        ["is_verified", "avatar_url", "user_id"]);

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri)
    {
        (string? id, string? cursor) = SplitCursor(page.Cursor);
        Uri address = page.Cursor == LookupCursor
            ? ProviderUri.Build(baseUri, "tiktok/users/resolve", ("username", page.Query.Handle.Value))
            : ProviderUri.Build(
                baseUri,
                $"tiktok/users/{Uri.EscapeDataString(id ?? page.Query.Handle.Value)}/following",
                ("cursor", cursor),
                ("limit", Limit(page)?.ToString(CultureInfo.InvariantCulture)));
        return new(HttpMethod.Get, address);
    }

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Facts, status, body);
        if (!response.HasGoodStatus)
        {
            return ReadError(page, response);
        }
        if (page.Cursor == LookupCursor)
        {
            return ReadLookup(page, response);
        }

        IReadOnlyList<JsonPart>? records = RecordsOf(body);
        if (response.IsFlagged && records is null or { Count: 0 })
        {
            throw ProviderErrors.Of(KindOf(response), page, response);
        }

        JsonPart pagination = PaginationOf(body);
        (string? id, string? cursor) = SplitCursor(page.Cursor);
        string? next = pagination.Field("next_cursor").Cursor(out string? problem);
        bool? hasMore = pagination.Field("has_more").Flag();
        ProviderPage read = RecordReading.PageOf(
            page,
            response,
            records,
            "data",
            record => ReadRecord(page, record),
            hasMore,
            next is null || id is null ? next : JoinCursor(id, next),
            problem);
        return read with
        {
            // Records that cannot be read are charged as well.
            CreditsCharged = read.CreditsCharged ?? (read.Warning is null ? null : Facts.PriceOf(records!.Count)),
            Warning = records!.Count == 0 && cursor is null
                ? $"{Facts.Name} returned no accounts for {page.Query.Handle.Shown}. "
                    + "It does not distinguish a hidden or private list from an empty one."
                : read.Warning,
            Failure = body.Field("billing").Field("truncated_due_to_balance").Flag() == true
                ? ProviderErrors.Of(
                    FollowingErrorKind.CreditsExhausted,
                    page,
                    response,
                    "truncated_due_to_balance: the page was shortened to the accounts that the balance covers",
                    isCharged: false)
                : null,
        };
    }

    // The current envelope is {data, pagination, billing}, an older one {items, has_more, next_cursor}.
    private static IReadOnlyList<JsonPart>? RecordsOf(JsonPart body)
    {
        JsonPart data = body.Field("data");
        if (data.Field("items").IsPresent())
        {
            return data.Field("items").Items();
        }
        if (data.IsPresent())
        {
            return data.Items();
        }
        if (body.Field("items").IsPresent())
        {
            return body.Field("items").Items();
        }
        bool isPage = PaginationOf(body).Field("has_more").IsPresent()
            || body.Field("pagination").IsPresent()
            || body.Field("billing").IsPresent();
        return isPage ? [] : null;
    }

    private static JsonPart PaginationOf(JsonPart body) =>
        body.Field("pagination").IsPresent() ? body.Field("pagination")
        : body.Field("data").Field("items").IsPresent() && !body.Field("has_more").IsPresent() ? body.Field("data")
        : body;

    private static FollowingErrorKind KindOf(ErrorResponse response) => (response.Origin, response.Code) switch
    {
        (ErrorOrigin.Provider, "insufficient_credits") => FollowingErrorKind.CreditsExhausted,
        (ErrorOrigin.Provider, "unauthorized") => FollowingErrorKind.AuthenticationFailed,
        _ => ProviderErrors.KindOf(response),
    };

    private ProviderPage ReadError(PageRequest page, ErrorResponse response)
    {
        bool canLookUp = page.Cursor is null
            && page.Query.Handle.Kind == HandleKind.Name
            && response.Origin == ErrorOrigin.Provider;
        if (response.Code == "invalid_id" && canLookUp)
        {
            return new ProviderPage
            {
                IsLookup = true,
                NextCursor = LookupCursor,
                CreditsCharged = response.Charge(),
                CreditsRemaining = StatedValues.CreditsRemaining(response.Body),
                RequestId = StatedValues.RequestId(response.Body),
                Note = $"{Facts.Name} requires an id instead of a handle. Looking it up.",
            };
        }
        throw ProviderErrors.Of(KindOf(response), page, response);
    }

    private static ProviderPage ReadLookup(PageRequest page, ErrorResponse response)
    {
        JsonPart body = response.Body;
        JsonPart found = body.Field("data").Items() is { Count: > 0 } list ? list[0] : body.Field("data");
        if (found.ValueKind != JsonValueKind.Object)
        {
            found = body;
        }
        string? id = found.Field("id").Id() ?? found.Field("user_id").Id() ?? found.Field("sec_uid").Id();
        if (id is null)
        {
            throw response.IsFlagged
                ? ProviderErrors.Of(KindOf(response), page, response)
                : ProviderErrors.Of(
                    FollowingErrorKind.AccountNotFound, page, response, "no id is known for this handle");
        }
        return new ProviderPage
        {
            IsLookup = true,
            NextCursor = JoinCursor(id, ""),
            CreditsCharged = StatedValues.CreditsCharged(body),
            CreditsRemaining = StatedValues.CreditsRemaining(body),
            RequestId = StatedValues.RequestId(body),
        };
    }

    // The documents disagree on the default limit (20 or 50), so the limit is sent if the number of accounts matters.
    private int? Limit(PageRequest page)
    {
        int size = page.Query.PageSize ?? Facts.DefaultPageSize;
        return page.Remaining is long remaining ? (int)Math.Max(1, Math.Min(size, remaining)) : page.Query.PageSize;
    }

    private static string JoinCursor(string id, string cursor) => $"{IdPrefix}{id};{cursor}";

    private static (string? Id, string? Cursor) SplitCursor(string? cursor)
    {
        if (cursor is null || !cursor.StartsWith(IdPrefix, StringComparison.Ordinal))
        {
            return (null, cursor);
        }
        int end = cursor.IndexOf(';');
        if (end < 0)
        {
            return (null, cursor);
        }
        string rest = cursor.Substring(end + 1);
        return (cursor.Substring(IdPrefix.Length, end - IdPrefix.Length), rest.Length == 0 ? null : rest);
    }

    private FollowedAccount ReadRecord(PageRequest page, JsonPart record) => s_record.Read(
        page,
        Facts,
        record,
        record,
        record,
        record,
        record.Field("is_verified").Flag(),
        record.Field("avatar_url").Address());
}
