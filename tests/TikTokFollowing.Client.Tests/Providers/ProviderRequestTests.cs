using System.Net.Http;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Tests the requests of all providers.</summary>
public sealed class ProviderRequestTests
{
    private const string Gateway = "https://gateway.example:8443/tik/tok";

    public static TheoryData<string> Providers => new(ProviderRegistry.All.Select(provider => provider.Facts.Name));

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_request_uses_HTTPS_to_the_provider_and_has_no_header(string name)
    {
        IFollowingProvider provider = Recorded.Provider(name);
        Assert.Equal("https", provider.Facts.BaseUri.Scheme);
        foreach (PageRequest page in Requests())
        {
            using HttpRequestMessage request = provider.CreateRequest(page, provider.Facts.BaseUri);
            Assert.Equal("https", request.RequestUri!.Scheme);
            Assert.Equal(provider.Facts.BaseUri.Authority, request.RequestUri.Authority);
            Assert.Empty(request.Headers);
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Keeps_the_path_of_a_gateway(string name)
    {
        IFollowingProvider provider = Recorded.Provider(name);
        foreach (PageRequest page in Requests())
        {
            using HttpRequestMessage own = provider.CreateRequest(page, provider.Facts.BaseUri);
            foreach (string address in (string[])[Gateway, Gateway + "/"])
            {
                using HttpRequestMessage request = provider.CreateRequest(page, new Uri(address));
                Assert.Equal(
                    Gateway + own.RequestUri!.PathAndQuery,
                    request.RequestUri!.AbsoluteUri);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Escapes_handle_and_cursor(string name)
    {
        IFollowingProvider provider = Recorded.Provider(name);
        PageRequest harmless = Recorded.Request("c", "h");
        PageRequest hostile = Recorded.Request("c&trim=true#x y\r\n", "h/../../x?y=1&z#%2e é");
        using HttpRequestMessage expected = provider.CreateRequest(harmless, provider.Facts.BaseUri);
        using HttpRequestMessage request = provider.CreateRequest(hostile, provider.Facts.BaseUri);

        Uri uri = request.RequestUri!;
        Assert.Equal("", uri.Fragment);
        Assert.Equal(expected.RequestUri!.Segments.Length, uri.Segments.Length);
        Assert.Equal(expected.RequestUri.Query.Count(c => c is '&' or '='), uri.Query.Count(c => c is '&' or '='));
        Assert.DoesNotContain(uri.AbsoluteUri, c => c is <= ' ' or > '~');
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_call_creates_a_new_request(string name)
    {
        IFollowingProvider provider = Recorded.Provider(name);
        PageRequest page = Recorded.Request("1734470383");
        using HttpRequestMessage one = provider.CreateRequest(page, provider.Facts.BaseUri);
        using HttpRequestMessage two = provider.CreateRequest(page, provider.Facts.BaseUri);

        Assert.NotSame(one, two);
        Assert.Equal(one.RequestUri, two.RequestUri);
        if (one.Content is not null) { Assert.NotSame(one.Content, two.Content); }
    }

    private static IEnumerable<PageRequest> Requests()
    {
        yield return Recorded.Request();
        yield return Recorded.Request("1734470383", pageSize: 7);
        yield return Recorded.Request("opaque/+=", trim: true, remaining: 3);
        yield return Recorded.Request("lookup;");
        yield return Recorded.Request("id=7100000000000000040;c2");
    }
}
