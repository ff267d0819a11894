using System.Net.Http;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Implements ScrapeCreators, which returns TikTok's own list. A response with status 200 can contain an error status.
/// </summary>
internal sealed class ScrapeCreatorsProvider : IBalanceProvider
{
    // The documentation has all three; the first is the current one.
    private static readonly string[] s_balances =
        ["v1/account/credit-balance", "v1/credit-balance", "v1/credit/balance"];

    public ProviderMetadata Facts { get; } = new(
        "ScrapeCreators",
        new Uri("https://api.scrapecreators.com"),
        new Uri("https://app.scrapecreators.com"),
        new KeyHeader("x-api-key"))
    {
        ErrorShape = ErrorShape.SuccessFlag,
        RecordPaths = ["followings", "data.followings"],
        CreditsPerRequest = 1,
        Cost = "1 credit a page",
        SupportsTrim = true,
        HasFollowTimes = true,
        Notes =
        [
            "Pages have 20 accounts; the size is fixed.",
            "IsVerified is read from the text of the verification, because verification_type is 1 for every account.",
            "-Trim omits verification, privacy, likes, videos and the end of the list. "
                + "A trimmed list can therefore cost one more page.",
            "Current responses and errors state the charge and the remaining credits; older ones do not.",
            "Status 403 means that one list was refused, not the key.",
        ],
    };

    public FieldNames Fields { get; } = new(TikTokListParser.Fields);

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri) =>
        TikTokListParser.CreateRequest(page, baseUri, "v1/tiktok/user/following");

    public HttpRequestMessage CreateBalanceRequest(int addressIndex, Uri baseUri) =>
        new(HttpMethod.Get, ProviderUri.Build(baseUri, s_balances[addressIndex]));

    public ProviderBalance ReadBalance(int addressIndex, ErrorResponse response)
    {
        if (response.Status == 404 && addressIndex + 1 < s_balances.Length)
        {
            return new ProviderBalance { IsElsewhere = true };
        }
        return BalanceReading.Read(response, response.Body.Field("creditCount"), ProviderErrors.KindOf(response));
    }

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        JsonPart body = response.Body;
        JsonPart list = ListOf(body);
        // The real status of an error can be inside a response with status 200.
        bool hasErrorStatus = response.Status is >= 400 and <= 599;
        if (!response.HasGoodStatus || (hasErrorStatus && list.Field("followings").Items() is not { Count: > 0 }))
        {
            throw ProviderErrors.Of(KindOf(response), page, response);
        }
        return TikTokListParser.Read(page, response, list, KindOf);
    }

    // A 403 is documented as "forbidden" for content that is not returned. It concerns the key only if its words do.
    private static FollowingErrorKind KindOf(ErrorResponse response) =>
        response is { Status: 403, Origin: ErrorOrigin.Provider }
            ? ProviderErrors.KindOfForbidden(response, FollowingErrorKind.FollowingHidden)
            : ProviderErrors.KindOf(response);

    // Observed responses have no envelope. A list inside "data" is read as well, because SociaVault sends one.
    private static JsonPart ListOf(JsonPart body) =>
        body.Field("followings").IsPresent() || !body.Field("data").IsPresent() ? body : body.Field("data");
}
