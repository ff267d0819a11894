using System;
using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Providers;

/// <summary>ScrapeCreators: TikTok's list as it is. An error can hide in a 200, with the true status inside.</summary>
internal sealed class ScrapeCreatorsProvider : IBalanceProvider
{
    private const ErrorShape Shape = ErrorShape.SuccessFlag;

    // All three are documented somewhere; the first is the current one.
    private static readonly string[] s_balances = ["v1/account/credit-balance", "v1/credit-balance", "v1/credit/balance"];

    public ProviderMetadata Facts { get; } = new("ScrapeCreators", new Uri("https://api.scrapecreators.com"), new Uri("https://app.scrapecreators.com"))
    {
        CreditsPerRequest = 1,
        Cost = "1 credit a page",
        SupportsTrim = true,
        HasFollowTimes = true,
        Notes =
        [
            "20 accounts a page; the size cannot be chosen.",
            "IsVerified goes by the text of the verification; verification_type is 1 for everybody.",
            "With -Trim it does not say whether an account is verified or private, nor likes and videos, nor whether there is a next page: the list may then take one page more to end.",
            "Responses state the charge and the credits that remain, errors too; older ones do not.",
            "A 403 is a refusal of one list and not of the key.",
        ],
    };

    public FieldNames Fields { get; } = new(TikTokListParser.ListFields, TikTokListParser.RecordFields, ErrorResponse.Fields, StatedValues.Fields)
    {
        OnDemand = TikTokListParser.Avatars,
    };

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri, ApiKey key)
    {
        HttpRequestMessage request = new(HttpMethod.Get, ProviderUri.Build(
            baseUri, "v1/tiktok/user/following", ("handle", page.Query.Handle.Value), ("min_time", page.Cursor), ("trim", page.Query.Trim ? "true" : null)));
        request.Headers.TryAddWithoutValidation("x-api-key", key.Reveal());
        return request;
    }

    public HttpRequestMessage CreateBalanceRequest(int place, Uri baseUri, ApiKey key)
    {
        HttpRequestMessage request = new(HttpMethod.Get, ProviderUri.Build(baseUri, s_balances[place]));
        request.Headers.TryAddWithoutValidation("x-api-key", key.Reveal());
        return request;
    }

    public ProviderBalance ReadBalance(int place, HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Shape, status, body);
        if (response.Status == 404 && place + 1 < s_balances.Length)
        {
            return new ProviderBalance { IsElsewhere = true };
        }
        if (!response.HasGoodStatus || response.IsFlagged)
        {
            throw BalanceReading.Failure(Facts, ProviderErrors.KindOf(response), response);
        }
        return BalanceReading.Read(body.Field("creditCount"), body);
    }

    public bool IsTransient(HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Shape, status, body);
        return response.IsTransient && !(response.HasGoodStatus && ListOf(body).Field("followings").Items() is { Count: > 0 });
    }

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body)
    {
        ErrorResponse response = new(Shape, status, body);
        JsonPart list = ListOf(body);
        // The status that the response should have had may stand inside it.
        bool hasErrorStatus = response.Status is >= 400 and <= 599;
        if (!response.HasGoodStatus || (hasErrorStatus && list.Field("followings").Items() is not { Count: > 0 }))
        {
            throw ProviderErrors.Of(KindOf(response), Facts, page, response);
        }
        return TikTokListParser.Read(Facts, page, response, list, KindOf);
    }

    // A 403 is documented as "forbidden" for content that it does not return. Only words about the key mean the key.
    private static FollowingErrorKind KindOf(ErrorResponse response)
    {
        if (response is not { Status: 403, Origin: ErrorOrigin.Provider } || response.IsAboutKey)
        {
            return ProviderErrors.KindOf(response);
        }
        bool isPrivate = response.Words?.IndexOf("private", StringComparison.OrdinalIgnoreCase) >= 0;
        return isPrivate ? FollowingErrorKind.AccountPrivate : FollowingErrorKind.FollowingHidden;
    }

    // Without an envelope, as far as was seen; a list inside "data" is read as well, as its sister service has one.
    private static JsonPart ListOf(JsonPart body) =>
        body.Field("followings").IsPresent() || !body.Field("data").IsPresent() ? body : body.Field("data");
}
