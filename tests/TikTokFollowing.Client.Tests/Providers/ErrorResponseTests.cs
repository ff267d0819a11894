using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Whose error a response is, for every provider, and what it means then.</summary>
public sealed class ErrorResponseTests
{
    private static readonly string[] s_providers = [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];

    /// <summary>Bodies of CDNs, firewalls, gateways, frameworks and hosting companies.</summary>
    private static readonly string[] s_foreign =
    [
        """{"message":"no Route matched with those values"}""",                                                         // Kong
        """{"message":"no Route matched with those values","request_id":"5c7a"}""",
        """{"message":"No API key found in request"}""",
        """{"message":"Invalid authentication credentials"}""",
        """{"message":"You have insufficient credits"}""",                                                              // not in any provider's shape
        """{"message":"Forbidden"}""",                                                                                  // AWS
        """{"Message":"User is not authorized to access this resource with an explicit deny"}""",
        """{"message":null}""",
        """{"code":403,"message":"RBAC: access denied"}""",                                                             // Envoy, gRPC gateways
        """{"code":16,"message":"Unauthenticated","details":[]}""",
        """{"detail":"Not Found"}""",                                                                                   // FastAPI
        """{"detail":"Not authenticated"}""",
        """{"timestamp":"2026-11-27T13:00:00.000+00:00","status":404,"error":"Not Found","path":"/v1/x"}""",            // Spring
        """{"timestamp":1795788000000,"status":401,"error":"Unauthorized","message":"x","path":"/v1/x"}""",
        """{"type":"about:blank","title":"Forbidden","status":403,"detail":"Blocked"}""",                               // RFC 7807
        """{"type":"https://example.com/probs/out-of-credit","title":"You do not have enough credit.","status":402}""",
        """{"error_code":1015,"error_name":"rate_limited","cloudflare_error":true,"ray_id":"8f"}""",                    // Cloudflare
        """{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}""",
        """{"errors":[{"message":"Not authorized","extensions":{"code":"FORBIDDEN"}}],"data":null}""",                  // GraphQL
        """{"errors":[{"status":"404","title":"Not found"}]}""",                                                        // JSON:API
        """{"statusCode":401,"message":"Access denied due to missing subscription key."}""",                            // Azure
        """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}}""",
        """{"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED"}}""",      // Google
        """{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}""",               // Apigee
        """{"status":"error","code":404,"message":"Application not found","request_id":"a"}""",                         // Railway
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
    public void An_error_in_another_shape_than_the_documented_one_is_not_the_providers(string provider, int status, string body) =>
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, Fail(provider, status, body).Kind);

    [Fact]
    public void A_route_that_the_provider_does_not_know_has_its_request_id()
    {
        FollowingException e = Fail("SocialFetch", 404, """{"error":{"code":"not_found","message":"Route unknown","requestId":"rq1"}}""");

        Assert.Equal("rq1", e.RequestId);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void What_others_send_speaks_neither_of_keys_nor_of_credits_nor_of_accounts(string provider, string body)
    {
        foreach (int status in (int[])[400, 401, 402, 403, 404, 405, 410, 418, 422, 451, 500, 502, 503, 520])
        {
            FollowingException failure = Fail(provider, status, body);
            Assert.Equal((FollowingErrorKind.ProviderUnavailable, 0), (failure.Kind, failure.CreditsCharged));
            Assert.Null(failure.RequestId);
            Assert.Equal(status is 404 or 405 or 410, failure.Message.Contains("wrong address, check -BaseUri", StringComparison.Ordinal));
            Recorded.AssertReadable(provider, failure);
        }
        Assert.Equal(FollowingErrorKind.RateLimited, Fail(provider, 429, body).Kind);
        Assert.Equal(FollowingErrorKind.ProviderTimeout, Fail(provider, 408, body).Kind);
    }

    // What a server says that knows the status and nothing else; all of SociaVault's and DumplingAI's errors have this form.
    [Theory]
    [InlineData("SociaVault", 403, """{"error":"Forbidden"}""")]
    [InlineData("DumplingAI", 403, """{"error":"Forbidden"}""")]
    [InlineData("SociaVault", 403, """{"statusCode":403,"message":"Forbidden resource","error":"Forbidden"}""")]
    [InlineData("SociaVault", 404, """{"error":"Not Found"}""")]
    [InlineData("SociaVault", 404, """{"statusCode":404,"message":"Cannot GET /v1/scrape/tiktok/following","error":"Not Found"}""")]
    [InlineData("SociaVault", 404, """{"message":"Route GET:/v1/scrape/tiktok.x/following not found","error":"Not Found","statusCode":404}""")]
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
    public void Words_about_the_status_or_the_route_say_nothing_of_keys_credits_and_accounts(string provider, int status, string body)
    {
        FollowingException failure = Fail(provider, status, body);
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, failure.Kind);
        Assert.Equal(status == 404, failure.Message.Contains("check -BaseUri", StringComparison.Ordinal));
        Recorded.AssertReadable(provider, failure);
    }

