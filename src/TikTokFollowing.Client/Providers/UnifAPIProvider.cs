using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// UnifAPI: charges by the record, so it is never asked for more than is wanted. Takes handles by its OpenAPI file, but its guide says to look the id up first:
/// the handle is sent, and only if that is refused is it looked up, once. The cursor then carries the id: <c>id=6620…;</c> before the provider's own.
/// </summary>
internal sealed class UnifAPIProvider : IFollowingProvider
{
    private const string LookupCursor = "lookup;";
    private const string IdPrefix = "id=";

    public ProviderFacts Facts { get; } = new("UnifAPI", new Uri("https://api.unifapi.com"), new Uri("https://unifapi.com"))
    {
        CreditsPerRecord = 1,
        Cost = "1 credit an account, at least 1 a page",
        SupportsPageSize = true,
        MaximumPageSize = 50,
        AcceptsId = true,
        Notes =
        [
            "-First asks for no more accounts than are wanted, as each is charged.",
            "A hidden or private list looks like one that follows nobody: no accounts, and no error.",
            "No total, no sec_uid, no creation time, no time of the follow: its cursor is opaque.",
            "Its guide tells to look up the id of a handle first, its OpenAPI file takes the handle: the handle is sent, and looked up once (1 credit) if it is refused.",
        ],
    };

