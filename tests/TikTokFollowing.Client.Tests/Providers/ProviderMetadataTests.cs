using System.Reflection;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Tests the names, prices and abilities of all providers.</summary>
public sealed class ProviderMetadataTests
{
    public static TheoryData<string> Providers => new(ProviderRegistry.All.Select(provider => provider.Facts.Name));

    [Fact]
    public void Names_are_unique_and_alphabetical()
    {
        string[] names = [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        // case-insensitive, as Sort-Object sorts
        Assert.Equal(names.OrderBy(name => name, StringComparer.OrdinalIgnoreCase), names);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Is_found_by_its_name_in_any_case(string name)
    {
        IFollowingProvider provider = ProviderRegistry.Get(name);
        Assert.Equal(name, provider.Facts.Name);
        Assert.Same(provider, ProviderRegistry.Find(name.ToUpperInvariant()));
        Assert.Same(provider, ProviderRegistry.Find(string.Concat(name.Select(char.ToLowerInvariant))));
        Assert.Same(provider, ProviderRegistry.Find(name.Insert(6, " ")));
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        Assert.Null(ProviderRegistry.Find("Unknown"));
        FollowingException failure = Assert.Throws<FollowingException>(() => ProviderRegistry.Get("Unknown"));
        Assert.Equal(FollowingErrorKind.InvalidRequest, failure.Kind);
        Assert.All(
            ProviderRegistry.All,
            provider => Assert.Contains(provider.Facts.Name, failure.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SociaVault", "SOCIAVAULT_API_KEY")]
    [InlineData("SocialFetch", "SOCIALFETCH_API_KEY")]
    [InlineData("DumplingAI", "DUMPLINGAI_API_KEY")]
    [InlineData("UnifAPI", "UNIFAPI_API_KEY")]
    [InlineData("ScrapeCreators", "SCRAPECREATORS_API_KEY")]
    public void The_environment_variable_has_the_documented_name(string name, string variable)
    {
        Assert.Equal(variable, Recorded.Provider(name).Facts.EnvironmentVariable);
    }

    // The table of docs/providers.md. DumplingAI documents two prices, and the higher one counts.
    [Theory]
    [InlineData("SociaVault", "https://api.sociavault.com/", 1, 0, false, null, true, true, false)]
    [InlineData("SocialFetch", "https://api.socialfetch.dev/", 1, 0, false, null, true, false, false)]
    [InlineData("DumplingAI", "https://app.dumplingai.com/", 10, 0, true, null, false, true, false)]
    [InlineData("UnifAPI", "https://api.unifapi.com/", 0, 1, true, 50, false, false, true)]
    [InlineData("ScrapeCreators", "https://api.scrapecreators.com/", 1, 0, false, null, true, true, false)]
    public void The_metadata_matches_the_table(
        string name,
        string address,
        int perRequest,
        int perRecord,
        bool pageSize,
        int? largest,
        bool trim,
        bool followTimes,
        bool ids)
    {
        ProviderMetadata facts = Recorded.Provider(name).Facts;
        Assert.Equal(address, facts.BaseUri.AbsoluteUri);
        Assert.Equal(perRequest, facts.CreditsPerRequest);
        Assert.Equal(perRecord, facts.CreditsPerRecord);
        Assert.Equal(20, facts.DefaultPageSize);
        Assert.Equal(pageSize, facts.SupportsPageSize);
        Assert.Equal(largest, facts.MaximumPageSize);
        Assert.Equal(trim, facts.SupportsTrim);
        Assert.Equal(followTimes, facts.HasFollowTimes);
        Assert.Equal(ids, facts.AcceptsId);
    }

    [Fact]
    public void The_table_has_every_provider()
    {
        int rows = typeof(ProviderMetadataTests)
            .GetMethod(nameof(The_metadata_matches_the_table))!.GetCustomAttributes<InlineDataAttribute>()
            .Count();
        Assert.Equal(ProviderRegistry.All.Count, rows);
    }

    [Theory]
    [InlineData("SociaVault", 0, 1)]
    [InlineData("SociaVault", 20, 1)]
    [InlineData("DumplingAI", 20, 10)]
    [InlineData("UnifAPI", 0, 1)]
    [InlineData("UnifAPI", 1, 1)]
    [InlineData("UnifAPI", 50, 50)]
    public void A_page_has_the_listed_price(string name, int accounts, long credits)
    {
        Assert.Equal(credits, Recorded.Provider(name).Facts.PriceOf(accounts));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void The_cost_and_the_notes_are_described(string name)
    {
        ProviderMetadata facts = Recorded.Provider(name).Facts;
        Assert.NotEmpty(facts.Cost);
        Assert.NotEmpty(facts.Notes);
        Assert.All(facts.Notes, note => Assert.EndsWith(".", note, StringComparison.Ordinal));
        Assert.Equal("https", facts.Website.Scheme);
        Assert.True(facts.CreditsPerRequest > 0 ^ facts.CreditsPerRecord > 0);
    }
}
