using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Implements UnifAPI, which charges by the record, so the limit is never above the number of wanted accounts. Its
/// OpenAPI file accepts handles, its guide requires ids. The handle is sent first and looked up once if it is refused.
/// The cursor then contains the id, as <see cref="LookupCursor"/> describes.
/// </summary>
internal sealed class UnifAPIProvider : IFollowingProvider
{
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
        Meanings =
        [
            new(FollowingErrorKind.CreditsExhausted, Code: "insufficient_credits"),
            new(FollowingErrorKind.AuthenticationFailed, Code: "unauthorized"),
        ],
        RecordPaths = ["data.items", "data", "items"],
        CreditsPerRecord = 1,
        Cost = "1 credit an account, at least 1 a page",
        SupportsPageSize = true,
        MaximumPageSize = 50,
        Accepts = [HandleKind.Name, HandleKind.NumericId, HandleKind.SecUid],
        LooksUpIds = true,
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

    public BalanceRules? Balance => null;

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri)
    {
        LookupCursor position = LookupCursor.Parse(page.Cursor);
        Uri address = position.IsLookup
            ? ProviderUri.Build(baseUri, "tiktok/users/resolve", ("username", page.Query.Handle.Value))
            : ProviderUri.Build(
                baseUri,
                $"tiktok/users/{Uri.EscapeDataString(position.Id ?? page.Query.Handle.Value)}/following",
                ("cursor", position.Cursor),
                ("limit", page.GetPageSize(Facts)?.ToString(CultureInfo.InvariantCulture)));
        return new(HttpMethod.Get, address);
    }

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        JsonPart body = response.Body;
        if (!response.HasGoodStatus)
        {
            bool canLookUp = page is { Cursor: null, Query.Handle.Kind: HandleKind.Name }
                && response is { Code: "invalid_id", Origin: ErrorOrigin.Provider };
            return canLookUp ? RecordReading.StartLookup(response, page) : throw ProviderErrors.Of(page, response);
        }
        LookupCursor position = LookupCursor.Parse(page.Cursor);
        if (position.IsLookup)
        {
            return ReadLookup(page, response);
        }

        IReadOnlyList<JsonPart>? records = RecordsOf(body);
        if (response.IsFlagged && records is null or { Count: 0 })
        {
            throw ProviderErrors.Of(page, response);
        }

        JsonPart pagination = PaginationOf(body);
        ProviderPage read = RecordReading.PageOf(page, response, records, "data", ReadRecord, new ProviderPage
        {
            HasMore = pagination.Field("has_more").Flag(),
            NextCursor = position.Next(pagination.Field("next_cursor").Cursor(out string? problem)),
            CursorProblem = problem,
        });
        return read with
        {
            Warning = records!.Count == 0 && position.Cursor is null
                ? RecordReading.DescribeEmptyList(page, Facts)
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
        foreach (JsonPart list in (JsonPart[])[data.Field("items"), data, body.Field("items")])
        {
            if (list.IsPresent())
            {
                return list.Items();
            }
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
                ? ProviderErrors.Of(page, response)
                : ProviderErrors.Of(
                    FollowingErrorKind.AccountNotFound, page, response, "no id is known for this handle");
        }
        return RecordReading.LookupOf(response, LookupCursor.Parse(page.Cursor).Found(id));
    }

    private static FollowedAccount ReadRecord(JsonPart record) => s_record.Read(
        record,
        record,
        record,
        record.Field("is_verified").Flag(),
        record.Field("avatar_url").Address());
}
