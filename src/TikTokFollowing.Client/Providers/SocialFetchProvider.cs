using System.Net.Http;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Implements Social Fetch, which has its own shape and an opaque cursor. Hidden, private and missing accounts are
/// charged responses with status 200.
/// </summary>
internal sealed class SocialFetchProvider : IFollowingProvider
{
    public ProviderMetadata Facts { get; } = new(
        "SocialFetch",
        new Uri("https://api.socialfetch.dev"),
        new Uri("https://socialfetch.dev"),
        new KeyHeader("x-api-key"))
    {
        ErrorShape = ErrorShape.ErrorCode,
        Meanings =
        [
            new(FollowingErrorKind.CreditsExhausted, Code: "insufficient_credits"),
            new(FollowingErrorKind.CreditsExhausted, Code: "payment_settlement_failed"),
            new(FollowingErrorKind.AuthenticationFailed, Code: ProviderErrors.NoKeyArrived),
        ],
        RecordPaths = ["data.accounts"],
        CreditsPerRequest = 1,
        Cost = "1 credit a page",
        SupportsTrim = true,
        Notes =
        [
            "The page size is fixed by the provider.",
            "Hidden, private and missing accounts cost 1 credit, as does a response from its cache.",
            "Likes are known only for accounts with TikTok's own fields in 'details'. "
                + "Follow times are unknown, because the cursor is opaque.",
            "Its documents disagree on the length of handles (64 or 128) and on account creation times "
                + "(Unix seconds or ISO 8601). Both are accepted.",
        ],
    };

    private static readonly RecordShape s_record = new(
        handle: "handle",
        displayName: "displayName",
        id: "platformUserId",
        secUid: "secUid",
        bio: "bio",
        isPrivate: "privateAccount",
        followers: "followers",
        following: "following",
        likes: "total_favorited",
        videos: "posts",
        liked: "favoriting_count",
        createdAt: "accountCreatedAt",
        profileUrl: "profileUrl");

    public FieldNames Fields { get; } = new(
        ErrorResponse.Fields,
        StatedValues.Fields,
        s_record.Fields,
        ["lookupStatus", "accounts", "totalAccounts", "page", "hasMore", "nextCursor"],
        ["verified", "avatarUrl", "metrics", "details"]);

    public BalanceRules? Balance => new("data.balance", "v1/balance");

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri) => new(
        HttpMethod.Get,
        ProviderUri.Build(
            baseUri,
            $"v1/tiktok/profiles/{Uri.EscapeDataString(page.Query.Handle.Value)}/following",
            ("cursor", page.Cursor),
            ("trim", page.Query.Trim ? "true" : null)));

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        if (!response.HasGoodStatus)
        {
            throw ProviderErrors.Of(page, response);
        }

        JsonPart data = response.Body.Field("data");
        IReadOnlyList<JsonPart>? records = data.Field("accounts").Items();
        if (records is null or { Count: 0 })
        {
            ThrowIfRefused(page, response);
        }

        return RecordReading.PageOf(page, response, records, "accounts", ReadRecord, new ProviderPage
        {
            HasMore = data.Field("page").Field("hasMore").Flag(),
            NextCursor = data.Field("page").Field("nextCursor").Cursor(out string? problem),
            CursorProblem = problem,
            Total = data.Field("totalAccounts").Count(),
        });
    }

    // Hidden, private and missing are documented. An unknown word is an error too: without "found" there is no list.
    private static void ThrowIfRefused(PageRequest page, ErrorResponse response)
    {
        if (response.IsFlagged)
        {
            throw ProviderErrors.Of(page, response);
        }
        JsonPart lookup = response.Body.Field("data").Field("lookupStatus");
        string? outcome = lookup.Text()?.Trim() ?? (lookup.IsPresent() ? lookup.GetRawText() : null);
        FollowingErrorKind? refusal = outcome?.ToUpperInvariant() switch
        {
            "FOUND" => null,
            "HIDDEN" => FollowingErrorKind.FollowingHidden,
            "PRIVATE" => FollowingErrorKind.AccountPrivate,
            "NOT_FOUND" => FollowingErrorKind.AccountNotFound,
            _ => FollowingErrorKind.UnexpectedResponse,
        };
        if (refusal is FollowingErrorKind kind)
        {
            string detail = outcome is null
                ? "it has neither lookupStatus nor accounts"
                : $"lookupStatus {outcome}{response.Quote()}";
            throw ProviderErrors.Of(kind, page, response, detail);
        }
    }

    // "details" is TikTok's own record.
    private static FollowedAccount ReadRecord(JsonPart record) => s_record.Read(
        record,
        record.Field("metrics"),
        record.Field("details"),
        record.Field("verified").Flag(),
        record.Field("avatarUrl").Address());
}