    public FieldNames Fields { get; } = new(
        Failures.Fields,
        ["billing", "credits_charged", "balance_remaining", "truncated_due_to_balance", "data", "pagination", "next_cursor", "has_more", "request_id"],
        ["id", "username", "display_name", "sec_uid", "bio", "is_verified", "is_private", "region", "language", "avatar_url"],
        ["follower_count", "following_count", "like_count", "video_count", "user_id"]);

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri, ApiKey key)
    {
        (string? id, string? cursor) = SplitCursor(page.Cursor);
        Uri address = page.Cursor == LookupCursor
            ? ProviderUri.Build(baseUri, "tiktok/users/resolve", ("username", page.Query.Handle.Value))
            : ProviderUri.Build(
                baseUri,
                $"tiktok/users/{Uri.EscapeDataString(id ?? page.Query.Handle.Value)}/following",
                ("cursor", cursor),
                ("limit", Limit(page)?.ToString(CultureInfo.InvariantCulture)));
        HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key.Reveal());
        return request;
    }

    public bool IsTransient(HttpStatusCode status, JsonPart body) => Failures.IsTransient(status);

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body)
    {
        JsonPart billing = body.Field("billing").IsPresent() ? body.Field("billing") : body.Field("error").Field("billing");
        long? credits = billing.Field("credits_charged").Count();
        if (status != HttpStatusCode.OK) { return ReadError(page, status, body, credits ?? 0); }
        if (page.Cursor == LookupCursor) { return ReadLookup(page, body, credits); }

        JsonPart data = body.Field("data");
        bool isAnswer = data.IsPresent() || body.Field("pagination").IsPresent() || body.Field("billing").IsPresent();
        IReadOnlyList<JsonPart>? records = data.IsPresent() ? data.Items() : [];
        if (!isAnswer || records is null)
        {
            throw Failures.Of(FollowingErrorKind.UnexpectedResponse, Facts, page, "it has no data" + Failures.Quote(body), credits ?? Facts.PriceOf(0));
        }

        JsonPart pagination = body.Field("pagination");
        string? next = pagination.Field("next_cursor").Cursor();
        string? id = SplitCursor(page.Cursor).Id;
        bool isTruncated = billing.Field("truncated_due_to_balance").Flag() == true;
        return new ProviderPage
        {
            Accounts = ProviderPage.AccountsOf(records, record => ReadRecord(page, record)),
            HasMore = pagination.Field("has_more").Flag(),
            NextCursor = next is null || id is null ? next : JoinCursor(id, next),
            CreditsCharged = credits,
            CreditsRemaining = billing.Field("balance_remaining").Number(),
            RequestId = body.Field("request_id").Word(),
            Note = records.Count == 0 && SplitCursor(page.Cursor).Cursor is null ? $"{Facts.Name} shows no accounts. It does not tell a hidden or private list from one that is empty." : null,
            Failure = isTruncated
                ? Failures.Of(FollowingErrorKind.CreditsExhausted, Facts, page, "truncated_due_to_balance: the page was cut to what the credits paid for")
                : null,
        };
    }

    private ProviderPage ReadError(PageRequest page, HttpStatusCode status, JsonPart body, long credits)
    {
        string? type = body.Field("error").Field("type").Text();
        bool canLookUp = page.Cursor is null && page.Query.Handle.Kind == HandleKind.Name;
        if (type == "invalid_id" && canLookUp)
        {
            return new ProviderPage { IsLookup = true, NextCursor = LookupCursor, CreditsCharged = credits, Note = $"{Facts.Name} wants an id instead of a handle: looking it up." };
        }
        if (type == "insufficient_credits") { throw Failures.Of(FollowingErrorKind.CreditsExhausted, Facts, page, $"status {(int)status}{Failures.Quote(body)}", credits); }
        throw Failures.FromStatus(Facts, page, status, body, credits);
    }

    private ProviderPage ReadLookup(PageRequest page, JsonPart body, long? credits)
    {
        JsonPart found = body.Field("data").Items() is { Count: > 0 } list ? list[0] : body.Field("data");
        if (found.ValueKind != JsonValueKind.Object) { found = body; }
        string id = found.Field("id").Id() ?? found.Field("user_id").Id() ?? found.Field("sec_uid").Id()
            ?? throw Failures.Of(FollowingErrorKind.AccountNotFound, Facts, page, "no id is known for this handle", credits ?? Facts.PriceOf(1));
        return new ProviderPage { IsLookup = true, NextCursor = JoinCursor(id, ""), CreditsCharged = credits };
    }

    private int? Limit(PageRequest page)
    {
        if (page.Remaining is not long remaining)
        {
            return page.Query.PageSize;
        }
        // The default may be 20 or 50 accounts: where it matters how many are charged, the size is always stated.
        int size = page.Query.PageSize ?? Facts.DefaultPageSize;
        return (int)Math.Max(1, Math.Min(remaining, size));
    }

    private static string JoinCursor(string id, string cursor) => $"{IdPrefix}{id};{cursor}";

    private static (string? Id, string? Cursor) SplitCursor(string? cursor)
    {
        if (cursor is null || !cursor.StartsWith(IdPrefix, StringComparison.Ordinal)) { return (null, cursor); }
        int end = cursor.IndexOf(';');
        if (end < 0) { return (null, cursor); }
        string rest = cursor.Substring(end + 1);
        return (cursor.Substring(IdPrefix.Length, end - IdPrefix.Length), rest.Length == 0 ? null : rest);
    }

    private FollowedAccount ReadRecord(PageRequest page, JsonPart record)
    {
        string? handle = record.Field("username").Text();
        return new FollowedAccount
        {
            Handle = handle,
            DisplayName = record.Field("display_name").Text(),
            Id = record.Field("id").Id(),
            SecUid = record.Field("sec_uid").Id(),
            Bio = record.Field("bio").Text(),
            IsVerified = record.Field("is_verified").Flag(),
            IsPrivate = record.Field("is_private").Flag(),
            Region = record.Field("region").Word(),
            Language = record.Field("language").Word(),
            AvatarUrl = record.Field("avatar_url").Address(),
            ProfileUrl = TikTokList.ProfileUrl(handle),
            FollowerCount = record.Field("follower_count").Count(),
            FollowingCount = record.Field("following_count").Count(),
            LikeCount = record.Field("like_count").Count(),
            VideoCount = record.Field("video_count").Count(),
            FollowedBy = page.Query.Handle.Value,
            Provider = Facts.Name,
            RetrievedAt = page.AskedAt,
            Raw = page.Query.IncludeRaw ? record.Raw() : null,
        };
    }
}
