using System.Net;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Tests the charges, balances, request ids and retries of error responses, for all providers.</summary>
public sealed class ErrorResponseValueTests
{
    private static readonly string[] s_providers = [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];

    public static TheoryData<string> Providers => new(s_providers);

    [Theory]
    [InlineData(
        "ScrapeCreators",
        402,
        """{"success":false,"message":"m","credits_charged":0,"credits_remaining":0}""",
        0,
        0L,
        null)]
    [InlineData(
        "ScrapeCreators",
        500,
        """{"success":false,"message":"m","credits_charged":1,"credits_remaining":41,"extra":{"logid":"l"}}""",
        1,
        41L,
        "l")]
    [InlineData(
        "ScrapeCreators",
        200,
        """{"success":false,"message":"m","credits_charged":0,"credits_remaining":41}""",
        0,
        41L,
        null)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m"}""", 1, null, null)]
    [InlineData(
        "ScrapeCreators", 200, """{"success":false,"message":"m","errorStatus":404,"credits_used":0}""", 0, null, null)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m","errorStatus":404}""", 1, null, null)]
    [InlineData("SociaVault", 402, """{"error":"Insufficient credits","required":5,"available":3}""", 0, 3L, null)]
    [InlineData("SociaVault", 500, """{"error":"x","credits_used":1}""", 1, null, null)]
    [InlineData("SociaVault", 200, """{"success":false,"error":"Scrape failed"}""", 1, null, null)]
    [InlineData("SociaVault", 200, """{"success":false,"error":"Scrape failed","credits_used":0}""", 0, null, null)]
    [InlineData(
        "SocialFetch",
        502,
        """{"error":{"code":"lookup_failed","message":"m","requestId":"r1"},"meta":{"creditsCharged":1}}""",
        1,
        null,
        "r1")]
    [InlineData(
        "SocialFetch",
        500,
        """{"error":{"code":"internal_error","message":"m"},"meta":{"requestId":"r2"}}""",
        0,
        null,
        "r2")]
    [InlineData("DumplingAI", 500, """{"success":false,"requestId":"r3","error":"m","code":"X"}""", 0, null, "r3")]
    [InlineData("DumplingAI", 200, """{"success":false,"requestId":"r4","error":"m"}""", 10, null, "r4")]
    [InlineData(
        "UnifAPI",
        402,
        """{"error":{"type":"x","request_id":"r5","billing":{"credits_charged":0,"balance_remaining":1}}}""",
        0,
        1L,
        "r5")]
    [InlineData(
        "UnifAPI",
        502,
        """{"error":{"type":"x","billing":{"credits_charged":"1","balance_remaining":9}},"request_id":"r6"}""",
        1,
        9L,
        "r6")]
    [InlineData(
        "UnifAPI",
        502,
        """{"error":{"type":"upstream_error","message":"m"},"billing":{"credits_charged":0.5}}""",
        1,
        null,
        null)]
    [InlineData(
        "UnifAPI",
        502,
        """{"error":{"type":"upstream_error","message":"m"},"billing":{"credits_charged":-1}}""",
        0,
        null,
        null)]
    public void Charge_balance_and_request_id_are_read(
        string provider, int status, string body, long charged, long? remaining, string? requestId)
    {
        FollowingException failure = Fail(provider, status, body);
        Assert.Equal(
            (charged, remaining, requestId), (failure.CreditsCharged, failure.CreditsRemaining, failure.RequestId));
    }

    [Theory]
    [InlineData(
        "SociaVault",
        402,
        """{"error":"Insufficient credits","required":5,"available":3}""",
        "has too few credits left (5 required, 3 available)")]
    [InlineData(
        "SociaVault",
        402,
        """{"error":"Insufficient credits","required":1,"available":0}""",
        "has no credits left (1 required, 0 available)")]
    [InlineData(
        "SociaVault", 402, """{"error":"Insufficient credits"}""", "has no credits left for the list of @some.one (")]
    [InlineData(
        "ScrapeCreators",
        402,
        """{"success":false,"message":"m","credits_remaining":0}""",
        "has no credits left (0 available)")]
    [InlineData(
        "UnifAPI",
        402,
        """{"error":{"type":"insufficient_credits","message":"m","billing":{"credits_required":2000}}}""",
        "has no credits left (2,000 required)")]
    public void Missing_credits_are_reported_with_their_numbers(
        string provider, int status, string body, string expected)
    {
        using CultureScope culture = new("en-US"); // for the thousands separator

        Assert.Contains(expected, Fail(provider, status, body).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_retry_can_help_by_the_status(string provider)
    {
        int[] transient = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 530];
        for (int status = 400; status < 600; status++)
        {
            Assert.Equal(transient.Contains(status), Recorded.IsTransient(provider, status));
            Assert.Equal(transient.Contains(status), Recorded.IsTransient(provider, status, "{}"));
        }
    }

    [Theory]
    [InlineData("DumplingAI", 500, """{"error":"Service not configured. Please contact support."}""", false)]
    [InlineData("DumplingAI", 500, """{"error":"Service authentication failed. Please contact support."}""", false)]
    [InlineData("DumplingAI", 502, """{"success":false,"error":"Service authentication failed","code":"X"}""", false)]
    [InlineData("SociaVault", 500, """{"error":"Account misconfigured: contact our support"}""", false)]
    [InlineData("UnifAPI", 500, """{"error":{"type":"internal_error","message":"Please contact support."}}""", false)]
    [InlineData(
        "SociaVault",
        500,
        """{"error":"Something went wrong. Try again, or contact support if the problem persists."}""",
        true)]
    [InlineData("SociaVault", 500, """{"error":"Service configuration error"}""", true)]
    [InlineData("SociaVault", 429, """{"error":"Too many requests, contact support for a higher limit"}""", true)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m","errorStatus":500}""", true)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m","errorStatus":"522"}""", true)]
    [InlineData("ScrapeCreators", 200, """{"message":"m","errorStatus":429}""", true)]
    [InlineData(
        "ScrapeCreators", 200, """{"success":false,"message":"Please contact support","errorStatus":500}""", false)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m","errorStatus":404}""", false)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m"}""", false)]
    [InlineData("ScrapeCreators", 500, """{"success":false,"message":"m","errorStatus":404}""", false)]
    [InlineData("ScrapeCreators", 400, """{"success":false,"message":"m","errorStatus":503}""", true)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"errorStatus":500,"followings":[{"uid":"71"}]}""", false)]
    [InlineData("SociaVault", 200, """{"success":false,"error":"x","statusCode":503}""", true)]
    [InlineData("SociaVault", 200, """{"success":true,"data":{"success":false,"statusCode":"502"}}""", true)]
    [InlineData("SociaVault", 200, """{"success":true,"data":{"success":true,"statusCode":10222}}""", false)]
    [InlineData("DumplingAI", 200, """{"success":false,"error":"x","errorStatus":504}""", true)]
    [InlineData("SocialFetch", 200, """{"error":{"code":"internal_error","statusCode":500}}""", true)]
    [InlineData(
        "ScrapeCreators", 200, """{"success":false,"errorStatus":500,"data":{"followings":[{"uid":"71"}]}}""", false)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"errorStatus":500,"followings":[]}""", true)]
    [InlineData("SociaVault", 200, """{"success":false,"errorStatus":500,"data":{"followings":{"0":{}}}}""", false)]
    [InlineData("SociaVault", 200, """{"success":false,"errorStatus":500,"data":{"followings":{}}}""", true)]
    [InlineData("DumplingAI", 200, """{"success":false,"errorStatus":500,"followingList":[{}]}""", false)]
    [InlineData("SocialFetch", 200, """{"success":false,"errorStatus":500,"data":{"accounts":[{}]}}""", false)]
    [InlineData("UnifAPI", 200, """{"success":false,"errorStatus":500,"data":[{}]}""", false)]
    [InlineData("UnifAPI", 200, """{"success":false,"errorStatus":500,"data":{"items":[{}]}}""", false)]
    [InlineData("UnifAPI", 200, """{"success":false,"errorStatus":500,"items":[{}]}""", false)]
    [InlineData("UnifAPI", 200, """{"success":false,"errorStatus":500,"data":[]}""", true)]
    public void The_status_in_a_body_without_accounts_decides_whether_it_is_transient(
        string provider, int status, string body, bool isTransient) =>
        Assert.Equal(isTransient, Recorded.IsTransient(provider, status, body));

    [Fact]
    public void A_permanent_error_states_that_a_retry_does_not_help()
    {
        FollowingException failure =
            Fail("DumplingAI", 500, """{"error":"Service not configured. Please contact support."}""");
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, failure.Kind);
        Assert.Contains("Service not configured", failure.Message, StringComparison.Ordinal);
        Assert.Contains("A retry does not help.", failure.Message, StringComparison.Ordinal);
    }

    private static FollowingException Fail(string provider, int status, string body) =>
        Assert.Throws<FollowingException>(() => Recorded.ReadBody(provider, body, status: (HttpStatusCode)status));
}
