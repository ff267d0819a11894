using System.Net.Http;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Implements ScrapeCreators, which returns TikTok's own list. A response with status 200 can contain an error status.
/// </summary>
internal sealed class ScrapeCreatorsProvider : IFollowingProvider
{
    public ProviderMetadata Facts { get; } = new(
        "ScrapeCreators",
        new Uri("https://api.scrapecreators.com"),
        new Uri("https://app.scrapecreators.com"),
        new KeyHeader("x-api-key"))
    {
        ErrorShape = ErrorShape.SuccessFlag,
        // A 403 is documented as "forbidden" for content that is not returned.
        Meanings = [new(FollowingErrorKind.FollowingHidden, Status: 403)],
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

    // The documentation has all three; the first is the current one.
    public BalanceRules? Balance =>
        new("creditCount", "v1/account/credit-balance", "v1/credit-balance", "v1/credit/balance");

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri) =>
        TikTokListParser.CreateRequest(page, baseUri, "v1/tiktok/user/following");

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        JsonPart body = response.Body;
        JsonPart list = ListOf(body);
        // The real status of an error can be inside a response with status 200.
        bool hasErrorStatus = response.Status is >= 400 and <= 599;
        if (!response.HasGoodStatus || (hasErrorStatus && list.Field("followings").Items() is not { Count: > 0 }))
        {
            throw ProviderErrors.Of(page, response);
        }
        return TikTokListParser.Read(page, response, list);
    }

    // Observed responses have no envelope. A list inside "data" is read as well, because SociaVault sends one.
    private static JsonPart ListOf(JsonPart body) =>
        body.Field("followings").IsPresent() || !body.Field("data").IsPresent() ? body : body.Field("data");
}
