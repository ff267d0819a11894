using System;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// SociaVault: TikTok's list in an envelope. Every array arrives as an object with numeric keys, in any order. Trimmed pages do not say whether there is more.
/// </summary>
internal sealed class SociaVaultProvider : IBalanceProvider
{
    public ProviderFacts Facts { get; } = new("SociaVault", new Uri("https://api.sociavault.com"), new Uri("https://sociavault.com/dashboard"))
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

    public FieldNames Fields { get; } = new(TikTokList.ListFields, TikTokList.RecordFields, Failures.Fields, ["data", "credits_used", "creditsUsed"]) { OnDemand = TikTokList.Avatars };

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

    public ProviderBalance ReadBalance(int place, HttpStatusCode status, JsonPart body) => status == HttpStatusCode.OK
        ? BalanceReading.Read(body.Field("credits"), body)
        : throw BalanceReading.Failure(Facts, status == HttpStatusCode.Forbidden ? FollowingErrorKind.CreditsExhausted : Failures.KindOf(status), status, body);

    public bool IsTransient(HttpStatusCode status, JsonPart body) => Failures.IsTransient(status);

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body)
    {
        JsonPart data = body.Field("data");
        long? credits = body.Field("credits_used").Count() ?? body.Field("creditsUsed").Count() ?? data.Field("credits_used").Count() ?? data.Field("creditsUsed").Count();

        if (status != HttpStatusCode.OK)
        {
            if (status == HttpStatusCode.Forbidden) { throw Failures.Of(FollowingErrorKind.CreditsExhausted, Facts, page, "status 403" + Failures.Quote(body), credits ?? 0); }
            throw Failures.FromStatus(Facts, page, status, body, credits ?? 0);
        }
        if (data.ValueKind != JsonValueKind.Object)
        {
            TikTokList.ThrowIfRefused(Facts, page, body, credits);
            throw Failures.Of(FollowingErrorKind.UnexpectedResponse, Facts, page, "it has no data" + Failures.Quote(body), credits ?? Facts.PriceOf(0));
        }
        return TikTokList.Read(Facts, page, data, credits);
    }
}
