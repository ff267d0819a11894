using System.Net.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Implements a provider whose definition has a request for the balance.</summary>
internal sealed class DefinedBalanceProvider(ProviderDefinition definition, BalanceRules balance)
    : DefinedProvider(definition), IBalanceProvider
{
    // A balance request has no values, which the parser ensures.
    private static readonly RequestValues s_none = new(new FollowingHandle("", HandleKind.Name), default, null, false);

    public HttpRequestMessage CreateBalanceRequest(int addressIndex, Uri baseUri) =>
        balance.Request.Create(s_none, baseUri);

    public ProviderBalance ReadBalance(int addressIndex, ErrorResponse response)
    {
        JsonPart credits = balance.Credits
            .Select(path => path.Find(response))
            .FirstOrDefault(part => part.Count() is not null);
        return BalanceReading.Read(response, credits, Rules.KindOf(response));
    }
}
