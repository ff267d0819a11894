using System.Text;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Fuzz;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;
using static TikTokFollowing.Client.Tests.Journals.JournalPages;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Tests lists that are resumed with a journal.</summary>
public sealed class JournalingPagerTests : IDisposable
{
    private const string Provider = "ScrapeCreators";

    private readonly JournalFolder _folder = new();

    public static TheoryData<string> Names => [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];

    private string Journal => _folder.FileOf(Provider);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_second_run_replays_equal_objects_without_a_request(string provider)
    {
        List<FollowingPage> fetched = await _folder.RunAsync(provider, Fixtures(provider));
        byte[] journal = File.ReadAllBytes(_folder.FileOf(provider));
        ScriptedHandler unused = new();

        List<FollowingPage> saved = await _folder.RunAsync(provider, unused);

        Assert.Empty(unused.Requests);
        Assert.Equal(3, saved.Count);
        foreach ((FollowingPage before, FollowingPage after) in fetched.Zip(saved))
        {
            Samples.AssertSame(before, after);
        }
        FollowedAccount[] accounts = [.. saved.SelectMany(page => page.Accounts)];
        foreach (
            (FollowedAccount before, FollowedAccount after) in fetched.SelectMany(page => page.Accounts).Zip(accounts))
        {
            Recorded.AssertSame(before, after);
        }
        Assert.All(accounts, account => Assert.NotNull(account.Raw));
        Assert.Equal(journal, File.ReadAllBytes(_folder.FileOf(provider)));
    }

