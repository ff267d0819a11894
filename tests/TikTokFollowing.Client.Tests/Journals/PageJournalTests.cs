using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Fuzz;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Journals;

public sealed class PageJournalTests : IDisposable
{
    private const string Provider = "ScrapeCreators";

    private static readonly string[] s_headerFields = ["Format", "Version", "Provider", "Handle", "Cursor"];
    private static readonly string[] s_pageFields = ["Cursor", "NextCursor", "HasMore", "Total", "CreditsCharged", "FollowedAfter", "FollowedBefore", "RetrievedAt", "Accounts"];

    private readonly JournalFolder _folder = new();

    public static TheoryData<string> Names => [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];

    private string Journal => _folder.FileOf(Provider);

    public void Dispose() => _folder.Dispose();

    // ---- the format ----

    [Fact]
    public void A_page_is_one_line_with_these_fields()
    {
        FollowingPage page = new()
        {
            Handle = "someone",
            Provider = Provider,
            Total = 5,
            HasMore = true,
            NextCursor = "1700000200",
            FollowedAfter = Local(1_700_000_200),
            FollowedBefore = Local(1_700_000_300),
            CreditsCharged = 1,
            CreditsRemaining = 99,
            RequestId = "r-1",
            RateLimitRemaining = 3,
            Attempts = 2,
            Accounts =
            [
                new FollowedAccount
                {
                    Handle = "quiet.fjord",
                    DisplayName = "Quiet \"Fjord\" 🌿 日本",
                    Id = "71",
                    SecUid = "MS4w",
                    Bio = "one\ntwo",
                    IsVerified = false,
                    IsPrivate = true,
                    Region = "NO",
                    Language = "nb",
                    CreatedAt = Local(1_600_000_000).AddTicks(1234567),
                    AvatarUrl = "https://x.example/a.jpeg?a=1&b=2",
                    ProfileUrl = "https://www.tiktok.com/@quiet.fjord",
                    FollowerCount = 1,
                    FollowingCount = 2,
                    LikeCount = 3,
                    VideoCount = 4,
                    LikedCount = 5,
                    FollowedBy = "someone",
                    Provider = Provider,
                    FollowedAfter = Local(1_700_000_200),
                    FollowedBefore = Local(1_700_000_300),
                    RetrievedAt = Local(1_770_000_000),
                    Position = 7,
                    Raw = "{\"uid\":\"71\"}",
                },
                new FollowedAccount { Id = "72", FollowedBy = "someone", Provider = Provider, FollowedAfter = Local(1_700_000_200), FollowedBefore = Local(1_700_000_300), RetrievedAt = Local(1_770_000_000) },
            ],
        };
        using MemoryStream line = new();

        JournalFormat.WritePage(line, "1700000300", page);

        Assert.Equal(
            """
            {"Cursor":"1700000300","NextCursor":"1700000200","HasMore":true,"Total":5,"CreditsCharged":1,"CreditsRemaining":99,"RequestId":"r-1",
            "FollowedAfter":"2023-11-14T22:16:40.0000000Z","FollowedBefore":"2023-11-14T22:18:20.0000000Z","RetrievedAt":"2026-02-02T02:40:00.0000000Z","Accounts":[
            {"Handle":"quiet.fjord","DisplayName":"Quiet \"Fjord\" 🌿 日本","Id":"71","SecUid":"MS4w","Bio":"one\ntwo","IsVerified":false,"IsPrivate":true,"Region":"NO","Language":"nb",
            "CreatedAt":"2020-09-13T12:26:40.1234567Z","AvatarUrl":"https://x.example/a.jpeg?a=1&b=2","ProfileUrl":"https://www.tiktok.com/@quiet.fjord",
            "FollowerCount":1,"FollowingCount":2,"LikeCount":3,"VideoCount":4,"LikedCount":5,"Raw":"{\"uid\":\"71\"}"},
            {"Id":"72"}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\n').Replace("\\uD83C\\uDF3F", "🌿", StringComparison.Ordinal));
        Samples.AssertKeeps(page, "1700000300");
    }

    [Fact]
    public async Task The_file_is_a_header_and_a_line_for_each_page_that_people_can_read()
    {
        await _folder.RunAsync(Provider, Whole());

        byte[] bytes = File.ReadAllBytes(Journal);
        Assert.Equal("ScrapeCreators.someone.jsonl", Path.GetFileName(Journal));
        Assert.Equal((byte)'{', bytes[0]); // no byte order mark
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.DoesNotContain((byte)'\r', bytes);
        string[] lines = File.ReadAllLines(Journal);
        Assert.Equal(4, lines.Length);
        Assert.Equal("""{"Format":"TikTokFollowing journal","Version":1,"Provider":"ScrapeCreators","Handle":"someone","Cursor":null}""", lines[0]);
        Assert.Equal(s_headerFields, Fields(lines[0]));
        Assert.Equal(s_pageFields.Except(["FollowedBefore"]), Fields(lines[1])); // nothing tells when the first page's follows end
        Assert.All(lines[2..], line => Assert.Equal(s_pageFields, Fields(line)));
        Assert.All(lines, AssertFitForConvertFromJson);

        static IEnumerable<string> Fields(string line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return [.. document.RootElement.EnumerateObject().Select(field => field.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_journal_of_every_provider_is_fit_for_windows_powershell(string provider)
    {
        await _folder.RunAsync(provider, Fixtures(provider));

        Assert.All(File.ReadAllLines(_folder.FileOf(provider)), AssertFitForConvertFromJson);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_key_is_in_it_even_if_the_provider_echoes_it(string provider)
    {
        ScriptedHandler server = new(Answers.Json(Recorded.Text(provider, "last").Replace("Quiet Fjord", Lists.Key, StringComparison.Ordinal).Replace("quietfjord", Lists.Key, StringComparison.Ordinal)));

        await _folder.RunAsync(provider, server);

        Assert.DoesNotContain(Lists.Key, File.ReadAllText(_folder.FileOf(provider)), StringComparison.Ordinal);
    }

    // ---- going on ----

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_rerun_emits_equal_objects_and_needs_no_request(string provider)
    {
        List<FollowingPage> bought = await _folder.RunAsync(provider, Fixtures(provider));
        byte[] journal = File.ReadAllBytes(_folder.FileOf(provider));
        ScriptedHandler silent = new();

        List<FollowingPage> saved = await _folder.RunAsync(provider, silent);

        Assert.Empty(silent.Requests);
        Assert.Equal(3, saved.Count);
        foreach ((FollowingPage before, FollowingPage after) in bought.Zip(saved)) { Samples.AssertSame(before, after); }
        FollowedAccount[] accounts = [.. saved.SelectMany(page => page.Accounts)];
        foreach ((FollowedAccount before, FollowedAccount after) in bought.SelectMany(page => page.Accounts).Zip(accounts)) { Recorded.AssertSame(before, after); }
        Assert.All(accounts, account => Assert.NotNull(account.Raw));
        Assert.Equal(journal, File.ReadAllBytes(_folder.FileOf(provider)));
    }

    [Fact]
    public async Task What_was_saved_is_not_charged_again_and_the_place_to_go_on_is_known()
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
        Assert.Equal(["user.3", "user.4"], second.Stopped.LastAccounts.Select(account => account.Handle).Where(handle => handle != "user.2")); // with the account on the border
        FollowingPage last = (await second.NextAsync())!;

        Assert.Equal(["user.5"], last.Accounts.Select(account => account.Handle)); // the border account, user.4, came again
        Assert.Equal("?handle=someone&min_time=1700000200", Assert.Single(server.Requests).Query);
        Assert.Equal(1, second.CreditsCharged);
        Assert.Null(await second.NextAsync());
        Assert.Null(second.Saved); // its end was bought
    }

    [Fact]
    public async Task That_a_journal_has_all_of_a_list_is_known_with_its_last_page()
    {
        FollowingPage bought = (await _folder.RunAsync(Provider, Whole()))[^1];
        using ListPager list = _folder.Open(Provider, new ScriptedHandler());

        await list.NextAsync();
        await list.NextAsync();
        Assert.Null(list.Saved);
        await list.NextAsync();

        Assert.Equal(new CompletedJournal(Journal, bought.Accounts[0].RetrievedAt), list.Saved);
        Assert.Empty(_folder.Log.Warnings); // one line for many lists is said by who reads them
    }

    [Fact]
    public async Task How_many_pages_are_saved_is_known_before_all_of_them_are_read()
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
        Assert.Equal(["user.3", "user.4"], (await second.NextAsync())!.Accounts.Select(account => account.Handle)); // looking ahead moved nothing
        Assert.Equal(2, second.SavedPages);
        await second.NextAsync();
        Assert.Equal(3, second.SavedPages);
    }

    [Fact]
    public async Task A_page_is_on_the_disk_before_its_accounts_are_given_out()
    {
        using ListPager list = _folder.Open(Provider, Whole());
        for (int number = 1; number <= 3; number++)
        {
            await list.NextAsync();

            Assert.Equal(number + 1, Encoding.UTF8.GetString(JournalFolder.ReadWhileOpen(Journal)).Count(c => c == '\n'));
        }
    }

    [Fact]
    public async Task Nothing_is_made_before_the_first_page_is_wanted()
    {
        string folder = Path.Combine(_folder.Path, "a", "b");
        using ListPager list = _folder.Client(Provider, Whole(), folder: folder).Open(new FollowingQuery(FollowingHandle.Parse("someone")));
        Assert.False(Directory.Exists(folder));

        await list.NextAsync();

        Assert.True(File.Exists(Path.Combine(folder, "ScrapeCreators.someone.jsonl")));
    }

    [Fact]
    public async Task An_empty_list_is_kept_too()
    {
        await _folder.RunAsync(Provider, new ScriptedHandler(Answers.Json(Wire.ScrapeCreators([], "0", "false", "0"))));

        FollowingPage page = Assert.Single(await _folder.RunAsync(Provider, new ScriptedHandler()));

        Assert.Empty(page.Accounts);
        Assert.False(page.HasMore);
        Assert.Equal(0, page.Total);
    }

    [Fact]
    public async Task A_failure_is_not_kept_and_the_page_is_asked_for_again()
    {
        ScriptedHandler broken = new(Page1(), Answers.Json("{}", 401));
        await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, broken));

        ScriptedHandler server = new(Page2(), Page3());
        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, server)).Count());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_stalled_list_is_asked_for_once_more_by_each_run()
    {
        Answer same = Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9"));
        ScriptedHandler server = ScriptedHandler.Always(same);
        for (int run = 1; run <= 3; run++)
        {
            FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, server));
            Assert.Equal(FollowingErrorKind.PagingStalled, e.Kind);
            Assert.Equal(run + 1, server.Requests.Count);
        }
    }

    [Fact]
    public async Task An_id_that_was_looked_up_is_kept_with_the_first_page()
    {
        ScriptedHandler first = new(
            Answers.Json(Recorded.Text("UnifAPI", "400-invalid-id"), 400), Answers.Json(Recorded.Text("UnifAPI", "resolve")), Answers.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2")));
        using (ListPager list = _folder.Open("UnifAPI", first)) { await list.NextAsync(); }

        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([3], "null", "false", "1")));
        Assert.Equal(3, Accounts(await _folder.RunAsync("UnifAPI", second)).Count());
        Assert.DoesNotContain("/someone/", Assert.Single(second.Requests).Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal("?cursor=c2", second.Requests[0].Query);
    }

    [Theory]
    [InlineData("\"c3\"", "true")]
    [InlineData("null", "false")]
    [InlineData("null", "true")]
    public async Task A_page_that_was_cut_for_lack_of_credits_is_not_the_end_of_the_list(string nextCursor, string hasMore)
    {
        ScriptedHandler poor = new(Answers.Json(Wire.UnifAPI([1, 2], nextCursor, hasMore, "2", isTruncated: true, balance: "0")));
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync("UnifAPI", poor));
        Assert.Equal(FollowingErrorKind.CreditsExhausted, e.Kind);

        // With new credits the rest is had. A journal that took the cut page for the last one says that the list is complete.
        ScriptedHandler rich = ScriptedHandler.Always(Answers.Json(nextCursor == "null" ? Wire.UnifAPI([1, 2, 3], "null", "false", "3") : Wire.UnifAPI([3], "null", "false", "1")));
        Exception? second = null;
        List<FollowedAccount> accounts = [];
        try { accounts = [.. Accounts(await _folder.RunAsync("UnifAPI", rich))]; }
        catch (FollowingException again) { second = again; } // telling that it is not all is right, too
        Assert.True(second is not null || accounts.Count == 3, $"{accounts.Count} of 3 accounts, and nobody says that some are missing");
    }

    // ---- whose journal ----

    [Fact]
    public async Task A_list_that_starts_at_a_cursor_has_a_journal_of_its_own()
    {
        await _folder.RunAsync(Provider, Whole());
        ScriptedHandler server = new(Page3());

        List<FollowingPage> rest = await _folder.RunAsync(Provider, server, query => query with { Cursor = "1700000200" });
        List<FollowingPage> again = await _folder.RunAsync(Provider, new ScriptedHandler(), query => query with { Cursor = "1700000200" });

        Assert.Equal(["user.4", "user.5"], Accounts(rest).Select(account => account.Handle));
        Assert.Equal(["user.4", "user.5"], Accounts(again).Select(account => account.Handle));
        Assert.Contains("\"Cursor\":\"1700000200\"", File.ReadLines(_folder.FileOf(Provider, cursor: "1700000200")).First(), StringComparison.Ordinal);
        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler())).Count());
    }

    [Fact]
    public async Task What_one_run_left_out_as_known_is_there_for_a_run_that_does_not_know_it()
    {
        FollowingPage before = (await Lists.Open(Provider, new ScriptedHandler(Page2())).NextAsync())!; // its last account, user.4, is on the border
        await _folder.RunAsync(Provider, new ScriptedHandler(Page3()), query => query with { Cursor = "1700000200", PageBefore = before.Accounts });

        List<FollowingPage> again = await _folder.RunAsync(Provider, new ScriptedHandler(), query => query with { Cursor = "1700000200" });

        Assert.Equal(["user.4", "user.5"], Accounts(again).Select(account => account.Handle));
    }

    [Fact]
    public async Task The_same_handle_in_other_letters_is_the_same_list()
    {
        await _folder.RunAsync(Provider, Whole(), handle: "@SomeOne");

        List<FollowingPage> again = await _folder.RunAsync(Provider, new ScriptedHandler(), handle: "someone");

        Assert.Equal(5, Accounts(again).Count());
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Sec_uids_that_differ_in_a_letters_case_are_two_accounts()
    {
        string one = "MS4wLjABAAAA" + new string('x', 40) + "a";
        string other = "MS4wLjABAAAA" + new string('x', 40) + "A";
        await _folder.RunAsync("UnifAPI", new ScriptedHandler(Answers.Json(Wire.UnifAPI([1, 2], "null", "false", "2"))), handle: one);
        ScriptedHandler server = new(Answers.Json(Wire.UnifAPI([3], "null", "false", "1")));

        List<FollowingPage> pages = await _folder.RunAsync("UnifAPI", server, handle: other);

        Assert.Equal(["user.3"], Accounts(pages).Select(account => account.Handle));
    }

    [Theory]
    [InlineData("someone", "5", "someone.from_5", null)]
    [InlineData("someone", null, "someone", "")]
    [InlineData("someone", "abc", "someone", "abd")]
    [InlineData("someone", "12345678901234567890", "someone", "123456789012345678901")]
    public void Lists_that_differ_have_files_that_differ(string handle, string? cursor, string otherHandle, string? otherCursor) =>
        Assert.NotEqual(NameOf(handle, cursor), NameOf(otherHandle, otherCursor));

    private static string NameOf(string handle, string? cursor) => JournalFile.GetName(Provider, new FollowingQuery(FollowingHandle.Parse(handle)) { Cursor = cursor });

    [Theory]
    [InlineData("\"Provider\":\"ScrapeCreators\"", "\"Provider\":\"SociaVault\"")]
    [InlineData("\"Handle\":\"someone\"", "\"Handle\":\"someone.else\"")]
    [InlineData("\"Handle\":\"someone\"", "\"Handle\":null")]
    [InlineData("\"Cursor\":null}", "\"Cursor\":\"1700000300\"}")]
    [InlineData("\"Version\":1", "\"Version\":2")]
    [InlineData("\"Version\":1", "\"Version\":0")]
    [InlineData("\"Version\":1", "\"Version\":null")]
    [InlineData("TikTokFollowing journal", "TikTokFollowing diary")]
    [InlineData("\"HasMore\":true", "\"HasMore\":7")]
    [InlineData("\"NextCursor\":\"1700000300\"", "\"NextCursor\":\"1700000299\"")]
    [InlineData("\"NextCursor\":\"1700000300\"", "\"NextCursor\":null")]
    [InlineData("\"Accounts\":[", "\"Accounts\":{},\"X\":[")]
    public async Task Somebody_elses_journal_is_told_and_left_alone(string was, string becomes)
    {
        await _folder.RunAsync(Provider, Whole());
        string whole = File.ReadAllText(Journal);
        Assert.Contains(was, whole, StringComparison.Ordinal);
        await AssertRefusedAsync(Encoding.UTF8.GetBytes(whole.Replace(was, becomes, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Name,Value\n1,2\n")]
    [InlineData("no line break")]
    [InlineData("{\"Format\":\"TikTokFollowing journaL\"")]
    [InlineData("{}\n")]
    [InlineData("[]\n")]
    [InlineData("null\n")]
    [InlineData("\n")]
    [InlineData("{\"Format\":\"TikTokFollowing journal\",\"Version\":9,\"Ve")] // a newer one, torn: it may be wanted back
    [InlineData("\0\0\0\0")]
    public async Task A_file_that_is_no_journal_is_told_and_left_alone(string text) => await AssertRefusedAsync(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Made_up_accounts_and_real_ones_do_not_mix(bool isMadeUpFirst)
    {
        await _folder.RunAsync(Provider, Whole(), isMadeUp: isMadeUpFirst);
        byte[] whole = File.ReadAllBytes(Journal);
        Assert.Equal(isMadeUpFirst, Encoding.UTF8.GetString(whole).Contains("\"IsMadeUp\":true", StringComparison.Ordinal));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, new ScriptedHandler(), isMadeUp: !isMadeUpFirst));

        AssertRefused(e, "sandbox");
        Assert.Equal(whole, File.ReadAllBytes(Journal));
        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler(), isMadeUp: isMadeUpFirst)).Count());
    }

    [Fact]
    public async Task The_second_who_opens_it_is_told_and_the_first_goes_on()
    {
        using (ListPager first = _folder.Open(Provider, Whole()))
        {
            await first.NextAsync();
            ScriptedHandler silent = new();

            FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, silent));

            AssertRefused(e, "one at a time");
            Assert.Empty(silent.Requests);
            Assert.Equal(2, (await first.WalkAsync()).Count);
        }
        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler())).Count());
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_told()
    {
        string file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "x");
        ScriptedHandler silent = new();
        using ListPager list = _folder.Client(Provider, silent, folder: file).Open(new FollowingQuery(FollowingHandle.Parse("someone")));

        AssertRefused(await Assert.ThrowsAsync<FollowingException>(() => list.NextAsync()), "file");
        Assert.Empty(silent.Requests);
        Assert.Equal("x", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_journal_that_is_a_folder_is_told()
    {
        Directory.CreateDirectory(Journal);

        AssertRefused(await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, new ScriptedHandler())), "jsonl");
    }

    // ---- torn ----

    [Fact]
    public async Task Wherever_the_last_line_is_torn_its_page_is_bought_again_and_nothing_else()
    {
        List<FollowingPage> bought = await _folder.RunAsync(Provider, Whole());
        byte[] whole = File.ReadAllBytes(Journal);
        int lastLine = whole.AsSpan(0, whole.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (int length = lastLine; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(Journal, whole[..length]);
            ScriptedHandler server = new(Page3());

            List<FollowingPage> pages = await _folder.RunAsync(Provider, server);

            Assert.Single(server.Requests);
            Assert.Equal(Accounts(bought).Select(account => account.Id), Accounts(pages).Select(account => account.Id));
            Assert.Equal(whole, File.ReadAllBytes(Journal)); // the clock stands still, so the page is the same to the byte
        }
        Assert.Contains("was cut off", _folder.Log.All, StringComparison.Ordinal);
        Assert.Empty(_folder.Log.Warnings);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_torn_line_that_is_longer_than_the_one_in_its_place()
    {
        await _folder.RunAsync(Provider, Whole());
        byte[] whole = File.ReadAllBytes(Journal);
        File.WriteAllBytes(Journal, whole[..^2]); // all of it but its end

        // Somebody was unfollowed meanwhile.
        await _folder.RunAsync(Provider, new ScriptedHandler(Answers.Json(Wire.ScrapeCreators([], "0", "false", "4"))));

        Assert.True(new FileInfo(Journal).Length < whole.Length - 2);
        Assert.Equal(4, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler())).Count());
    }

    [Fact]
    public async Task Wherever_the_header_is_torn_the_journal_begins_anew()
    {
        await _folder.RunAsync(Provider, Whole());
        byte[] whole = File.ReadAllBytes(Journal);
        int header = whole.AsSpan().IndexOf((byte)'\n') + 1;
        for (int length = 0; length <= header; length++)
        {
            File.WriteAllBytes(Journal, whole[..length]);

            Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, Whole())).Count());
            Assert.Equal(whole, File.ReadAllBytes(Journal));
        }
    }

    [Fact]
    public async Task A_page_larger_than_any_buffer_is_kept()
    {
        string bio = new('x', 300_000);
        string record = $$"""{"uid":"1","unique_id":"big","signature":"{{bio}}"}""";
        ScriptedHandler server = new(Answers.Json($$"""{"followings":[{{record}}],"min_time":1700000300,"has_more":true}"""), Page2(), Page3());
        await _folder.RunAsync(Provider, server);

        List<FollowingPage> saved = await _folder.RunAsync(Provider, new ScriptedHandler());

        Assert.Equal(bio, saved[0].Accounts[0].Bio);
        Assert.Equal(record, saved[0].Accounts[0].Raw);
        Assert.Equal(3, saved.Count);
    }

    [Fact]
    public async Task Line_ends_of_another_system_do_no_harm()
    {
        await _folder.RunAsync(Provider, Whole());
        File.WriteAllText(Journal, File.ReadAllText(Journal).Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler())).Count());
    }

    // ---- a disk that refuses ----

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(100, false)]
    [InlineData(100, true)]
    public async Task A_full_disk_is_told_once_and_the_list_goes_on(int room, bool refusesToShorten)
    {
        RefusingFile disk = null!;
        _folder.Opener = (path, _, _, _) => disk = new RefusingFile(path);
        using (ListPager list = _folder.Open(Provider, Whole()))
        {
            await list.NextAsync();
            int written = disk.Writes;
            disk.Room = room;
            disk.RefusesToShorten = refusesToShorten;

            Assert.Equal(2, (await list.WalkAsync()).Count);

            Assert.Equal(1, disk.Writes - written);
        }
        _folder.Opener = null;
        string warning = Assert.Single(_folder.Log.Warnings);
        Assert.Contains("not saved", warning, StringComparison.Ordinal);
        Assert.Contains("No space left", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(warning, char.IsControl);
        Assert.Equal(refusesToShorten, !File.ReadAllText(Journal).EndsWith('\n'));

        ScriptedHandler server = new(Page2(), Page3());
        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, server)).Count());
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(4, File.ReadAllLines(Journal).Length);
    }

    [Fact]
    public async Task A_page_that_may_not_be_on_the_disk_is_not_claimed_to_be()
    {
        RefusingFile disk = null!;
        _folder.Opener = (path, _, _, _) => disk = new RefusingFile(path);
        using (ListPager list = _folder.Open(Provider, Whole()))
        {
            await list.NextAsync();
            disk.RefusesFlush = true;
            Assert.Equal(2, (await list.WalkAsync()).Count);
            Assert.Equal(1, list.SavedPages);
        }

        Assert.Single(_folder.Log.Warnings);
        Assert.Equal(2, File.ReadAllLines(Journal).Length);
    }

    // ---- helpers ----

    private async Task AssertRefusedAsync(byte[] file)
    {
        File.WriteAllBytes(Journal, file);
        ScriptedHandler silent = ScriptedHandler.Always(Answers.Json(Wire.ScrapeCreators([9], "0", "false")));
        using (ListPager list = _folder.Open(Provider, silent))
        {
            AssertRefused(await Assert.ThrowsAsync<FollowingException>(list.WalkAsync), "cannot be used");
            // Whoever asks again is told again; a file that was refused is not written into.
            AssertRefused(await Assert.ThrowsAsync<FollowingException>(list.WalkAsync), "cannot be used");
        }
        Assert.Empty(silent.Requests);
        Assert.Equal(file, File.ReadAllBytes(Journal));
    }

    private static void AssertRefused(FollowingException e, string says)
    {
        Assert.Equal(FollowingErrorKind.CheckpointUnusable, e.Kind);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Samples.AssertReadable(e);
    }

    // Windows PowerShell refuses an object with an empty name in it, or with names that differ in their case only; a line separator would be a line of its own to some readers.
    private static void AssertFitForConvertFromJson(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        Check(document.RootElement);

        static void Check(JsonElement element)
        {
            if (element.ValueKind is JsonValueKind.Array)
            {
                foreach (JsonElement item in element.EnumerateArray()) { Check(item); }
            }
            if (element.ValueKind is not JsonValueKind.Object) { return; }
            string[] names = [.. element.EnumerateObject().Select(field => field.Name)];
            Assert.DoesNotContain("", names);
            Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            foreach (JsonProperty field in element.EnumerateObject()) { Check(field.Value); }
        }
    }

    private static ScriptedHandler Fixtures(string provider) =>
        new(Answers.Json(Recorded.Text(provider, "first")), Answers.Json(Recorded.Text(provider, "middle")), Answers.Json(Recorded.Text(provider, "last")));

    private static ScriptedHandler Whole() => new(Page1(), Page2(), Page3());

    private static Answer Page1() => Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "5"));

    private static Answer Page2() => Answers.Json(Wire.ScrapeCreators([2, 3, 4], "1700000200", "true", "5"));

    private static Answer Page3() => Answers.Json(Wire.ScrapeCreators([4, 5], "1700000100", "false", "5"));

    private static IEnumerable<FollowedAccount> Accounts(IEnumerable<FollowingPage> pages) => pages.SelectMany(page => page.Accounts);

    private static DateTime Local(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime;
}
