using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Chaos;
using TikTokFollowing.Client.Tests.Definitions;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Providers;
using TikTokFollowing.Client.Text;
using Xunit;
using Xunit.Abstractions;

namespace TikTokFollowing.Client.Tests.Fuzz;

/// <summary>
/// Tests damaged responses, made from the recorded ones: with the whole client, and with the parser and the provider
/// alone. Tests all with <c>TIKTOKFOLLOWING_FULL=1</c>, otherwise a part of them. <c>TIKTOKFOLLOWING_SEED</c> repeats
/// one run. A failure reports the seed and the response.
/// </summary>
public class ResponseFuzzTests(ITestOutputHelper output)
{
    private static readonly int[] s_statuses =
        [200, 200, 201, 204, 206, 301, 400, 401, 402, 403, 404, 408, 418, 422, 429, 451, 500, 502, 503, 504, 520, 599];
    private static readonly string[] s_retryAfter =
        ["5", "7200", "-1", "99999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "soon", ""];

    private const string TwinSuffix = "Twin";

    /// <summary>Gets the built-in providers, and the same providers as definitions.</summary>
    public static TheoryData<string> Names =>
    [
        .. ProviderRegistry.BuiltIn.SelectMany(
            provider => (string[])[provider.Facts.Name, provider.Facts.Name + TwinSuffix]),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_damaged_response_is_a_page_or_a_FollowingException(string provider)
    {
        int most = FullRun.Of(full: 100_000, slice: 2000);
        int seed = int.TryParse(
            Environment.GetEnvironmentVariable("TIKTOKFOLLOWING_SEED"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int given)
            ? given
            : 20260115;
        IReadOnlyList<(string Name, Mutator.Node Document)> samples = Samples.Of(OriginalOf(provider));
        Stopwatch watch = Stopwatch.StartNew();
        int workers = Environment.ProcessorCount;
        Tally[] tallies = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            Tally tally = new();
            using ReplaceableHandler server = new();
            using HttpClient transport = SharedHttpClient.Create(server);
            for (int number = worker; number < most; number += workers)
            {
                await CheckAsync(provider, samples, seed, number, transport, server, tally);
            }
            return tally;
        })));
        Tally tally = new(tallies);