    [Theory]
    [InlineData("SociaVault", 401, """{"error":"Invalid API key","docs":"https://docs.sociavault.com/authentication"}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("SociaVault", 401, """{"error":"Unauthorized"}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("SociaVault", 402, """{"error":"Insufficient credits","required":1,"available":0}""", FollowingErrorKind.CreditsExhausted)]
    [InlineData("SociaVault", 403, """{"error":"Forbidden","message":"You have run out of credits","statusCode":403}""", FollowingErrorKind.CreditsExhausted)]
    [InlineData("SociaVault", 403, """{"error":"Forbidden","message":"The API key was revoked","statusCode":403}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("SociaVault", 404, """{"error":"User not found or account is private"}""", FollowingErrorKind.AccountNotFound)]
    [InlineData("SociaVault", 404, """{"error":"User @endpoint not found"}""", FollowingErrorKind.AccountNotFound)]
    [InlineData("SociaVault", 400, """{"success":false,"error":"Missing required parameter: handle","credits_required":1}""", FollowingErrorKind.InvalidRequest)]
    [InlineData("DumplingAI", 401, """{"success":false,"requestId":"r","error":"x","code":"UNAUTHORIZED"}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("DumplingAI", 403, """{"success":false,"requestId":"r","error":"Insufficient credits","code":"INSUFFICIENT_CREDITS"}""", FollowingErrorKind.CreditsExhausted)]
    [InlineData("DumplingAI", 404, """{"error":"Following list not found for user: route"}""", FollowingErrorKind.AccountNotFound)]
    [InlineData("DumplingAI", 503, """{"error":"Rate limit exceeded. Please try again later."}""", FollowingErrorKind.RateLimited)]
    [InlineData("DumplingAI", 503, """{"error":"Service not configured. Please contact support."}""", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("SocialFetch", 403, """{"error":{"code":"forbidden","message":"x","requestId":"r"}}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("UnifAPI", 404, """{"error":{"type":"not_found","message":"No such user","request_id":"r"}}""", FollowingErrorKind.AccountNotFound)]
    [InlineData("UnifAPI", 401, """{"error":{"type":"unauthorized","message":"x"}}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("ScrapeCreators", 401, """{"success":false,"error":"unauthorized","message":"x","errorStatus":401,"credits_charged":0}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("ScrapeCreators", 403, """{"success":false,"error":"forbidden","message":"This content is restricted","errorStatus":403}""", FollowingErrorKind.FollowingHidden)]
    [InlineData("ScrapeCreators", 403, """{"success":false,"error":"forbidden","message":"This account is private"}""", FollowingErrorKind.AccountPrivate)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"error":"forbidden","message":"x","errorStatus":"403"}""", FollowingErrorKind.FollowingHidden)]
    [InlineData("ScrapeCreators", 403, """{"success":false,"error":"invalid_api_key","message":"x"}""", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("ScrapeCreators", 404, """{"success":false,"message":"Not found","errorStatus":404}""", FollowingErrorKind.AccountNotFound)]
    public void Its_own_words_count(string provider, int status, string body, FollowingErrorKind kind)
    {
        FollowingException failure = Fail(provider, status, body);
        Assert.Equal(kind, failure.Kind);
        Recorded.AssertReadable(provider, failure);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_recorded_error_is_its_own(string provider)
    {
        foreach (string name in Recorded.Names(provider).Where(name => char.IsAsciiDigit(name[0])))
        {
            JsonPart body = Recorded.Json(Recorded.Text(provider, name));
            ErrorResponse response = new(Recorded.Provider(provider).Facts, Recorded.Status(name), body);
            bool isRoute = provider == "SocialFetch" && name == "404";
            Assert.Equal(isRoute ? ErrorOrigin.UnknownRoute : ErrorOrigin.Provider, response.Origin);
        }
    }

    // ---- Words

    [Theory]
    [InlineData("ScrapeCreators", 402, """{"success":false,"error":"insufficient_credits","message":"You are out of credits"}""", "\"You are out of credits\"", "insufficient_credits")]
    [InlineData("SociaVault", 403, """{"error":"Forbidden","message":"You have run out of credits","statusCode":403}""", "\"You have run out of credits\"", "Forbidden")]
    [InlineData("SocialFetch", 400, """{"error":{"code":"bad_request","message":"The cursor is not valid."}}""", "\"The cursor is not valid.\"", "bad_request")]
    [InlineData("UnifAPI", 400, """{"error":{"type":"validation_error","message":"limit must be at most 50"}}""", "\"limit must be at most 50\"", "validation_error")]
    [InlineData("DumplingAI", 400, """{"success":false,"error":"The handle is missing","code":"BAD_REQUEST"}""", "\"The handle is missing\"", "BAD_REQUEST")]
    [InlineData("UnifAPI", 429, """{"error":{"type":"rate_limited"}}""", "\"rate_limited\"", "null")]
    [InlineData("DumplingAI", 400, """{"success":false,"code":"BAD_REQUEST"}""", "\"BAD_REQUEST\"", "null")]
    [InlineData("SocialFetch", 404, """{"message":"no Route matched with those values"}""", "\"no Route matched with those values\"", "null")]
    public void The_words_for_people_are_quoted_and_the_code_only_where_it_is_alone(string provider, int status, string body, string said, string unsaid)
    {
        string message = Fail(provider, status, body).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, message, StringComparison.Ordinal);
    }

    // ---- What it states

    [Theory]
    [InlineData("ScrapeCreators", 402, """{"success":false,"message":"m","credits_charged":0,"credits_remaining":0}""", 0, 0L, null)]
    [InlineData("ScrapeCreators", 500, """{"success":false,"message":"m","credits_charged":1,"credits_remaining":41,"extra":{"logid":"l"}}""", 1, 41L, "l")]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m","credits_charged":0,"credits_remaining":41}""", 0, 41L, null)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m"}""", 1, null, null)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m","errorStatus":404,"credits_used":0}""", 0, null, null)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m","errorStatus":404}""", 1, null, null)]
    [InlineData("SociaVault", 402, """{"error":"Insufficient credits","required":5,"available":3}""", 0, 3L, null)]
    [InlineData("SociaVault", 500, """{"error":"x","credits_used":1}""", 1, null, null)]
    [InlineData("SociaVault", 200, """{"success":false,"error":"Scrape failed"}""", 1, null, null)]
    [InlineData("SociaVault", 200, """{"success":false,"error":"Scrape failed","credits_used":0}""", 0, null, null)]
    [InlineData("SocialFetch", 502, """{"error":{"code":"lookup_failed","message":"m","requestId":"r1"},"meta":{"creditsCharged":1}}""", 1, null, "r1")]
    [InlineData("SocialFetch", 500, """{"error":{"code":"internal_error","message":"m"},"meta":{"requestId":"r2"}}""", 0, null, "r2")]
    [InlineData("DumplingAI", 500, """{"success":false,"requestId":"r3","error":"m","code":"X"}""", 0, null, "r3")]
    [InlineData("DumplingAI", 200, """{"success":false,"requestId":"r4","error":"m"}""", 10, null, "r4")]
    [InlineData("UnifAPI", 402, """{"error":{"type":"insufficient_credits","message":"m","request_id":"r5","billing":{"credits_required":2,"credits_charged":0,"balance_remaining":1}}}""", 0, 1L, "r5")]
    [InlineData("UnifAPI", 502, """{"error":{"type":"upstream_error","message":"m","billing":{"credits_charged":"1","balance_remaining":9}},"request_id":"r6"}""", 1, 9L, "r6")]
    [InlineData("UnifAPI", 502, """{"error":{"type":"upstream_error","message":"m"},"billing":{"credits_charged":0.5}}""", 1, null, null)]
    [InlineData("UnifAPI", 502, """{"error":{"type":"upstream_error","message":"m"},"billing":{"credits_charged":-1}}""", 0, null, null)]
    public void Charge_balance_and_request_id_are_read(string provider, int status, string body, long charged, long? remaining, string? requestId)
    {
        FollowingException failure = Fail(provider, status, body);
        Assert.Equal((charged, remaining, requestId), (failure.CreditsCharged, failure.CreditsRemaining, failure.RequestId));
    }

