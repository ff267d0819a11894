using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Journals.JournalPages;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Tests whether a saved list is returned, resumed, or fetched again.</summary>
public sealed class JournalAgeTests : IDisposable
{
    private const string Provider = "ScrapeCreators";

    private static readonly TimeSpan s_halfDay = TimeSpan.FromHours(12);

    private readonly JournalFolder _folder = new() { MaxAge = s_halfDay };

    public static TheoryData<string> Names => [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];

    private string Journal => _folder.FileOf(Provider);

    private string[] Files =>
        [.. Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_finished_list_is_fetched_again_from_its_age_on(string provider)
    {
        string journal = _folder.FileOf(provider);
        await _folder.RunAsync(provider, Fixtures(provider));
        byte[] old = File.ReadAllBytes(journal);
        _folder.Clock.Advance(s_halfDay - TimeSpan.FromTicks(1));
        ScriptedHandler unused = new();

        Assert.Equal(3, (await _folder.RunAsync(provider, unused)).Count);
        Assert.Empty(unused.Requests);
        Assert.Equal(old, File.ReadAllBytes(journal));

        _folder.Clock.Advance(TimeSpan.FromTicks(1));
        ScriptedHandler server = Fixtures(provider);
        List<FollowingPage> again = await _folder.RunAsync(provider, server);

        Assert.Equal(3, server.Requests.Count);
        DateTime now = _folder.Clock.GetUtcNow().LocalDateTime;
        Assert.All(Accounts(again), account => Assert.Equal(now, account.RetrievedAt));
        Assert.Equal(
            [$"{provider}.someone+2026-01-15T12-00-00.000Z.jsonl", $"{provider}.someone.jsonl"], Files);
        Assert.Equal(old, File.ReadAllBytes(Path.Combine(_folder.Path, Files[0])));
        Assert.Equal(3, (await _folder.RunAsync(provider, new ScriptedHandler())).Count);
        Assert.DoesNotContain(_folder.Log.Warnings, text => text.Contains("-MaxAge", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_id_without_a_page_is_looked_up_again_from_its_age_on()
    {
        Responder rejected = Responses.Json("""{"error":{"type":"unauthorized"}}""", 401);
        Responder invalidId = Responses.Json("""{"error":{"type":"invalid_id"}}""", 400);
        ScriptedHandler first = new(invalidId, Responses.Json("""{"data":{"id":"6620"}}"""), rejected);
        await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync("UnifAPI", first));
        _folder.Clock.Advance(s_halfDay - TimeSpan.FromTicks(1));
        ScriptedHandler young = new(rejected);
        await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync("UnifAPI", young));
        _folder.Clock.Advance(TimeSpan.FromTicks(1));
        ScriptedHandler old = new(invalidId, Responses.Json("""{"data":{"id":"777"}}"""), rejected);
        await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync("UnifAPI", old));
        ScriptedHandler last = new(Responses.Json(Wire.UnifAPI([1], "null", "false")));
        FollowingPage page = Assert.Single(await _folder.RunAsync("UnifAPI", last));

        Assert.Equal("/tiktok/users/6620/following", Assert.Single(young.Requests).Address.AbsolutePath);
        Assert.Equal("/tiktok/users/777/following", old.Requests[2].Address.AbsolutePath);
        Assert.Equal("/tiktok/users/777/following", Assert.Single(last.Requests).Address.AbsolutePath);
        Assert.Single(page.Accounts);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("en-GB")]
    [InlineData("de-DE")]
    [InlineData("fr-CA")]
    [InlineData("tr-TR")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public async Task Zero_always_fetches_and_names_sort_within_a_second(string culture)
    {
        using CultureScope scope = new(culture);
        _folder.MaxAge = TimeSpan.Zero;
        for (int run = 0; run < 12; run++)
        {
            ScriptedHandler server = Whole();
            await _folder.RunAsync(Provider, server);
            Assert.Equal(3, server.Requests.Count);
        }

        string[] kept = [.. Files.Where(file => file.Contains('+', StringComparison.Ordinal))];
        Assert.Equal(
            Enumerable.Range(0, 11).Select(
                number => FormattableString.Invariant($"{Provider}.someone+2026-01-15T12-00-00.{number:000}Z.jsonl")),
            kept);
        Assert.Equal(kept, kept.Order(StringComparer.CurrentCulture));
        Assert.Equal(12, Files.Length);
    }

    [Fact]
    public async Task A_list_whose_end_is_missing_counts_as_finished()
    {
        ScriptedHandler Truncated() => new(
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "500")),
            Responses.Json(Wire.ScrapeCreators([3], "1700000200", "false", "500")));
        await _folder.RunAsync(Provider, Truncated());
        Assert.Contains("\"Truncated\":true", File.ReadAllText(Journal), StringComparison.Ordinal);

        await _folder.RunAsync(Provider, new ScriptedHandler());
        _folder.Clock.Advance(s_halfDay);
        ScriptedHandler server = Truncated();
        await _folder.RunAsync(Provider, server);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_empty_list_has_an_age()
    {
        ScriptedHandler Empty() => new(Responses.Json(Wire.ScrapeCreators([], "0", "false", "0")));
        await _folder.RunAsync(Provider, Empty());
        await _folder.RunAsync(Provider, new ScriptedHandler());
        _folder.Clock.Advance(s_halfDay);
        ScriptedHandler server = Empty();

        await _folder.RunAsync(Provider, server);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_unfinished_list_is_resumed_at_any_age_with_a_warning()
    {
        await ReadAsync(2, new ScriptedHandler(Page1(), Page2()));
        _folder.Clock.Advance(TimeSpan.FromDays(40));
        ScriptedHandler server = new(Page3());

        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, server)).Count());

