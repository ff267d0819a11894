using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Definitions;

/// <summary>Compares the built-in providers with their definitions, over all recorded responses.</summary>
public class ConformanceTests
{
    private const int KnownRecordings = 108;

    private static readonly string?[] s_cursors = [null, "1700000300", "lookup;", "id=7100000000000000040;abc"];

    public static TheoryData<string, string> Recordings()
    {
        TheoryData<string, string> data = [];
        foreach (string provider in ProviderRegistry.BuiltIn.Select(provider => provider.Facts.Name))
        {
            foreach (string name in Recorded.Names(provider))
            {
                data.Add(provider, name);
            }
        }
        return data;
    }

    public static TheoryData<string> Providers() =>
        [.. ProviderRegistry.BuiltIn.Select(provider => provider.Facts.Name)];

    [Fact]
    public void All_recorded_responses_are_compared()
    {
        string[] folders = Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Providers"));
        int files = folders.Sum(folder => Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Length);
        Assert.Equal(files, Recordings().Count);
        Assert.InRange(files, KnownRecordings, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_definition_reads_a_recorded_response_as_its_provider(string provider, string name)
    {
        foreach (string? cursor in s_cursors)
        {
            PageRequest page = Recorded.Request(cursor, includeRaw: true);
            Outcome expected = Outcome.Of(Recorded.Provider(provider), page, Recorded.Text(provider, name), name);
            Outcome found = Outcome.Of(Twin.Of(provider), page, Recorded.Text(provider, name), name);
            found.AssertIs(expected, provider);
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_recorded_response_is_transient_for_both(string provider, string name)
    {
        HttpStatusCode status = Recorded.Status(name);
        bool isGood = (int)status is >= 200 and <= 299;
        bool IsTransient(IFollowingProvider reader)
        {
            JsonPart body = Recorded.Json(Recorded.Text(provider, name), isGood ? reader.Fields : null);
            return new ErrorResponse(reader.Facts, status, body).IsTransient;
        }
        Assert.Equal(IsTransient(Recorded.Provider(provider)), IsTransient(Twin.Of(provider)));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_status_has_the_same_meaning_for_both(string provider)
    {
        for (int status = 400; status < 600; status++)
        {
            foreach (string body in (string[])["{}", "[]"])
            {
                Outcome expected = Outcome.Of(
                    Recorded.Provider(provider), Recorded.Request(), body, status.ToString("000", null));
                Outcome found = Outcome.Of(Twin.Of(provider), Recorded.Request(), body, status.ToString("000", null));
                found.AssertIs(expected, provider);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Requests_are_the_same(string provider)
    {
        IFollowingProvider original = Recorded.Provider(provider);
        foreach (string? cursor in s_cursors.Concat(["a b&c=d", "12e4567", "-5", "1700000000.5"]))
        {
            foreach (int? size in (int?[])[null, 7])
            {
                foreach (long? remaining in (long?[])[null, 3])
                {
                    foreach (bool trim in (bool[])[false, true])
                    {
                        PageRequest page = Recorded.Request(cursor, "some.one", remaining, size, trim);
                        AssertSame(page, original, Twin.Of(provider));
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Metadata_is_the_same(string provider)
    {
        ProviderMetadata expected = Recorded.Provider(provider).Facts;
        ProviderMetadata found = Twin.Of(provider).Facts;
        Assert.Equal(expected.Name + "Twin", found.Name);
        Assert.Equal(expected.BaseUri, found.BaseUri);
        Assert.Equal(expected.Website, found.Website);
        Assert.Equal(expected.KeyHeader, found.KeyHeader);
        Assert.Equal(expected.RecordPaths, found.RecordPaths);
        Assert.Equal(expected.CreditsPerRequest, found.CreditsPerRequest);
        Assert.Equal(expected.CreditsPerRecord, found.CreditsPerRecord);
        Assert.Equal(expected.Cost, found.Cost);
        Assert.Equal(expected.DefaultPageSize, found.DefaultPageSize);
        Assert.Equal(expected.SupportsPageSize, found.SupportsPageSize);
        Assert.Equal(expected.MaximumPageSize, found.MaximumPageSize);
        Assert.Equal(expected.SupportsTrim, found.SupportsTrim);
        Assert.Equal(expected.StatesTotal, found.StatesTotal);
        Assert.Equal(expected.HasFollowTimes, found.HasFollowTimes);
        Assert.Equal(expected.Accepts, found.Accepts);
        Assert.Equal(Recorded.Provider(provider).Balance is null, Twin.Of(provider).Balance is null);
        Assert.Equal(
            "TIKTOKFOLLOWING_" + found.Name.ToUpperInvariant() + "_API_KEY",
            (found with { IsRegistered = true }).EnvironmentVariable);
    }

    [Theory]
    [InlineData("SociaVault", """{ "credits": 12 }""")]
    [InlineData("ScrapeCreators", """{ "creditCount": 12 }""")]
    [InlineData("SocialFetch", """{ "data": { "balance": 12 } }""")]
    [InlineData("DumplingAI", """{ "data": { "credits_remaining": 12 } }""")]
    public void Balances_are_the_same(string provider, string body)
    {
        foreach (IFollowingProvider reader in (IFollowingProvider[])[Recorded.Provider(provider), Twin.Of(provider)])
        {
            BalanceRules balance = Assert.IsType<BalanceRules>(reader.Balance);
            ErrorResponse response = new(reader.Facts, HttpStatusCode.OK, Recorded.Json(body));
            Assert.Equal(12, balance.Read(response));
            using HttpRequestMessage request = balance.CreateRequest(0, reader.Facts.BaseUri);
            using HttpRequestMessage expected = Recorded.Provider(provider)
                .Balance!.CreateRequest(0, reader.Facts.BaseUri);
            Assert.Equal(expected.RequestUri, request.RequestUri);
            ErrorResponse error = new(reader.Facts, HttpStatusCode.Unauthorized, Recorded.Json("{}"));
            FollowingException failure = Assert.Throws<FollowingException>(() => balance.Read(error));
            Assert.Equal(FollowingErrorKind.AuthenticationFailed, failure.Kind);
        }
    }

    private static void AssertSame(PageRequest page, IFollowingProvider original, DefinedProvider twin)
    {
        using HttpRequestMessage expected = original.CreateRequest(page, original.Facts.BaseUri);
        using HttpRequestMessage found = twin.CreateRequest(page, original.Facts.BaseUri);
        Assert.Equal(expected.Method, found.Method);
        Assert.Equal(expected.RequestUri!.AbsoluteUri, found.RequestUri!.AbsoluteUri);
        Assert.Equal(BodyOf(expected), BodyOf(found));
        Assert.Equal(expected.Content?.Headers.ContentType, found.Content?.Headers.ContentType);
        Assert.Empty(found.Headers);
    }

    private static string? BodyOf(HttpRequestMessage request) =>
        request.Content?.ReadAsStringAsync().GetAwaiter().GetResult();

    /// <summary>Represents the result of a provider: a page or an error.</summary>
    private sealed record Outcome(ProviderPage? Page, FollowingException? Error)
    {
        public static Outcome Of(IFollowingProvider provider, PageRequest page, string body, string name)
        {
            HttpStatusCode status = Recorded.Status(name);
            bool isGood = (int)status is >= 200 and <= 299;
            try
            {
                JsonPart json = Recorded.Json(body, isGood ? provider.Fields : null);
                return new Outcome(provider.ReadPage(page, status, json), null);
            }
            catch (FollowingException e)
            {
                return new Outcome(null, e);
            }
        }

        public void AssertIs(Outcome expected, string provider)
        {
            AssertSame(expected.Error, Error, provider);
            Assert.Equal(expected.Page is null, Page is null);
            if (Page is null || expected.Page is null)
            {
                return;
            }
            AssertSame(expected.Page.Failure, Page.Failure, provider);
            Assert.Equal(expected.Page.Accounts.Count, Page.Accounts.Count);
            for (int i = 0; i < Page.Accounts.Count; i++)
            {
                AssertSame(expected.Page.Accounts[i], Page.Accounts[i], provider);
            }
            Assert.Equal(
                expected.Page with { Accounts = [], Failure = null },
                Page with
                {
                    Accounts = [],
                    Failure = null,
                    Note = Original(Page.Note, provider),
                    Warning = Original(Page.Warning, provider),
                });
        }

        // The provider's name is the only difference.
        private static void AssertSame(FollowedAccount expected, FollowedAccount found, string provider)
        {
            Assert.Equal(provider + "Twin", found.Provider);
            foreach (System.Reflection.PropertyInfo property in typeof(FollowedAccount).GetProperties())
            {
                if (property.Name != nameof(FollowedAccount.Provider))
                {
                    Assert.Equal(
                        (property.Name, property.GetValue(expected)), (property.Name, property.GetValue(found)));
                }
            }
        }

        private static void AssertSame(FollowingException? expected, FollowingException? found, string provider)
        {
            Assert.Equal(expected?.Kind, found?.Kind);
            Assert.Equal(Facts(expected?.Message), Facts(Original(found?.Message, provider)));
            Assert.Equal(expected?.CreditsCharged, found?.CreditsCharged);
            Assert.Equal(expected?.CreditsRemaining, found?.CreditsRemaining);
            Assert.Equal(expected?.RequestId, found?.RequestId);
        }

        private static string? Original(string? text, string provider) =>
            text?.Replace(provider + "Twin", provider, StringComparison.Ordinal);

        // A definition names the whole path of a list that is missing, and of a code, which it quotes.
        private static string? Facts(string? whole)
        {
            string? message = whole?.Replace("data.lookupStatus", "lookupStatus", StringComparison.Ordinal)
                .Replace("'", "", StringComparison.Ordinal);
            int start = message?.IndexOf("(it has n", StringComparison.Ordinal) ?? -1;
            return start < 0 ? message : message![..start];
        }
    }
}
