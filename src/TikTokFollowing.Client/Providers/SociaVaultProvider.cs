using System;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// SociaVault: TikTok's list in an envelope. Every array arrives as an object with numeric keys, in any order. Trimmed pages do not say whether there is more.
/// </summary>
internal sealed class SociaVaultProvider : IBalanceProvider
{
    private const ErrorShape Shape = ErrorShape.ErrorText;

    public ProviderMetadata Facts { get; } = new("SociaVault", new Uri("https://api.sociavault.com"), new Uri("https://sociavault.com/dashboard"))
    {
        CreditsPerRequest = 1,
        Cost = "1 credit a page",
        SupportsTrim = true,
        HasFollowTimes = true,
        Notes =
        [
            "About 20 accounts a page; the size cannot be chosen.",
            "Its page calls verification_type 1 'verified', but every record has it; IsVerified goes by the text of the verification instead.",
            "With -Trim it does not say whether an account is verified or private, nor likes and videos, nor whether there is a next page: the list may then take one page more to end.",
            "No credits is 402 by its newer page, 403 by an older one; both are understood.",
        ],
    };

    public FieldNames Fields { get; } = new(TikTokListParser.ListFields, TikTokListParser.RecordFields, ErrorResponse.Fields, StatedValues.Fields)
    {
        OnDemand = TikTokListParser.Avatars,
    };

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri, ApiKey key)
    {
        HttpRequestMessage request = new(HttpMethod.Get, ProviderUri.Build(
            baseUri, "v1/scrape/tiktok/following", ("handle", page.Query.Handle.Value), ("min_time", page.Cursor), ("trim", page.Query.Trim ? "true" : null)));
        request.Headers.TryAddWithoutValidation("X-API-Key", key.Reveal());
        return request;
    }

    public HttpRequestMessage CreateBalanceRequest(int place, Uri baseUri, ApiKey key)
    {
        HttpRequestMessage request = new(HttpMethod.Get, ProviderUri.Build(baseUri, "v1/credits"));
        request.Headers.TryAddWithoutValidation("X-API-Key", key.Reveal());
        return request;
    }

    public ProviderBalance ReadBalance(int place, HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Shape, status, body);
        if (!response.HasGoodStatus || response.IsFlagged)
        {
            throw BalanceReading.Failure(Facts, KindOf(response), response);
        }
        return BalanceReading.Read(body.Field("credits"), body);
    }

    public bool IsTransient(HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Shape, status, body);
        return response.IsTransient && !(response.HasGoodStatus && body.Field("data").Field("followings").Items() is { Count: > 0 });
    }

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Shape, status, body);
        if (!response.HasGoodStatus)
        {
            throw ProviderErrors.Of(KindOf(response), Facts, page, response);
        }
        JsonPart data = body.Field("data");
        if (data.ValueKind != JsonValueKind.Object)
        {
            TikTokListParser.ThrowIfRefused(Facts, page, response, body, KindOf);
            throw ProviderErrors.Of(FollowingErrorKind.UnexpectedResponse, Facts, page, response, "it has no data" + response.Quote());
        }
        return TikTokListParser.Read(Facts, page, response, data, KindOf);
    }

    private static FollowingErrorKind KindOf(ErrorResponse response) =>
        response is { Status: 403, Origin: ErrorOrigin.Provider } ? ProviderErrors.KindOfForbidden(response) : ProviderErrors.KindOf(response);
}