    [Theory]
    [InlineData("SociaVault", 402, """{"error":"Insufficient credits","required":5,"available":3}""", "has too few credits left (5 required, 3 available)")]
    [InlineData("SociaVault", 402, """{"error":"Insufficient credits","required":1,"available":0}""", "has no credits left (1 required, 0 available)")]
    [InlineData("SociaVault", 402, """{"error":"Insufficient credits"}""", "has no credits left for the list of @some.one (")]
    [InlineData("ScrapeCreators", 402, """{"success":false,"message":"m","credits_remaining":0}""", "has no credits left (0 available)")]
    [InlineData("UnifAPI", 402, """{"error":{"type":"insufficient_credits","message":"m","billing":{"credits_required":2000}}}""", "has no credits left (2,000 required)")]
    public void Missing_credits_are_told_with_their_numbers(string provider, int status, string body, string says)
    {
        Assert.Contains(says, Fail(provider, status, body).Message, StringComparison.Ordinal);
    }

    // ---- Retries

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
    [InlineData("SociaVault", 500, """{"error":"Something went wrong. Try again, or contact support if the problem persists."}""", true)]
    [InlineData("SociaVault", 500, """{"error":"Service configuration error"}""", true)]
    [InlineData("SociaVault", 429, """{"error":"Too many requests, contact support for a higher limit"}""", true)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m","errorStatus":500}""", true)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"m","errorStatus":"522"}""", true)]
    [InlineData("ScrapeCreators", 200, """{"message":"m","errorStatus":429}""", true)]
    [InlineData("ScrapeCreators", 200, """{"success":false,"message":"Please contact support","errorStatus":500}""", false)]
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
    [InlineData("ScrapeCreators", 200, """{"success":false,"errorStatus":500,"data":{"followings":[{"uid":"71"}]}}""", false)]
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
    public void A_permanent_error_says_that_a_retry_does_not_help()
    {
        FollowingException failure = Fail("DumplingAI", 500, """{"error":"Service not configured. Please contact support."}""");
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, failure.Kind);
        Assert.Contains("Service not configured", failure.Message, StringComparison.Ordinal);
        Assert.Contains("A retry does not help.", failure.Message, StringComparison.Ordinal);
    }

    // ---- Errors with a good status

    public static TheoryData<string, string> Flagged
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach ((string provider, string empty) in s_empty)
            {
                foreach (string flag in (string[])["\"success\":false,\"message\":\"Own words\"", "\"success\":0,\"error\":\"Own words\"", "\"error\":{\"message\":\"Own words\"}", "\"errors\":[{\"message\":\"Own words\"}]"])
                {
                    data.Add(provider, $"{{{flag}}}");
                    data.Add(provider, $"{{{flag},{empty}}}");
                }
            }
            return data;
        }
    }

    private static readonly Dictionary<string, string> s_empty = new()
    {
        ["ScrapeCreators"] = "\"followings\":[],\"has_more\":false,\"status_code\":0",
        ["SociaVault"] = "\"data\":{\"success\":true,\"followings\":{},\"has_more\":false}",
        ["DumplingAI"] = "\"followingList\":[],\"hasMore\":false",
        ["SocialFetch"] = "\"data\":{\"lookupStatus\":\"found\",\"accounts\":[],\"page\":{\"hasMore\":false}}",
        ["UnifAPI"] = "\"data\":[],\"pagination\":{\"has_more\":false}",
    };

    [Theory]
    [MemberData(nameof(Flagged))]
    public void An_error_flag_without_accounts_is_an_error_in_the_providers_own_words(string provider, string body)
    {
        FollowingException failure = Fail(provider, 200, body);
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Contains("\"Own words\"", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Recorded.Provider(provider).Facts.PriceOf(0), failure.CreditsCharged);
        Assert.False(Recorded.IsTransient(provider, 200, body));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_name_with_half_a_surrogate_pair_does_not_hide_the_request_id(string provider)
    {
        const string Body =
            """{"\ud83d":1,"success":false,"error":{"message":"x\ude00","\ud83d":{}},"requestId":"r-1"}""";
        FollowingException failure = Fail(provider, 200, Body);

        Assert.Contains("x\uFFFD", failure.Message, StringComparison.Ordinal);
        Assert.Equal("r-1", failure.RequestId);
    }

    [Fact]
    public void An_error_flag_inside_the_envelope_counts()
    {
        FollowingException failure = Fail("SociaVault", 200, """{"success":true,"data":{"success":false,"message":"Own words","followings":{}},"credits_used":1}""");
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Contains("Own words", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ScrapeCreators", """{"success":false,"message":"m","errorStatus":500,"followings":[{"uid":"71"}]}""")]
    [InlineData("SociaVault", """{"success":false,"error":"m","statusCode":500,"data":{"success":false,"followings":{"0":{"uid":"71"}}}}""")]
    [InlineData("DumplingAI", """{"success":false,"error":"m","followingList":[{"user":{"id":"71"}}]}""")]
    [InlineData("SocialFetch", """{"error":{"code":"x"},"data":{"lookupStatus":"restricted","accounts":[{"platformUserId":"71"}]}}""")]
    [InlineData("UnifAPI", """{"error":{"type":"upstream_error"},"data":[{"id":"71"}]}""")]
    public void An_error_flag_beside_accounts_does_not_throw_them_away(string provider, string body)
    {
        Assert.Equal("71", Assert.Single(Recorded.ReadBody(provider, body).Accounts).Id);
    }

    [Theory]
    [InlineData("banned")]
    [InlineData("restricted")]
    [InlineData("NEW_WORD")]
    public void An_unknown_lookup_status_without_accounts_is_an_error_with_that_word(string word)
    {
        FollowingException failure = Fail("SocialFetch", 200, $$"""{"data":{"lookupStatus":"{{word}}","accounts":[],"page":{"nextCursor":null,"hasMore":false} },"meta":{"requestId":"r","creditsCharged":1} }""");
        Assert.Equal((FollowingErrorKind.UnexpectedResponse, 1, "r"), (failure.Kind, failure.CreditsCharged, failure.RequestId));
        Assert.Contains("lookupStatus " + word, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"lookupStatus\":null,")]
    [InlineData("")]
    [InlineData("\"lookupStatus\":7,")]
    public void A_list_without_accounts_that_was_not_called_found_is_an_error(string lookup)
    {
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, Fail("SocialFetch", 200, $$"""{"data":{ {{lookup}}"accounts":[]} }""").Kind);
    }

    [Theory]
    [InlineData("-1", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10000", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10101", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10102", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10119", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10120", FollowingErrorKind.UnexpectedResponse)]
    [InlineData("3170", FollowingErrorKind.AccountNotFound)]
    [InlineData("\"3170\"", FollowingErrorKind.AccountNotFound)]
    [InlineData("8", FollowingErrorKind.UnexpectedResponse)]
    [InlineData("99999999", FollowingErrorKind.UnexpectedResponse)]
    public void A_code_of_TikTok_without_accounts_is_an_error_with_its_words(string code, FollowingErrorKind kind)
    {
        foreach ((string provider, string body) in ((string, string)[])[
            ("SociaVault", $$"""{"success":true,"data":{"followings":{},"status_code":{{code}},"status_msg":"Own words"} }"""),
            ("ScrapeCreators", $$"""{"followings":[],"status_code":{{code}},"status_msg":"Own words"}"""),
            ("DumplingAI", $$"""{"statusCode":{{code}},"statusMsg":"Own words"}""")])
        {
            FollowingException failure = Fail(provider, 200, body);
            Assert.Equal(kind, failure.Kind);
            Assert.Contains("\"Own words\"", failure.Message, StringComparison.Ordinal);
            Assert.Contains(code.Trim('"'), failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(206)]
    public void A_page_with_any_good_status_is_a_page(int status)
    {
        foreach (string provider in s_providers)
        {
            ProviderPage page = Recorded.ReadBody(provider, Recorded.Text(provider, "first"), status: (HttpStatusCode)status);
            Assert.NotEmpty(page.Accounts);
            Assert.Equal(Recorded.Read(provider, "first").CreditsCharged, page.CreditsCharged);
        }
    }

    private static FollowingException Fail(string provider, int status, string body) =>
        Assert.Throws<FollowingException>(() => Recorded.ReadBody(provider, body, status: (HttpStatusCode)status));
}
