using System.Globalization;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

public class ProviderRegistryTests
{
    [Theory]
    [InlineData("SocialVault", "SociaVault")]
    [InlineData("sociavualt", "SociaVault")]
    [InlineData("SociVault", "SociaVault")]
    [InlineData("socia-vault", "SociaVault")]
    [InlineData("SocialFech", "SocialFetch")]
    [InlineData("social-fetch", "SocialFetch")]
    [InlineData("social_fetch", "SocialFetch")]
    [InlineData("SocialFetch.dev", "SocialFetch")]
    [InlineData("scrape-creators", "ScrapeCreators")]
    [InlineData("scrape creator", "ScrapeCreators")]
    [InlineData("ScarpeCreators", "ScrapeCreators")]
    [InlineData("Dumpling AI.", "DumplingAI")]
    [InlineData("dumplin", "DumplingAI")]
    [InlineData("DUMPLINGIA", "DumplingAI")]
    [InlineData("unify", "UnifAPI")]
    [InlineData("UnifiAPI", "UnifAPI")]
    [InlineData("unif", "UnifAPI")]
    [InlineData("vault", "SociaVault")]
    [InlineData("scraper", "ScrapeCreators")]
    [InlineData("soc", "SocialFetch or SociaVault")]
    [InlineData("socia", "SocialFetch or SociaVault")]
    public void A_misspelt_name_is_suggested_under_every_culture(string name, string suggestion)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            foreach (string each in (string[])["en-US", "en-GB", "de-DE", "fr-CA", "tr-TR", "th-TH", "ar-SA", "fa-IR"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(each);

                FollowingException e = Assert.Throws<FollowingException>(() => ProviderRegistry.Get(name));

                Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
                Assert.Equal(
                    $"There is no provider '{name}'. Did you mean {suggestion}? "
                        + "The providers are: DumplingAI, ScrapeCreators, SocialFetch, SociaVault, UnifAPI. "
                        + "To add one that a file defines: Register-TikTokFollowingProvider -Path <file>",
                    e.Message);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("Nobody")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("Apify")]
    [InlineData("EnsembleData")]
    [InlineData("TikTok")]
    public void Another_name_suggests_nothing(string name)
    {
        FollowingException e = Assert.Throws<FollowingException>(() => ProviderRegistry.Get(name));

        Assert.DoesNotContain("Did you mean", e.Message, StringComparison.Ordinal);
        Assert.Contains("The providers are: DumplingAI", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_very_long_name_is_not_compared()
    {
        FollowingException e =
            Assert.Throws<FollowingException>(() => ProviderRegistry.Get("SociaVault" + new string('t', 1_000_000)));

        Assert.DoesNotContain("Did you mean", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sociavault")]
    [InlineData("SOCIAVAULT")]
    [InlineData("Socia Vault")]
    public void Case_and_blanks_are_accepted(string name) =>
        Assert.Equal("SociaVault", ProviderRegistry.Get(name).Facts.Name);
}
