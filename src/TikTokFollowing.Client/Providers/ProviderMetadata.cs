using System;
using System.Collections.Generic;
using System.Globalization;

namespace TikTokFollowing.Client.Providers;

/// <summary>What is known of a provider before asking it anything.</summary>
internal sealed record ProviderMetadata(string Name, Uri BaseUri, Uri Website)
{
    /// <summary>Credits for one request; the largest of the prices where the provider's own pages disagree. 0 where records are charged.</summary>
    public int CreditsPerRequest { get; init; }

    /// <summary>Credits for one account in an answer; 0 where requests are charged.</summary>
    public int CreditsPerRecord { get; init; }

    /// <summary>The price in words, contradictions included.</summary>
    public string Cost { get; init; } = "";

    public int DefaultPageSize { get; init; } = 20;

    public bool SupportsPageSize { get; init; }

    public int? MaximumPageSize { get; init; }

    public bool SupportsTrim { get; init; }

    /// <summary>The cursor is a follow time in Unix seconds, so <c>-MinTime</c> means something and a page tells a window.</summary>
    public bool HasFollowTimes { get; init; }

    public bool AcceptsId { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The variable that may hold its key, such as <c>SOCIAVAULT_API_KEY</c>.</summary>
    public string EnvironmentVariable => Name.ToUpper(CultureInfo.InvariantCulture) + "_API_KEY";

    /// <summary>What so many pages with so many accounts together cost by the price list.</summary>
    public long PriceOf(long pages, long accounts) => CreditsPerRequest * pages + CreditsPerRecord * Math.Max(accounts, pages);

    /// <summary>The least that so many accounts cost, in pages of that size; null is the usual one.</summary>
    public long PriceOfAccounts(int accounts, int? pageSize)
    {
        int size = pageSize ?? DefaultPageSize;
        return PriceOf((accounts + size - 1L) / size, accounts);
    }

    /// <summary>What a page with so many accounts costs by the price list; a request without accounts is charged like one account.</summary>
    public long PriceOf(int accounts) => PriceOf(1, accounts);
}
