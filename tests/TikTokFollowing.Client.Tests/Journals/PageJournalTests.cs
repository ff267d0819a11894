using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Journals.JournalPages;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Tests journals that were cut off, and disks that refuse to write.</summary>
public sealed class PageJournalTests : IDisposable
{
    private const string Provider = "ScrapeCreators";

    private readonly JournalFolder _folder = new();

    private string Journal => _folder.FileOf(Provider);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_a_cut_last_line_is_fetched_again()
    {
        List<FollowingPage> fetched = await _folder.RunAsync(Provider, Whole());
        byte[] whole = File.ReadAllBytes(Journal);
        int lastLine = whole.AsSpan(0, whole.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (int length = lastLine; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(Journal, whole[..length]);
            ScriptedHandler server = new(Page3());

            List<FollowingPage> pages = await _folder.RunAsync(Provider, server);

            Assert.Single(server.Requests);
            Assert.Equal(
                Accounts(fetched).Select(account => account.Id), Accounts(pages).Select(account => account.Id));
            // The clock stands still, so all bytes are the same.
            Assert.Equal(whole, File.ReadAllBytes(Journal));
        }
        Assert.Contains("was cut off", _folder.Log.All, StringComparison.Ordinal);
        Assert.Empty(_folder.Log.Warnings);
    }

    [Fact]
    public async Task A_cut_line_is_removed_even_if_it_is_longer_than_its_replacement()
    {
        await _folder.RunAsync(Provider, Whole());
        byte[] whole = File.ReadAllBytes(Journal);
        File.WriteAllBytes(Journal, whole[..^2]); // without the end of its last line

        // An account was unfollowed in the meantime.
        await _folder.RunAsync(
            Provider, new ScriptedHandler(Responses.Json(Wire.ScrapeCreators([], "0", "false", "4"))));

        Assert.True(new FileInfo(Journal).Length < whole.Length - 2);
        Assert.Equal(4, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler())).Count());
    }

    [Fact]
    public async Task A_cut_header_is_replaced()
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
    public async Task A_page_larger_than_the_buffer_is_saved()
    {
        string bio = new('x', 300_000);
        string record = $$"""{"uid":"1","unique_id":"big","signature":"{{bio}}"}""";
        ScriptedHandler server = new(
            Responses.Json($$"""{"followings":[{{record}}],"min_time":1700000300,"has_more":true}"""),
            Page2(),
            Page3());
        await _folder.RunAsync(Provider, server);

        List<FollowingPage> saved = await _folder.RunAsync(Provider, new ScriptedHandler());

        Assert.Equal(bio, saved[0].Accounts[0].Bio);
        Assert.Equal(record, saved[0].Accounts[0].Raw);
        Assert.Equal(3, saved.Count);
    }

    [Fact]
    public async Task Carriage_returns_are_accepted()
    {
        await _folder.RunAsync(Provider, Whole());
        File.WriteAllText(Journal, File.ReadAllText(Journal).Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler())).Count());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(100, false)]
    [InlineData(100, true)]
    public async Task A_full_disk_causes_one_warning_and_the_list_continues(int room, bool refusesToShorten)
    {
        RefusingFile disk = null!;
        _folder.Opener = (path, _, _, _) => disk = new RefusingFile(path);
        using (ListPager list = _folder.Open(Provider, Whole()))
        {
            await list.NextAsync();
            int written = disk.Writes;
            disk.Room = room;
            disk.RefusesToShorten = refusesToShorten;

            Assert.Equal(2, (await list.ReadAllAsync()).Count);

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
    public async Task A_page_that_was_not_flushed_is_not_counted()
    {
        RefusingFile disk = null!;
        _folder.Opener = (path, _, _, _) => disk = new RefusingFile(path);
        using (ListPager list = _folder.Open(Provider, Whole()))
        {
            await list.NextAsync();
            disk.RefusesFlush = true;
            Assert.Equal(2, (await list.ReadAllAsync()).Count);
            Assert.Equal(1, list.SavedPages);
        }

        Assert.Single(_folder.Log.Warnings);
        Assert.Equal(2, File.ReadAllLines(Journal).Length);
    }
}