        output.WriteLine($"{provider}: {most} responses in {watch.Elapsed.TotalSeconds:0.0} s, seed {seed}: {tally}");
        // If nearly all results were of one kind, this test would test nothing.
        Assert.InRange(tally.Pages, most / 20, most * 19 / 20);
        Assert.InRange(tally.ProviderErrors, most / 20, most * 19 / 20);
        Assert.InRange(tally.Accounts, most / 20, long.MaxValue);
        Assert.InRange(tally.Kinds, 6, 15);
    }

    private static async Task CheckAsync(
        string provider,
        IReadOnlyList<(string Name, Mutator.Node Document)> samples,
        int seed,
        int number,
        HttpClient transport,
        ReplaceableHandler server,
        Tally tally)
    {
        // Each response has its own seed, so that it can be repeated alone.
        Random random = new(unchecked(seed * 31 + number));
        (string name, Mutator.Node document) = Pick(samples, random);
        Mutator mutator = new(random);
        byte[] body = mutator.Mutate(document, Lists.Key);
        int status = random.Next(5) > 0
            ? (int)Recorded.Status(name)
            : random.Next(4) > 0 ? s_statuses[random.Next(s_statuses.Length)] : random.Next(200, 600);
        try
        {
            server.Responder = Serve(random, body, status);
            await ReadListAsync(provider, transport, server, tally, isPlanted: mutator.Planted is not null);
            Read(provider, random, body, status, tally);
        }
        catch (Exception e)
        {
            Assert.Fail(
                $"{e.GetType().Name} with seed {seed}, number {number} ({provider}/{name}, status {status}): "
                    + $"{e.Message}\n{Shown(body)}\n{e.StackTrace}");
        }
    }

    private static string OriginalOf(string provider) =>
        provider.EndsWith(TwinSuffix, StringComparison.Ordinal) ? provider[..^TwinSuffix.Length] : provider;

    private static IFollowingProvider ReaderOf(string provider) =>
        provider == OriginalOf(provider) ? ProviderRegistry.Get(provider) : Twin.Of(OriginalOf(provider));

    // Most recorded responses are errors, but pages have more fields to damage.
    private static (string Name, Mutator.Node Document) Pick(
        IReadOnlyList<(string Name, Mutator.Node Document)> samples, Random random)
    {
        (string Name, Mutator.Node Document) sample = samples[random.Next(samples.Count)];
        while (sample.Document.All.Count < 30 && random.Next(4) > 0) { sample = samples[random.Next(samples.Count)]; }
        return sample;
    }

    private static async Task ReadListAsync(
        string provider, HttpClient transport, ReplaceableHandler server, Tally tally, bool isPlanted)
    {
        FollowingClient client = new(
            ReaderOf(provider),
            new ApiKey(Lists.Key),
            null,
            new HttpSettings { MaximumRetryCount = 0, Timeout = null },
            ClientLog.None,
            transport,
            new FakeClock(),
            rates: new RateLimitTracker());
        ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("someone")) { IncludeRaw = true });
        string? requested = null;
        try
        {
            // The second page is requested with the cursor of the first.
            for (int i = 0; i < 2 && await list.NextAsync() is FollowingPage page; i++)
            {
                if (i == 0) { tally.Add(page); }
                // A page that was cut is not kept.
                if (page is not { HasMore: true, NextCursor: null }) { Samples.AssertKeeps(page, requested); }
                Assert.True(page.CreditsCharged >= 0, $"{page.CreditsCharged} credits");
                if (isPlanted) { AssertWithoutKey(page); }
                requested = page.NextCursor;
            }
        }
        catch (FollowingException e)
        {
            if (requested is null) { tally.Add(e); }
            Samples.AssertReadable(e);
            if (isPlanted) { Assert.DoesNotContain(Lists.Key, e.ToString(), StringComparison.Ordinal); }
        }
        Assert.InRange(server.Requests, 1, 6); // two pages, each with two lookups at most
    }

    // Parses and reads without the client.
    private static void Read(string provider, Random random, byte[] body, int status, Tally tally)
    {
        SparseJson? document;
        try
        {
            document = BodyReader.Parse(body, status == 200 ? ReaderOf(provider).Fields : null);
        }
        catch (JsonException)
        {
            tally.NotJson++;
            return;
        }
        if (document is null)
        {
            tally.Cut++;
            return;
        }
        using (document)
        {
            string? cursor = random.Next(3) switch { 0 => null, 1 => "1700000300", _ => "lookup;" };
            PageRequest page = Recorded.Request(cursor, includeRaw: true);
            try
            {
                ProviderPage read =
                    ReaderOf(provider).ReadPage(page, (HttpStatusCode)status, document.Root);
                Assert.NotNull(read.Accounts);
            }
            catch (FollowingException e)
            {
                Samples.AssertReadable(e);
            }
        }
    }

    private static Responder Serve(Random random, byte[] body, int status) => random.Next(8) switch
    {
        0 => Responses.Stream(() => new MemoryStream(body), status: status),
        1 => Responses.Bytes(body, status, "text/html"),
        2 => Responses.Bytes(
            body,
            status,
            "application/json",
            ("Retry-After", s_retryAfter[random.Next(s_retryAfter.Length)]),
            ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", "30")),
        3 => Responses.Stream(
            () => new BreakingStream(body, random.Next(body.Length + 1)),
            random.Next(2) == 0 ? body.Length : null,
            status),
        _ => Responses.Bytes(body, status),
    };

    private static void AssertWithoutKey(FollowingPage page)
    {
        string all = string.Join(
            '\n',
            page.Accounts.Select(account => JsonSerializer.Serialize(account))
                .Append(page.RequestId)
                .Append(page.NextCursor));
        Assert.DoesNotContain(Lists.Key, all, StringComparison.Ordinal);
    }

    private static string Shown(byte[] body) =>
        body.Length > 4000 ? Convert.ToBase64String(body.AsSpan(0, 4000)) + "…" : Encoding.UTF8.GetString(body);

    private sealed class ReplaceableHandler : HttpMessageHandler
    {
        private Responder? _responder;

        public int Requests { get; private set; }

        public Responder Responder
        {
            set
            {
                _responder = value;
                Requests = 0;
            }
        }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return _responder!(cancellationToken);
        }
    }

    private sealed class Tally
    {
        private readonly Dictionary<FollowingErrorKind, int> _failures = [];

        public Tally(params Tally[] parts)
        {
            foreach (Tally part in parts)
            {
                Pages += part.Pages;
                Accounts += part.Accounts;
                NotJson += part.NotJson;
                Cut += part.Cut;
                foreach ((FollowingErrorKind kind, int count) in part._failures)
                {
                    _failures[kind] = _failures.GetValueOrDefault(kind) + count;
                }
            }
        }

        public int Pages { get; private set; }

        public long Accounts { get; private set; }

        public int NotJson { get; set; }

        public int Cut { get; set; }

        public int ProviderErrors => _failures.Values.Sum();

        public int Kinds => _failures.Count;

        public void Add(FollowingPage page)
        {
            Pages++;
            Accounts += page.Count;
        }

        public void Add(FollowingException e) => _failures[e.Kind] = _failures.GetValueOrDefault(e.Kind) + 1;

        public override string ToString()
        {
            string failures = string.Join(
                ", ", _failures.OrderByDescending(one => one.Value).Select(one => $"{one.Key} {one.Value}"));
            return $"{Pages} pages with {Accounts} accounts, {failures}; bodies: {NotJson} no JSON, {Cut} cut";
        }
    }
}
