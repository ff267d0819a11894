using System.Net;
using System.Net.Http;
using System.Security.Authentication;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class RetryRuleTests
{
    private static readonly RetryRule s_rule = new(new HttpSettings());
    private static readonly ProviderMetadata s_facts = ProviderRegistry.Get("SociaVault").Facts;

    public static TheoryData<Exception, bool> Failures => new()
    {
        { new HttpRequestException("no route"), true },
        { new CutShortException("cut off", null), true },
        { new TimeoutException(), true },
        { new HttpRequestException("TLS", new AuthenticationException("not trusted")), false },
        { new HttpRequestException("proxy", new NotSupportedException("scheme")), false },
        { new ProxyTunnelException(503, new HttpRequestException("tunnel")), true },
        { new ProxyTunnelException(403, new HttpRequestException("tunnel")), false },
        { new ProxyAuthenticationException(null), false },
        { new RedirectException("status 302"), false },
        { new FormatException("other"), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Only_transient_exceptions_are_retried(Exception failure, bool isRetried) =>
        Assert.Equal(isRetried, s_rule.ShouldRetry(s_facts, null, failure));

    [Theory]
    [InlineData(503, null, true)]
    [InlineData(429, 60, true)]
    [InlineData(429, 61, false)]
    [InlineData(404, null, false)]
    [InlineData(200, 1, false)]
    public void A_transient_status_is_retried_unless_the_retry_time_is_too_distant(
        int status, int? retryAfter, bool isRetried)
    {
        using ProviderResponse response = Response(status, retryAfter);

        Assert.Equal(isRetried, s_rule.ShouldRetry(s_facts, response, null));
    }

    [Theory]
    [InlineData(null, 0, null)]
    [InlineData(20, 0, 20)]
    [InlineData(0, 0, 1)]
    [InlineData(0, 3, 8)]
    [InlineData(7, 3, 8)]
    [InlineData(9, 3, 9)]
    [InlineData(0, 1000, 3600)]
    public void A_delay_is_the_retry_after_and_at_least_the_back_off(int? retryAfter, int attempt, int? seconds)
    {
        using ProviderResponse response = Response(429, retryAfter);

        Assert.Equal(seconds, s_rule.GetDelay(response, attempt)?.TotalSeconds);
        Assert.Null(s_rule.GetDelay(null, attempt));
    }

    private static ProviderResponse Response(int status, int? retryAfter) =>
        new((HttpStatusCode)status, new PooledBuffer([], 0), null)
        {
            RetryAfter = retryAfter is int seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
}