        Assert.Single(server.Requests);
        Assert.Equal(["ScrapeCreators.someone.jsonl"], Files);
        string warning = Assert.Single(_folder.Log.Warnings);
        Assert.StartsWith("Resuming the journal of @someone from ", warning, StringComparison.Ordinal);
        Assert.Contains("(40 days old), which is older than -MaxAge:", warning, StringComparison.Ordinal);
        Assert.EndsWith($"To start again, move {Journal} to another folder.", warning, StringComparison.Ordinal);

        // It is finished now, and its first page is old.
        ScriptedHandler next = Whole();
        await _folder.RunAsync(Provider, next);
        Assert.Equal(3, next.Requests.Count);
    }

    [Fact]
    public async Task A_young_unfinished_list_is_resumed_without_a_warning()
    {
        await ReadAsync(1, new ScriptedHandler(Page1()));
        _folder.Clock.Advance(s_halfDay - TimeSpan.FromSeconds(1));

        await _folder.RunAsync(Provider, new ScriptedHandler(Page2(), Page3()));

        Assert.Empty(_folder.Log.Warnings);
    }

    [Theory]
    [InlineData(-13, true)]
    [InlineData(-12, true)]
    [InlineData(-11, false)]
    [InlineData(-1, false)]
    public async Task A_time_in_the_future_is_as_far_away_as_one_in_the_past(int hours, bool isFetched)
    {
        _folder.Clock.Advance(TimeSpan.FromHours(20));
        await _folder.RunAsync(Provider, Whole());
        _folder.Clock.Advance(TimeSpan.FromHours(hours)); // the clock was corrected
        ScriptedHandler server = Whole();

        await _folder.RunAsync(Provider, server);

        Assert.Equal(isFetched ? 3 : 0, server.Requests.Count);
    }

    [Theory]
    [InlineData("2026-01-15T12:00:00.0000000Z", 11, false)]
    [InlineData("2026-01-15T14:00:00.0000000+02:00", 11, false)]
    [InlineData("2026-01-15T01:30:00.0000000-10:30", 12, true)]
    [InlineData("2026-01-15T12:00:00.0000000", 11, false)]
    [InlineData("yesterday", 0, true)]
    public async Task Times_are_compared_in_utc(string readAt, int hours, bool isFetched)
    {
        await _folder.RunAsync(Provider, Whole());
        string text = File.ReadAllText(Journal).Replace(
            "\"RetrievedAt\":\"2026-01-15T12:00:00.0000000Z\"",
            $"\"RetrievedAt\":\"{readAt}\"",
            StringComparison.Ordinal);
        Assert.Contains(readAt, text, StringComparison.Ordinal);
        File.WriteAllText(Journal, text);
        _folder.Clock.Advance(TimeSpan.FromHours(hours));
        ScriptedHandler server = Whole();

        await _folder.RunAsync(Provider, server);

        Assert.Equal(isFetched ? 3 : 0, server.Requests.Count);
    }

    [Fact]
    public async Task Since_fetches_again_when_the_saved_pages_reach_its_time()
    {
        static FollowingQuery Since(FollowingQuery query) => query with { SinceUtc = Utc(1700000250) };
        await ReadAsync(2, new ScriptedHandler(Page1(), Page2()), Since);
        _folder.Clock.Advance(s_halfDay);
        ScriptedHandler server = new(Page1(), Page2());

        await ReadAsync(2, server, Since);

        Assert.Equal(2, server.Requests.Count);
        Assert.Empty(_folder.Log.Warnings);
        Assert.Equal(2, Files.Length);
    }

    [Fact]
    public async Task Since_resumes_when_the_saved_pages_do_not_reach_its_time()
    {
        await ReadAsync(1, new ScriptedHandler(Page1()));
        _folder.Clock.Advance(s_halfDay);
        ScriptedHandler server = new(Page2());

        await ReadAsync(2, server, query => query with { SinceUtc = Utc(1700000250) });

        Assert.Single(server.Requests);
        Assert.Contains("older than -MaxAge", Assert.Single(_folder.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, true)] // -First 0 -IncludeTotalCount
    [InlineData(1, 2, true)]
    [InlineData(1, 3, false)]
    [InlineData(2, 3, true)]
    [InlineData(2, 4, true)]
    [InlineData(2, 2, false)] // a longer command can still be resumed
    public async Task A_count_is_fetched_again_only_if_the_journal_ends_with_it(int pages, int count, bool isFetched)
    {
        await ReadAsync(pages, new ScriptedHandler(Page1(), Page2()));
        _folder.Clock.Advance(s_halfDay);
        ScriptedHandler server = Whole();

        await ReadAsync(1, server, query => query with { StopsAfter = count });

        Assert.Equal(isFetched ? 1 : 0, server.Requests.Count);
        Assert.Equal(isFetched ? 0 : 1, _folder.Log.Warnings.Count);
    }

    [Fact]
    public async Task A_damaged_journal_is_never_replaced()
    {
        await _folder.RunAsync(Provider, Whole());
        string[] lines = File.ReadAllLines(Journal);
        lines[2] = "no JSON";
        File.WriteAllLines(Journal, lines);
        byte[] damaged = File.ReadAllBytes(Journal);
        _folder.Clock.Advance(TimeSpan.FromDays(2));
        ScriptedHandler unused = new();

        AssertRefused(
            await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, unused)), "not JSON");

        Assert.Empty(unused.Requests);
        Assert.Equal(damaged, File.ReadAllBytes(Journal));
        Assert.Single(Files);
    }

    private async Task ReadAsync(
        int pages, ScriptedHandler server, Func<FollowingQuery, FollowingQuery>? with = null)
    {
        using ListPager list = _folder.Open(Provider, server, with);
        for (int page = 0; page < pages; page++)
        {
            await list.NextAsync();
        }
    }

    private static DateTime Utc(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime;
}
