using System.Globalization;
using System.Net.Http;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>
/// Numbers the requests of a provider and reports the knowledge of the client to the ledger: before it reserves the
/// price of a request, and after it has read a response. The number shows the server a request that was sent twice
/// without the knowledge of the client.
/// </summary>
internal sealed class ObservedProvider(IFollowingProvider provider, Ledger ledger) : IFollowingProvider
{
    public const string Header = "X-Send";

    private static readonly AsyncLocal<ListFlow?> s_flow = new();

    /// <summary>Gets the list that the current task reads.</summary>
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

/// <summary>Represents a list in the ledger.</summary>
internal sealed class ListFlow
{
    /// <summary>
    /// Gets the provider of the last price lookup, and the highest price that the client had read by then.
    /// </summary>
    public (string Provider, long Price) LookedUp { get; set; }

    /// <summary>Gets the last request.</summary>
    public Send? LastSend { get; set; }

    /// <summary>Gets a price that was read, but possibly not counted yet.</summary>
    public (string Provider, long Price)? Pending { get; set; }
}

/// <summary>Represents a request that the client sent.</summary>
/// <param name="Number">The value of <see cref="ObservedProvider.Header"/>.</param>
/// <param name="Known">
/// The highest price of a unit that the client can have known when it reserved credits for the request.
/// </param>
internal sealed record Send(long Number, long Known)
{
    /// <summary>Gets the number of times that it reached the server.</summary>
    public int Arrivals { get; set; }

    /// <summary>Gets the stated price of a unit; null if the response states none.</summary>
    public long? StatedPrice { get; set; }
}
