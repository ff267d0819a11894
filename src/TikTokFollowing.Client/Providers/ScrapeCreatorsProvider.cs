using System;
using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>ScrapeCreators: TikTok's list as it is. An error can hide in a 200, with the true status inside.</summary>
internal sealed class ScrapeCreatorsProvider : IBalanceProvider
{
    // Both were seen; the first is the documented one.
    private static readonly string[] s_balances = ["v1/account/credit-balance", "v1/credit-balance"];

    public ProviderFacts Facts { get; } = new("ScrapeCreators", new Uri("https://api.scrapecreators.com"), new Uri("https://app.scrapecreators.com"))
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
            "Some answers say how many credits are left; then CreditsRemaining has it.",
        ],
    };

    public FieldNames Fields { get; } = new(TikTokList.ListFields, TikTokList.RecordFields, Failures.Fields, ["data", "errorStatus", "credits_used", "credits_remaining"]) { OnDemand = TikTokList.Avatars };

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
        if (body.Field("errorStatus").Number() is long inner and >= 400 and <= 599) { status = (HttpStatusCode)inner; }
        if (status == HttpStatusCode.NotFound && place + 1 < s_balances.Length) { return new ProviderBalance { IsElsewhere = true }; }
        return status == HttpStatusCode.OK ? BalanceReading.Read(body.Field("creditCount"), body) : throw BalanceReading.Failure(Facts, status, body);
    }

    public bool IsTransient(HttpStatusCode status, JsonPart body) => Failures.IsTransient(status);

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body)
    {
        // {success: false, message, errorStatus}: the status that the answer should have had.
        if (body.Field("errorStatus").Number() is long inner and >= 400 and <= 599) { throw Failures.FromStatus(Facts, page, (HttpStatusCode)inner, body); }
        if (status != HttpStatusCode.OK) { throw Failures.FromStatus(Facts, page, status, body); }

        // No envelope was ever seen here; a list inside "data" is read all the same, as its sister service has one.
        JsonPart list = body.Field("followings").IsPresent() || !body.Field("data").IsPresent() ? body : body.Field("data");
        ProviderPage read = TikTokList.Read(Facts, page, list, body.Field("credits_used").Count());
        return read with { CreditsRemaining = body.Field("credits_remaining").Number() };
    }
}
