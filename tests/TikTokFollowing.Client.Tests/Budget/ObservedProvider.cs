using System.Globalization;
using System.Net.Http;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>
/// A provider that numbers its requests and reports to the ledger what the client can know: before it reserves the
/// price of a request, and when it has read a response. The server sees the number, so that a request that is sent
/// twice without the client's knowledge is found.
/// </summary>
internal sealed class ObservedProvider(IFollowingProvider provider, Ledger ledger) : IFollowingProvider
{
    public const string Header = "X-Send";

    private static readonly AsyncLocal<ListFlow?> s_flow = new();

    /// <summary>The list that the running code reads.</summary>
    public static ListFlow? Flow { get => s_flow.Value; set => s_flow.Value = value; }

    // The client looks up the price here immediately before it reserves it.
    public ProviderMetadata Facts
    {
        get
        {
            if (Flow is ListFlow flow)
            {
                ledger.OnPriceLookup(flow, provider.Facts.Name);
            }
            return provider.Facts;
        }
    }

    public FieldNames Fields => provider.Fields;

    public BalanceRules? Balance => provider.Balance;

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri)
    {
        HttpRequestMessage request = provider.CreateRequest(page, baseUri);
        request.Headers.Add(Header, ledger.OnSend(Flow!, provider.Facts.Name).ToString(CultureInfo.InvariantCulture));
        return request;
    }

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        ledger.OnRead(Flow!);
        return provider.ReadPage(page, response);
    }
}

/// <summary>One list that is being read, as the ledger sees it.</summary>
internal sealed class ListFlow
{
    /// <summary>
    /// The provider whose price was looked up last, and the highest price that the client had read by then.
    /// </summary>
    public (string Provider, long Price) LookedUp { get; set; }

    /// <summary>The last request.</summary>
    public Send? LastSend { get; set; }

    /// <summary>A price that was read, but possibly not counted yet.</summary>
    public (string Provider, long Price)? Pending { get; set; }
}

/// <summary>One request as the client sent it.</summary>
/// <param name="Number">The value of <see cref="ObservedProvider.Header"/>.</param>
/// <param name="Known">The highest price of a unit that the client can have known when it reserved credits for
/// it.</param>
internal sealed record Send(long Number, long Known)
{
    /// <summary>How often it arrived.</summary>
    public int Arrivals { get; set; }

    /// <summary>The price of a unit that the response states; null where it states none.</summary>
    public long? StatedPrice { get; set; }
}
