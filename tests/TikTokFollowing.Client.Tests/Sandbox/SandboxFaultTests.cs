using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.SandboxServer;
using Xunit;

namespace TikTokFollowing.Client.Tests.Sandboxes;

/// <summary>Tests the response and the charge of each fault.</summary>
public class SandboxFaultTests
{
    private static readonly Dictionary<string, int> s_price = new()
    {
        ["DumplingAI"] = 10,
        ["ScrapeCreators"] = 1,
        ["SociaVault"] = 1,
        ["SocialFetch"] = 1,
        ["UnifAPI"] = 20,
    };

    public static TheoryData<string> Providers => [.. WireClient.Providers];

    private static readonly Dictionary<string, int> s_unavailable =
        new() { ["DumplingAI"] = 503, ["SocialFetch"] = 503 };

    /// <summary>Gets the fault, Retry-After, the usual status, and the status of providers with another one.</summary>
    private static readonly (SandboxFault Fault, string? Wait, int Status, Dictionary<string, int> Others)[]
        s_refusals =
    [
        (SandboxFault.RateLimit, "0", 429, new() { ["DumplingAI"] = 503 }),
        (SandboxFault.RetryAfterSeconds, "1", 429, s_unavailable),
        (SandboxFault.RetryAfterDate, "Thu, 15 Jan 2026 12:00:02 GMT", 429, s_unavailable),
        (SandboxFault.RateLimitLong, "7200", 429, s_unavailable),
        (SandboxFault.ServerError, null, 500, []),
        (SandboxFault.BadGateway, null, 502, []),
        (SandboxFault.ServiceUnavailable, null, 503, []),
        (SandboxFault.ChargedError, null, 502, []),
        (SandboxFault.Unauthorized, null, 401, []),
        (SandboxFault.NoCredits, null, 402, new() { ["DumplingAI"] = 403 }),
        (SandboxFault.BalanceTruncated, null, 402, new() { ["DumplingAI"] = 403, ["UnifAPI"] = 200 }),
    ];

    public static TheoryData<string, SandboxFault> Refusals =>
        WireClient.ProvidersWith(s_refusals.Select(row => row.Fault));

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_has_a_status_and_a_retry_time_and_is_not_charged(string provider, SandboxFault fault)
    {
        (_, string? wait, int status, Dictionary<string, int> others) = s_refusals.Single(row => row.Fault == fault);
        using SandboxHttpServer server = WireClient.Start(fault, clock: () => FakeClock.Start.AddMilliseconds(300));

        WireResponse response = await server.RequestAsync(provider);

        Assert.Equal(others.GetValueOrDefault(provider, status), response.Status);
        Assert.Equal(wait, response.Header("Retry-After"));
        int credits = (provider, fault) switch
        {
            ("UnifAPI", SandboxFault.ChargedError) => 1,
            ("UnifAPI", SandboxFault.BalanceTruncated) => 10,
            _ => 0,
        };
        Assert.Equal(credits, server.Ledger.Credits);
        Assert.Equal(1, server.Ledger.FaultCounts[fault.ToString()]);
        Assert.Equal(response.Status == 200 ? 1 : 0, server.Ledger.Pages);
        Assert.NotNull(response.Json);
    }

    [Theory]
    [InlineData(SandboxFault.RateLimit, 0)]
    [InlineData(SandboxFault.RetryAfterSeconds, 1)]
    [InlineData(SandboxFault.RetryAfterDate, 2)]
    [InlineData(SandboxFault.RateLimitLong, 7200)]
    public async Task UnifAPI_reports_the_same_retry_time_in_both_headers(SandboxFault fault, int seconds)
    {
        using SandboxHttpServer server = WireClient.Start(fault, clock: () => FakeClock.Start);

        WireResponse response = await server.RequestAsync("UnifAPI");

        Assert.Equal("0", response.Header("X-RateLimit-Remaining"));
        long reset = FakeClock.Start.AddSeconds(seconds).ToUnixTimeSeconds();
        Assert.Equal(reset.ToString(CultureInfo.InvariantCulture), response.Header("X-RateLimit-Reset"));
    }

