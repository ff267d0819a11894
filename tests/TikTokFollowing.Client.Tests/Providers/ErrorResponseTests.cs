using System.Net;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Tests the sender, the kind and the words of error responses, for all providers.</summary>
public sealed class ErrorResponseTests
{
    private static readonly string[] s_providers = [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];

    /// <summary>Gets error bodies of CDNs, firewalls, gateways, frameworks and hosting companies.</summary>
    private static readonly string[] s_foreign =
    [
        // Kong
        """{"message":"no Route matched with those values"}""",
        """{"message":"no Route matched with those values","request_id":"5c7a"}""",
        """{"message":"No API key found in request"}""",
        """{"message":"Invalid authentication credentials"}""",
        // in the shape of no provider
        """{"message":"You have insufficient credits"}""",
        // AWS
        """{"message":"Forbidden"}""",
        """{"Message":"User is not authorized to access this resource with an explicit deny"}""",
        """{"message":null}""",
        // Envoy, gRPC gateways
        """{"code":403,"message":"RBAC: access denied"}""",
        """{"code":16,"message":"Unauthenticated","details":[]}""",
        // FastAPI
        """{"detail":"Not Found"}""",
        """{"detail":"Not authenticated"}""",
        // Spring
        """{"timestamp":"2026-11-27T13:00:00.000+00:00","status":404,"error":"Not Found","path":"/v1/x"}""",
        """{"timestamp":1795788000000,"status":401,"error":"Unauthorized","message":"x","path":"/v1/x"}""",
        // RFC 7807
        """{"type":"about:blank","title":"Forbidden","status":403,"detail":"Blocked"}""",
        """{"type":"https://example.com/probs/out-of-credit","title":"You do not have enough credit.","status":402}""",
        // Cloudflare
        """{"error_code":1015,"error_name":"rate_limited","cloudflare_error":true,"ray_id":"8f"}""",
        """{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}""",
        // GraphQL
        """{"errors":[{"message":"Not authorized","extensions":{"code":"FORBIDDEN"}}],"data":null}""",
        // JSON:API
        """{"errors":[{"status":"404","title":"Not found"}]}""",
        // Azure
        """{"statusCode":401,"message":"Access denied due to missing subscription key."}""",
        """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}}""",
        // Google
        """{"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED"}}""",
        // Apigee
        """{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}""",
        // Railway
        """{"status":"error","code":404,"message":"Application not found","request_id":"a"}""",
        "[]", "\"Forbidden\"", "null", "17",
    ];