    [Theory]
    [InlineData(401, "unauthorized")]
    [InlineData(402, "insufficient_credits")]
    public async Task An_id_is_looked_up_once_although_no_page_followed(int status, string code)
    {
        ScriptedHandler first = new(
            Responses.Json("""{"error":{"type":"invalid_id"}}""", 400),
            Responses.Json("""{"data":{"id":"6620"},"billing":{"credits_charged":1}}"""),
            Responses.Json($$$"""{"error":{"type":"{{{code}}}"}}""", status));
        await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync("UnifAPI", first));
        ScriptedHandler second = new(Responses.Json($$$"""{"error":{"type":"{{{code}}}"}}""", status));
        await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync("UnifAPI", second));
        ScriptedHandler third = new(
            Responses.Json(Wire.UnifAPI([1], "\"c2\"", "true")), Responses.Json(Wire.UnifAPI([2], "null", "false")));

        List<FollowingPage> fetched = await _folder.RunAsync("UnifAPI", third);
        ScriptedHandler unused = new();
        List<FollowingPage> saved = await _folder.RunAsync("UnifAPI", unused);

        Assert.Equal("/tiktok/users/6620/following", Assert.Single(second.Requests).Address.AbsolutePath);
        Assert.All(
            third.Requests, request => Assert.Equal("/tiktok/users/6620/following", request.Address.AbsolutePath));
        Assert.Equal([1, 1], fetched.Select(page => page.Count));
        Assert.Equal([1, 1], saved.Select(page => page.Count));
        Assert.Empty(unused.Requests);
        JournalReader journal = JournalReader.Read(_folder.FileOf("UnifAPI"));
        Assert.Equal([1, 1], journal.Pages.Select(page => page.Count));
        Assert.False(journal.EndsOpen);
    }

    [Fact]
    public async Task Replayed_pages_are_not_charged_and_set_the_resume_point()
    {
        using (ListPager first = _folder.Open(Provider, Whole()))
        {
            await first.NextAsync();
            await first.NextAsync();
        }
        ScriptedHandler server = new(Page3());
        using ListPager second = _folder.Open(Provider, server);

        await second.NextAsync();
        await second.NextAsync();
        Assert.Equal("1700000200", second.Stopped.NextCursor);
        Assert.Equal(4, second.AccountsRead);
        Assert.Equal(0, second.CreditsCharged);
        // with the account at the border
        Assert.Equal(
            ["user.3", "user.4"],
            second.Stopped.LastAccounts.Select(account => account.Handle).Where(handle => handle != "user.2"));
        FollowingPage last = (await second.NextAsync())!;

        // The border account, user.4, was listed again.
        Assert.Equal(["user.5"], last.Accounts.Select(account => account.Handle));
        Assert.Equal("?handle=someone&min_time=1700000200", Assert.Single(server.Requests).Query);
        Assert.Equal(1, second.CreditsCharged);
        Assert.Null(await second.NextAsync());
        Assert.Null(second.Saved); // its end was fetched
    }

    [Fact]
    public async Task Saved_is_set_until_a_page_is_fetched()
    {
        FollowingPage fetched;
        using (ListPager first = _folder.Open(Provider, new ScriptedHandler(Page1(), Page2())))
        {
            fetched = (await first.NextAsync())!;
            _folder.Clock.Advance(TimeSpan.FromHours(1));
            await first.NextAsync();
            Assert.Null(first.Saved);
        }
        _folder.Clock.Advance(TimeSpan.FromHours(2));
        using ListPager list = _folder.Open(Provider, new ScriptedHandler(Page3()));

        Assert.Null(list.Saved);
        await list.NextAsync();
        await list.NextAsync();
        Assert.Equal(
            new CompletedJournal(Journal, fetched.Accounts[0].RetrievedAt, TimeSpan.FromHours(3)), list.Saved);
        await list.NextAsync();

        Assert.Null(list.Saved);
        Assert.Empty(_folder.Log.Warnings); // the cmdlet warns once for all lists
    }

    [Fact]
    public async Task SavedPages_counts_pages_that_were_not_read()
    {
        using (ListPager first = _folder.Open(Provider, Whole()))
        {
            Assert.Equal(0, first.SavedPages);
            await first.NextAsync();
            Assert.Equal(1, first.SavedPages);
            await first.NextAsync();
            Assert.Equal(2, first.SavedPages);
        }
        using ListPager second = _folder.Open(Provider, new ScriptedHandler(Page3()));

        await second.NextAsync();
        Assert.Equal(2, second.SavedPages);
        // The count does not move the position.
        Assert.Equal(["user.3", "user.4"], (await second.NextAsync())!.Accounts.Select(account => account.Handle));
        Assert.Equal(2, second.SavedPages);
        await second.NextAsync();
        Assert.Equal(3, second.SavedPages);
    }

    [Fact]
    public async Task A_page_is_on_the_disk_before_it_is_returned()
    {
        using ListPager list = _folder.Open(Provider, Whole());
        for (int number = 1; number <= 3; number++)
        {
            await list.NextAsync();

            Assert.Equal(
                number + 1,
                Encoding.UTF8.GetString(JournalFolder.ReadWhileOpen(Journal)).Count(c => c == '\n'));
        }
    }

    [Fact]
    public async Task No_file_is_created_before_the_first_page_is_requested()
    {
        string folder = Path.Combine(_folder.Path, "a", "b");
        using ListPager list = _folder.Client(Provider, Whole(), folder: folder).Open(
            new FollowingQuery(FollowingHandle.Parse("someone")));
        Assert.False(Directory.Exists(folder));

        await list.NextAsync();

        Assert.True(File.Exists(Path.Combine(folder, "ScrapeCreators.someone.jsonl")));
    }

    [Fact]
    public async Task An_empty_list_is_saved()
    {
        await _folder.RunAsync(
            Provider, new ScriptedHandler(Responses.Json(Wire.ScrapeCreators([], "0", "false", "0"))));

        FollowingPage page = Assert.Single(await _folder.RunAsync(Provider, new ScriptedHandler()));

        Assert.Empty(page.Accounts);
        Assert.False(page.HasMore);
        Assert.Equal(0, page.Total);
    }

    [Fact]
    public async Task A_failed_page_is_not_saved()
    {
        ScriptedHandler broken = new(Page1(), Responses.Json("{}", 401));
        await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, broken));

        ScriptedHandler server = new(Page2(), Page3());
        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, server)).Count());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_stalled_list_is_requested_once_by_each_run()
    {
        Responder same = Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9"));
        ScriptedHandler server = ScriptedHandler.Always(same);
        for (int run = 1; run <= 3; run++)
        {
            FollowingException e = await Assert.ThrowsAsync<FollowingException>(
                () => _folder.RunAsync(Provider, server));
            Assert.Equal(FollowingErrorKind.PagingStalled, e.Kind);
            Assert.Equal(run + 1, server.Requests.Count);
        }
    }

    [Fact]
    public async Task A_looked_up_id_is_saved_with_the_first_page()
    {
        ScriptedHandler first = new(
            Responses.Json(
                Recorded.Text("UnifAPI", "400-invalid-id"),
                400), Responses.Json(Recorded.Text("UnifAPI", "resolve")), Responses.Json(
                    Wire.UnifAPI([1, 2], "\"c2\"", "true", "2")));
        using (ListPager list = _folder.Open("UnifAPI", first)) { await list.NextAsync(); }

        ScriptedHandler second = new(Responses.Json(Wire.UnifAPI([3], "null", "false", "1")));
        Assert.Equal(3, Accounts(await _folder.RunAsync("UnifAPI", second)).Count());
        Assert.DoesNotContain(
            "/someone/",
            Assert.Single(second.Requests).Address.AbsolutePath,
            StringComparison.Ordinal);
        Assert.Equal("?cursor=c2", second.Requests[0].Query);
    }

    [Theory]
    [InlineData("\"c3\"", "true")]
    [InlineData("null", "false")]
    [InlineData("null", "true")]
    public async Task A_saved_page_cut_for_lack_of_credits_is_not_the_end(string nextCursor, string hasMore)
    {
        ScriptedHandler poor = new(
            Responses.Json(Wire.UnifAPI([1, 2], nextCursor, hasMore, "2", isTruncated: true, balance: "0")));
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync("UnifAPI", poor));
        Assert.Equal(FollowingErrorKind.CreditsExhausted, e.Kind);

        // With new credits the rest is fetched. A journal that ended with the cut page would report a complete list.
        ScriptedHandler rich = ScriptedHandler.Always(
            Responses.Json(
                nextCursor == "null" ? Wire.UnifAPI(
                    [1, 2, 3], "null", "false", "3") : Wire.UnifAPI([3], "null", "false", "1")));
        Exception? second = null;
        List<FollowedAccount> accounts = [];
        try { accounts = [.. Accounts(await _folder.RunAsync("UnifAPI", rich))]; }
        catch (FollowingException again) { second = again; } // an error about the missing rest is correct, too
        Assert.True(
            second is not null || accounts.Count == 3,
            $"{accounts.Count} of 3 accounts, and no error reports the missing ones");
    }
}
