using System.Net;
using TikTokFollowing.Client.Http;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

/// <summary>Tests <see cref="Loopback"/> and <see cref="ProxyAddress"/>.</summary>
public class AddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("http://127.0.0.1:9801/c/plain", true)]
    [InlineData("http://127.255.3.4/", true)]
    [InlineData("http://127.1/", true)]
    [InlineData("http://[::1]:80/", true)]
    [InlineData("http://[::ffff:127.0.0.1]/", true)]
    [InlineData("http://localhost/", true)]
    [InlineData("http://LOCALHOST:8080/", true)]
    [InlineData("http://localhost./", true)]
    [InlineData("http://api.localhost/", true)]
    [InlineData("http://a.b.LocalHost/", true)]
    [InlineData("http://128.0.0.1/", false)]
    [InlineData("http://0.0.0.0/", false)]
    [InlineData("http://10.0.0.1/", false)]
    [InlineData("http://[::2]/", false)]
    [InlineData("http://localhost.example.com/", false)]
    [InlineData("http://notlocalhost/", false)]
    [InlineData("http://127.0.0.1.example.com/", false)]
    [InlineData("https://api.sociavault.com/", false)]
    public void Loopback_addresses_are_recognized(string address, bool isLoopback) =>
        Assert.Equal(isLoopback, Loopback.IsLoopback(new Uri(address)));

    [Theory]
    [InlineData("http://proxy.corp:8080")]
    [InlineData("http://proxy.corp:8080/")]
    [InlineData("https://proxy.corp")]
    [InlineData("http://127.0.0.1:3128")]
    [InlineData("socks5://127.0.0.1:1080")]
    public void A_proxy_with_a_scheme_and_a_host_is_valid(string address) => ProxyAddress.Check(new Uri(address));

    [Theory]
    [InlineData("ftp://proxy.corp:8080", "http://proxy.corp:8080")]
    [InlineData("proxy.corp:8080", "http://proxy.corp:8080")]
    [InlineData("proxy:8080", "http://proxy:8080")]
    [InlineData("10.0.0.1:3128", "http://10.0.0.1:3128")]
    [InlineData("proxy.corp", "http://proxy.corp")]
    [InlineData("/proxy", "http://proxy.example.com:8080")]
    [InlineData("", "http://proxy.example.com:8080")]
    [InlineData("file:///etc/passwd", "http://proxy.example.com:8080")]
    [InlineData("mailto:someone@example.com", "http://proxy.example.com:8080")]
    [InlineData("user:sEcret@proxy.corp:8080", "http://proxy.example.com:8080")]
    [InlineData("ftp://user:sEcret@proxy.corp:8080", "http://proxy.example.com:8080")]
    [InlineData("http://user:sEcret@proxy.corp:8080", "-ProxyCredential")]
    [InlineData("http://proxy.corp/proxy.pac", "http://proxy.corp?")]
    [InlineData("http://proxy.corp:8080/?a=b", "http://proxy.corp:8080?")]
    [InlineData("http://proxy.corp:8080/#a", "http://proxy.corp:8080?")]
    public void Any_other_proxy_is_an_invalid_request_that_shows_the_right_form(string address, string shown)
    {
        Uri proxy = new(address, UriKind.RelativeOrAbsolute);
        FollowingException e = Assert.Throws<FollowingException>(() => ProxyAddress.Check(proxy));

        Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
        Assert.Contains(shown, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sEcret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_address_bypasses_the_proxy()
    {
        ProxyAddress proxy = new(new Uri("http://proxy.corp:8080"), new NetworkCredential("a", "b"));

        Assert.False(proxy.IsBypassed(new Uri("http://127.0.0.1/")));
        Assert.Equal("proxy.corp", proxy.GetProxy(new Uri("http://localhost/")).Host);
    }
}