    public static TheoryData<string, string> Foreign
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string provider in s_providers)
            {
                foreach (string body in s_foreign) { data.Add(provider, body); }
            }
            return data;
        }
    }

    public static TheoryData<string> Providers => new(s_providers);

    [Theory]
    [InlineData("SocialFetch", 401, """{"error":"unauthorized"}""")]
    [InlineData("UnifAPI", 401, """{"error":"invalid_token","error_description":"x"}""")]
    [InlineData("SocialFetch", 403, """{"error":{"message":"IP address blocked"}}""")]
    [InlineData("UnifAPI", 402, """{"error":"Payment Required"}""")]
    [InlineData("SociaVault", 403, """{"error":"error code: 1020"}""")]
    [InlineData("DumplingAI", 403, """{"error":"ERR_ACCESS_DENIED"}""")]
    [InlineData("ScrapeCreators", 401, """{"error":"error code: 1015"}""")]
    public void An_error_in_an_undocumented_shape_is_not_the_providers(
        string provider, int status, string body) =>
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, Fail(provider, status, body).Kind);

    [Fact]
    public void An_error_about_an_unknown_route_has_its_request_id()
    {
        FollowingException e =
            Fail("SocialFetch", 404, """{"error":{"code":"not_found","message":"Route unknown","requestId":"rq1"}}""");

        Assert.Equal("rq1", e.RequestId);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Errors_of_intermediaries_do_not_concern_keys_credits_or_accounts(string provider, string body)
    {
        foreach (int status in (int[])[400, 401, 402, 403, 404, 405, 410, 418, 422, 451, 500, 502, 503, 520])
        {
            FollowingException failure = Fail(provider, status, body);
            Assert.Equal((FollowingErrorKind.ProviderUnavailable, 0), (failure.Kind, failure.CreditsCharged));
            Assert.Null(failure.RequestId);
            Assert.Equal(
                status is 404 or 405 or 410,
                failure.Message.Contains("has no such address", StringComparison.Ordinal));
            Recorded.AssertReadable(provider, failure);
        }
        Assert.Equal(FollowingErrorKind.RateLimited, Fail(provider, 429, body).Kind);
        Assert.Equal(FollowingErrorKind.ProviderTimeout, Fail(provider, 408, body).Kind);
    }

    // Bodies that state only the status. All errors of SociaVault and DumplingAI have this form.
    [Theory]
    [InlineData("SociaVault", 403, """{"error":"Forbidden"}""")]
    [InlineData("DumplingAI", 403, """{"error":"Forbidden"}""")]
    [InlineData("SociaVault", 403, """{"statusCode":403,"message":"Forbidden resource","error":"Forbidden"}""")]
    [InlineData("SociaVault", 404, """{"error":"Not Found"}""")]
    [InlineData(
        "SociaVault",
        404,
        """{"statusCode":404,"message":"Cannot GET /v1/scrape/tiktok/following","error":"Not Found"}""")]
    [InlineData(
        "SociaVault",
        404,
        """{"message":"Route GET:/v1/scrape/tiktok.x/following not found","error":"Not Found","statusCode":404}""")]
    [InlineData("DumplingAI", 404, """{"error":{"code":"NOT_FOUND","message":"The page could not be found"}}""")]
    [InlineData("SocialFetch", 404, """{"error":{"code":"NOT_FOUND","message":"The page could not be found"}}""")]
    [InlineData("SocialFetch", 401, """{"error":{"code":"UNAUTHENTICATED","message":"Sign in"}}""")]
    [InlineData("SocialFetch", 404, """{"error":{"code":"not_found","message":"Route not found.","requestId":"r"}}""")]
    [InlineData("UnifAPI", 404, """{"error":{"type":"not_found","message":"Unknown route","request_id":"r"}}""")]
    [InlineData("ScrapeCreators", 404, """{"success":false,"message":"Endpoint not found","errorStatus":404}""")]
    [InlineData("ScrapeCreators", 403, """{"error":"Forbidden"}""")]
    [InlineData("SociaVault", 403, """{"error":"Request blocked by the web application firewall"}""")]
    [InlineData("DumplingAI", 403, """{"error":"Your IP address is not allowed"}""")]
    [InlineData("DumplingAI", 503, """{"error":"Service Unavailable"}""")]
    public void Words_about_the_status_or_the_route_do_not_concern_keys_credits_or_accounts(
        string provider, int status, string body)
    {
        FollowingException failure = Fail(provider, status, body);
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, failure.Kind);
        Assert.Equal(status == 404, failure.Message.Contains("Check -BaseUri", StringComparison.Ordinal));
        Recorded.AssertReadable(provider, failure);
    }

    [Theory]
    [InlineData(
        "SociaVault",
        401,
        """{"error":"Invalid API key","docs":"https://docs.sociavault.com/authentication"}""",
        FollowingErrorKind.AuthenticationFailed)]
    [InlineData("SociaVault", 401, """{"error":"Unauthorized"}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData(
        "SociaVault",
        402,
        """{"error":"Insufficient credits","required":1,"available":0}""",
        FollowingErrorKind.CreditsExhausted)]
    [InlineData(
        "SociaVault",
        403,
        """{"error":"Forbidden","message":"You have run out of credits","statusCode":403}""",
        FollowingErrorKind.CreditsExhausted)]
    [InlineData(
        "SociaVault",
        403,
        """{"error":"Forbidden","message":"The API key was revoked","statusCode":403}""",
        FollowingErrorKind.AuthenticationFailed)]
    [InlineData(
        "SociaVault", 404, """{"error":"User not found or account is private"}""", FollowingErrorKind.AccountNotFound)]
    [InlineData("SociaVault", 404, """{"error":"User @endpoint not found"}""", FollowingErrorKind.AccountNotFound)]
    [InlineData(
        "SociaVault",
        400,
        """{"success":false,"error":"Missing required parameter: handle","credits_required":1}""",
        FollowingErrorKind.InvalidRequest)]
    [InlineData(
        "DumplingAI",
        401,
        """{"success":false,"requestId":"r","error":"x","code":"UNAUTHORIZED"}""",
        FollowingErrorKind.AuthenticationFailed)]
    [InlineData(
        "DumplingAI",
        403,
        """{"success":false,"requestId":"r","error":"Insufficient credits","code":"INSUFFICIENT_CREDITS"}""",
        FollowingErrorKind.CreditsExhausted)]
    [InlineData(
        "DumplingAI",
        404,
        """{"error":"Following list not found for user: route"}""",
        FollowingErrorKind.AccountNotFound)]
    [InlineData(
        "DumplingAI",
        503,
        """{"error":"Rate limit exceeded. Please try again later."}""",
        FollowingErrorKind.RateLimited)]
    [InlineData(
        "DumplingAI",
        503,
        """{"error":"Service not configured. Please contact support."}""",
        FollowingErrorKind.ProviderUnavailable)]
    [InlineData(
        "SocialFetch",
        403,
        """{"error":{"code":"forbidden","message":"x","requestId":"r"}}""",
        FollowingErrorKind.AuthenticationFailed)]
    [InlineData(
        "UnifAPI",
        404,
        """{"error":{"type":"not_found","message":"No such user","request_id":"r"}}""",
        FollowingErrorKind.AccountNotFound)]
    [InlineData(
        "UnifAPI", 401, """{"error":{"type":"unauthorized","message":"x"}}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData(
        "ScrapeCreators",
        401,
        """{"success":false,"error":"unauthorized","message":"x","errorStatus":401,"credits_charged":0}""",
        FollowingErrorKind.AuthenticationFailed)]
    [InlineData(
        "ScrapeCreators",
        403,
        """{"success":false,"error":"forbidden","message":"This content is restricted","errorStatus":403}""",
        FollowingErrorKind.FollowingHidden)]
    [InlineData(
        "ScrapeCreators",
        403,
        """{"success":false,"error":"forbidden","message":"This account is private"}""",
        FollowingErrorKind.AccountPrivate)]
    [InlineData(
        "ScrapeCreators",
        200,
        """{"success":false,"error":"forbidden","message":"x","errorStatus":"403"}""",
        FollowingErrorKind.FollowingHidden)]
    [InlineData(
        "ScrapeCreators",
        403,
        """{"success":false,"error":"invalid_api_key","message":"x"}""",
        FollowingErrorKind.AuthenticationFailed)]
    [InlineData(
        "ScrapeCreators",
        404,
        """{"success":false,"message":"Not found","errorStatus":404}""",
        FollowingErrorKind.AccountNotFound)]
    public void The_providers_own_words_decide_the_kind(
        string provider, int status, string body, FollowingErrorKind kind)
    {
        FollowingException failure = Fail(provider, status, body);
        Assert.Equal(kind, failure.Kind);
        Recorded.AssertReadable(provider, failure);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_recorded_error_is_the_providers_own(string provider)
    {
        foreach (string name in Recorded.Names(provider).Where(name => char.IsAsciiDigit(name[0])))
        {
            JsonPart body = Recorded.Json(Recorded.Text(provider, name));
            ErrorResponse response = new(Recorded.Provider(provider).Facts, Recorded.Status(name), body);
            bool isRoute = provider == "SocialFetch" && name == "404";
            Assert.Equal(isRoute ? ErrorOrigin.UnknownRoute : ErrorOrigin.Provider, response.Origin);
        }
    }

    [Theory]
    [InlineData(
        "ScrapeCreators",
        402,
        """{"success":false,"error":"insufficient_credits","message":"You are out of credits"}""",
        "\"You are out of credits\"",
        "insufficient_credits")]
    [InlineData(
        "SociaVault",
        403,
        """{"error":"Forbidden","message":"You have run out of credits","statusCode":403}""",
        "\"You have run out of credits\"",
        "Forbidden")]
    [InlineData(
        "SocialFetch",
        400,
        """{"error":{"code":"bad_request","message":"The cursor is not valid."}}""",
        "\"The cursor is not valid.\"",
        "bad_request")]
    [InlineData(
        "UnifAPI",
        400,
        """{"error":{"type":"validation_error","message":"limit must be at most 50"}}""",
        "\"limit must be at most 50\"",
        "validation_error")]
    [InlineData(
        "DumplingAI",
        400,
        """{"success":false,"error":"The handle is missing","code":"BAD_REQUEST"}""",
        "\"The handle is missing\"",
        "BAD_REQUEST")]
    [InlineData("UnifAPI", 429, """{"error":{"type":"rate_limited"}}""", "\"rate_limited\"", "null")]
    [InlineData("DumplingAI", 400, """{"success":false,"code":"BAD_REQUEST"}""", "\"BAD_REQUEST\"", "null")]
    [InlineData(
        "SocialFetch",
        404,
        """{"message":"no Route matched with those values"}""",
        "\"no Route matched with those values\"",
        "null")]
    public void The_words_are_quoted_and_the_code_only_if_there_are_none(
        string provider, int status, string body, string said, string unsaid)
    {
        string message = Fail(provider, status, body).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, message, StringComparison.Ordinal);
    }

    private static FollowingException Fail(string provider, int status, string body) =>
        Assert.Throws<FollowingException>(() => Recorded.ReadBody(provider, body, status: (HttpStatusCode)status));
}