    [Fact]
    public async Task A_charged_error_states_its_charge()
    {
        using SandboxHttpServer server = WireClient.Start(SandboxFault.ChargedError);

        WireResponse response = await server.RequestAsync("UnifAPI");

        Assert.Equal(1, (int)response.Json["error"]!["billing"]!["credits_charged"]!);
        Assert.Equal(1, server.Ledger.CreditsByProvider["UnifAPI"]);
    }

    [Fact]
    public async Task UnifAPI_cuts_a_page_to_the_balance_and_continues_after_it()
    {
        string[] list = await WholeList("UnifAPI");
        using SandboxHttpServer server = WireClient.Start(SandboxFault.BalanceTruncated, every: 2);

        WireResponse first = await server.RequestAsync("UnifAPI");
        WireResponse cut = await server.RequestAsync("UnifAPI", first.Next);
        WireResponse rest = await server.RequestAsync("UnifAPI", cut.Next);

        Assert.Equal(list[20..30], cut.Names);
        Assert.True((bool)cut.Json["billing"]!["truncated_due_to_balance"]!);
        Assert.Equal(10, (int)cut.Json["billing"]!["credits_charged"]!);
        Assert.Equal(0, (int)cut.Json["billing"]!["balance_remaining"]!);
        Assert.True(cut.HasMore);
        Assert.Equal(list[30..50], rest.Names);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Headers_of_a_normal_page_report_that_no_request_remains(string provider)
    {
        using SandboxHttpServer server =
            WireClient.Start(SandboxFault.RateLimitHeaders, clock: () => FakeClock.Start.AddMilliseconds(999));

        WireResponse response = await server.RequestAsync(provider);

        Assert.Equal(20, response.Names.Length);
        Assert.Equal("0", response.Header("X-RateLimit-Remaining"));
        long reset = FakeClock.Start.ToUnixTimeSeconds() + 2;
        Assert.Equal(reset.ToString(CultureInfo.InvariantCulture), response.Header("X-RateLimit-Reset"));
        Assert.Equal(1, server.Ledger.Pages);
        Assert.Equal(s_price[provider], server.Ledger.Credits);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Garbage_is_complete_and_declared_as_JSON(string provider)
    {
        using SandboxHttpServer server = WireClient.Start(SandboxFault.NotJson);

        WireResponse response = await server.RequestAsync(provider);

        Assert.Equal(200, response.Status);
        Assert.StartsWith("application/json", response.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(response.Body.Length.ToString(CultureInfo.InvariantCulture), response.Header("Content-Length"));
        Assert.ThrowsAny<JsonException>(() => response.Json);
        Assert.Equal(s_price[provider], server.Ledger.Credits);
        Assert.Equal(0, server.Ledger.Pages);
    }

    [Theory]
    [InlineData(SandboxFault.Truncated)]
    [InlineData(SandboxFault.CutWithoutLength)]
    public async Task A_body_is_cut_in_the_middle(SandboxFault fault)
    {
        foreach (string provider in WireClient.Providers)
        {
            using SandboxHttpServer server = WireClient.Start(fault, every: 2);
            WireResponse whole = await server.RequestAsync(provider);

            WireResponse cut = await server.RequestAsync(provider);

            string? announced = cut.Header("Content-Length");
            Assert.Equal(fault == SandboxFault.Truncated, announced is not null);
            Assert.InRange(cut.Body.Length, 100, whole.Body.Length - 100);
            Assert.True(announced is null || cut.Body.Length < int.Parse(announced, CultureInfo.InvariantCulture));
            Assert.Equal("close", cut.Header("Connection"));
            Assert.Equal(2 * s_price[provider], server.Ledger.Credits);
            Assert.Equal(1, server.Ledger.Pages);
        }
    }

    [Theory]
    [InlineData("SociaVault", false)]
    [InlineData("DumplingAI", true)]
    [InlineData("UnifAPI", true)]
    public async Task A_large_page_is_a_page_of_80_MB(string provider, bool takesGzip)
    {
        using SandboxHttpServer server = WireClient.Start(SandboxFault.TooLarge);

        WireResponse response = await server.RequestAsync(provider, takesGzip: takesGzip);

        Assert.Equal(takesGzip ? "gzip" : null, response.Header("Content-Encoding"));
        Assert.Null(response.Header("Content-Length"));
        (long length, WireResponse page) = await WithoutPadding(response, takesGzip);
        Assert.InRange(length, 80_000_000, 90_000_000);
        Assert.Equal(20, page.Names.Length);
        Assert.Equal(s_price[provider], server.Ledger.Credits);
        Assert.Equal(0, server.Ledger.Pages);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_deep_page_is_a_page_of_5000_levels(string provider)
    {
        using SandboxHttpServer server = WireClient.Start(SandboxFault.TooDeep);

        WireResponse response = await server.RequestAsync(provider);

        using JsonDocument document = JsonDocument.Parse(response.Body, new JsonDocumentOptions { MaxDepth = 6000 });
        JsonElement level = document.RootElement.GetProperty("deep");
        int levels = 1;
        for (; level.GetArrayLength() > 0; levels++)
        {
            level = level[0];
        }

        Assert.Equal(5000, levels);
        Assert.Contains(
            document.RootElement.EnumerateObject(),
            member => member.Name is "data" or "followings" or "followingList");
        Assert.Equal(s_price[provider], server.Ledger.Credits);
        Assert.Equal(0, server.Ledger.Pages);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_endless_list_repeats_its_last_accounts_with_new_cursors(string provider)
    {
        string[] list = await WholeList(provider);
        using SandboxHttpServer server =
            SandboxHttpServer.Start(new SandboxOptions { Fault = [SandboxFault.EndlessList], FaultPage = [2] });
        List<WireResponse> pages = [];
        string? cursor = null;
        for (int i = 0; i < 12; i++)
        {
            pages.Add(await server.RequestAsync(provider, cursor));
            cursor = pages[^1].Next;
        }

        Assert.All(pages, page => Assert.True(page.HasMore));
        Assert.Equal(12, pages.Select(page => page.Next).Distinct().Count());
        Assert.Equal(list, pages.Take(5).SelectMany(page => page.Names).Distinct());
        Assert.All(pages.Skip(5), page => Assert.Equal(list[^20..], page.Names));
        Assert.Equal(8, server.Ledger.FaultCounts["EndlessList"]); // the faulty page, and every page after the end
        Assert.Equal(12, server.Ledger.Pages);
        Assert.Null(server.Failure);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_page_is_faulty_once_in_each_list(string provider)
    {
        using SandboxHttpServer server =
            SandboxHttpServer.Start(new SandboxOptions { Fault = [SandboxFault.BadGateway], FaultPage = [1, 2] });

        foreach (string handle in new[] { "someone", "other" })
        {
            Assert.Equal(502, (await server.RequestAsync(provider, handle: handle)).Status);
            WireResponse first = await server.RequestAsync(provider, handle: handle);
            Assert.Equal(502, (await server.RequestAsync(provider, first.Next, handle)).Status);
            WireResponse second = await server.RequestAsync(provider, first.Next, handle);
            WireResponse third = await server.RequestAsync(provider, second.Next, handle);
            Assert.Equal([200, 200, 200], new[] { first.Status, second.Status, third.Status });
        }

        Assert.Equal(4, server.Ledger.FaultCounts["BadGateway"]);
        Assert.Equal(6, server.Ledger.Pages);
        Assert.Equal(10, server.Ledger.Requests);
        Assert.Equal(10, server.Ledger.RequestsByProvider[provider]);
        Assert.Equal(6 * s_price[provider], server.Ledger.CreditsByProvider[provider]);
        Assert.Equal(10, server.Ledger.RequestsByProvider.Values.Sum());
    }

    [Fact]
    public async Task A_seed_produces_the_same_faults_for_the_same_requests()
    {
        string[] logs = new string[3];
        for (int run = 0; run < logs.Length; run++)
        {
            using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions
            {
                Fault = [SandboxFault.ServerError, SandboxFault.EmptyPage, SandboxFault.NotJson],
                FaultProbability = 0.4,
                Seed = run == 2 ? 8 : 7,
            });
            List<string> faults = [];
            for (int i = 0; i < 40; i++)
            {
                IReadOnlyDictionary<string, long> before = server.Ledger.FaultCounts;
                await server.RequestAsync("ScrapeCreators");
                faults.Add(string.Concat(
                    server.Ledger.FaultCounts.Where(pair => pair.Value > before[pair.Key]).Select(pair => pair.Key)));
            }

            logs[run] = string.Join(' ', faults);
            Assert.Equal(faults.Count(fault => fault.Length > 0), server.Ledger.FaultCounts.Values.Sum());
        }

        Assert.Equal(logs[0], logs[1]);
        Assert.NotEqual(logs[0], logs[2]);
    }

    [Fact]
    public async Task Counters_start_at_0_for_every_provider_and_ignore_case()
    {
        using SandboxHttpServer server = WireClient.Start(SandboxFault.ServerError, every: 2);

        Assert.Equal(WireClient.Providers, server.Ledger.RequestsByProvider.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(WireClient.Providers, server.Ledger.CreditsByProvider.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(0, server.Ledger.FaultCounts["servererror"]);
        IReadOnlyDictionary<string, long> before = server.Ledger.RequestsByProvider;
        await server.RequestAsync("UnifAPI");
        Assert.Equal(0, before["unifapi"]);
        Assert.Equal(1, server.Ledger.RequestsByProvider["unifapi"]);
        Assert.Equal(20, server.Ledger.CreditsByProvider["unifapi"]);
        Assert.Equal(0, server.Ledger.FaultCounts["ServerError"]);
    }

    [Theory]
    [InlineData(new[] { SandboxFault.None }, 3, new int[0], null, "None")]
    [InlineData(new[] { SandboxFault.RateLimit }, 3, new int[0], null, "RateLimit, every 3")]
    [InlineData(
        new[] { SandboxFault.RateLimit, SandboxFault.Html },
        0,
        new[] { 2, 5 },
        null,
        "RateLimit, Html, page 2, 5 of each list")]
    [InlineData(new[] { SandboxFault.Html }, 0, new int[0], 0.125, "Html, 12.5 % at random, seed 0")]
    public void The_plan_describes_the_faults(
        SandboxFault[] faults,
        int every,
        int[] pages,
        double? probability,
        string expected)
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions
        {
            Fault = faults,
            FaultEvery = every,
            FaultPage = pages,
            FaultProbability = probability,
        });

        Assert.Equal(expected, new TikTokFollowing.Sandbox(server).FaultPlan);
    }

    private static async Task<string[]> WholeList(string provider)
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions());
        List<string> names = [];
        WireResponse? page = null;
        do
        {
            page = await server.RequestAsync(provider, page?.Next);
            names.AddRange(page.Names);
        }
        while (page.HasMore == true);
        return [.. names.Distinct()];
    }

    /// <summary>Returns the length of the body, and the page without its padding.</summary>
    private static async Task<(long Length, WireResponse Page)> WithoutPadding(WireResponse response, bool isCompressed)
    {
        byte[] body = response.Body;
        if (isCompressed)
        {
            using GZipStream gzip = new(new MemoryStream(body), CompressionMode.Decompress);
            using MemoryStream whole = new(90_000_000);
            await gzip.CopyToAsync(whole);
            body = whole.ToArray();
        }

        int end = body.AsSpan().LastIndexOf("\"\"],"u8) + "\"\"],"u8.Length;
        WireResponse page = new()
        {
            Provider = response.Provider,
            Status = response.Status,
            Headers = response.Headers,
            Body = [(byte)'{', .. body.AsSpan(end)],
        };
        return (body.Length, page);
    }
}
