using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Implements SociaVault, which returns TikTok's own list in an envelope. Every array is an object with numeric keys
/// in any order. Trimmed pages do not state whether there is a next page.
/// </summary>
internal sealed class SociaVaultProvider : IFollowingProvider
{
    public ProviderMetadata Facts { get; } = new(
        "SociaVault",
        new Uri("https://api.sociavault.com"),
        new Uri("https://sociavault.com/dashboard"),
        new KeyHeader("X-API-Key"))
    {
        ErrorShape = ErrorShape.ErrorText,
        Meanings = [new(FollowingErrorKind.CreditsExhausted, Status: 403)],
        RecordPaths = ["data.followings"],
        CreditsPerRequest = 1,
        Cost = "1 credit a page",
        SupportsTrim = true,
        HasFollowTimes = true,
        Notes =
        [
            "Pages have about 20 accounts; the size is fixed.",
            "IsVerified is read from the text of the verification. "
                + "Its documentation calls verification_type 1 'verified', but every record has it.",
            "-Trim omits verification, privacy, likes, videos and the end of the list. "
                + "A trimmed list can therefore cost one more page.",
            "Status 402 (newer documentation) or 403 (older) means that no credits are left. Both are recognized.",
        ],
    };

    public FieldNames Fields { get; } = new(TikTokListParser.Fields);

    public BalanceRules? Balance => new("credits", "v1/credits");

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri) =>
        TikTokListParser.CreateRequest(page, baseUri, "v1/scrape/tiktok/following");

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        JsonPart body = response.Body;
        if (!response.HasGoodStatus)
        {
            throw ProviderErrors.Of(page, response);
        }
        JsonPart data = body.Field("data");
        if (data.ValueKind != JsonValueKind.Object)
        {
            TikTokListParser.ThrowIfRefused(page, response, body);
            string detail = "it has no data" + response.Quote();
            throw ProviderErrors.Of(FollowingErrorKind.UnexpectedResponse, page, response, detail);
        }
        return TikTokListParser.Read(page, response, data);
    }
}
