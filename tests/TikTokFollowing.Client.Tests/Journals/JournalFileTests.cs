using System.Text;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Journals.JournalPages;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Tests the names of journals, and files that are not the journal of the list.</summary>
public sealed class JournalFileTests : IDisposable
{
    private const string Provider = "ScrapeCreators";

    private readonly JournalFolder _folder = new();

    private string Journal => _folder.FileOf(Provider);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_list_from_a_cursor_has_its_own_journal()
    {
        await _folder.RunAsync(Provider, Whole());
        ScriptedHandler server = new(Page3());

        List<FollowingPage> rest = await _folder.RunAsync(
            Provider, server, query => query with { Cursor = "1700000200" });
        List<FollowingPage> again = await _folder.RunAsync(
            Provider, new ScriptedHandler(), query => query with { Cursor = "1700000200" });

        Assert.Equal(["user.4", "user.5"], Accounts(rest).Select(account => account.Handle));
        Assert.Equal(["user.4", "user.5"], Accounts(again).Select(account => account.Handle));
        Assert.Contains(
            "\"Cursor\":\"1700000200\"",
            File.ReadLines(_folder.FileOf(Provider, cursor: "1700000200")).First(),
            StringComparison.Ordinal);
        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler())).Count());
    }

    [Fact]
    public async Task Dropped_duplicates_are_saved()
    {
        // Its last account, user.4, is at the border.
        FollowingPage before = (await Lists.Open(Provider, new ScriptedHandler(Page2())).NextAsync())!;
        await _folder.RunAsync(
            Provider,
            new ScriptedHandler(Page3()),
            query => query with { Cursor = "1700000200", PageBefore = before.Accounts });

        List<FollowingPage> again = await _folder.RunAsync(
            Provider, new ScriptedHandler(), query => query with { Cursor = "1700000200" });

        Assert.Equal(["user.4", "user.5"], Accounts(again).Select(account => account.Handle));
    }

    [Fact]
    public async Task Handles_ignore_case()
    {
        await _folder.RunAsync(Provider, Whole(), handle: "@SomeOne");

        List<FollowingPage> again = await _folder.RunAsync(Provider, new ScriptedHandler(), handle: "someone");

        Assert.Equal(5, Accounts(again).Count());
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Sec_uids_do_not_ignore_case()
    {
        string one = "MS4wLjABAAAA" + new string('x', 40) + "a";
        string other = "MS4wLjABAAAA" + new string('x', 40) + "A";
        await _folder.RunAsync(
            "UnifAPI", new ScriptedHandler(Responses.Json(Wire.UnifAPI([1, 2], "null", "false", "2"))), handle: one);
        ScriptedHandler server = new(Responses.Json(Wire.UnifAPI([3], "null", "false", "1")));

        List<FollowingPage> pages = await _folder.RunAsync("UnifAPI", server, handle: other);

        Assert.Equal(["user.3"], Accounts(pages).Select(account => account.Handle));
    }

    [Theory]
    [InlineData("someone", "5", "someone.from_5", null)]
    [InlineData("someone", null, "someone", "")]
    [InlineData("someone", "abc", "someone", "abd")]
    [InlineData("someone", "12345678901234567890", "someone", "123456789012345678901")]
    public void Different_lists_have_different_names(
        string handle, string? cursor, string otherHandle, string? otherCursor) =>
        Assert.NotEqual(NameOf(handle, cursor), NameOf(otherHandle, otherCursor));

    private static string NameOf(string handle, string? cursor) =>
        JournalFile.GetName(Provider, new FollowingQuery(FollowingHandle.Parse(handle)) { Cursor = cursor });

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
    public async Task The_journal_of_another_list_is_rejected_unchanged(string was, string becomes)
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
    // The cut header of a newer version.
    [InlineData("{\"Format\":\"TikTokFollowing journal\",\"Version\":9,\"Ve")]
    [InlineData("\0\0\0\0")]
    public async Task Another_file_is_rejected_unchanged(string text) =>
        await AssertRefusedAsync(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fictitious_and_real_accounts_do_not_mix(bool isFictitiousFirst)
    {
        await _folder.RunAsync(Provider, Whole(), isFictitious: isFictitiousFirst);
        byte[] whole = File.ReadAllBytes(Journal);
        Assert.Equal(
            isFictitiousFirst,
            Encoding.UTF8.GetString(whole).Contains("\"IsFictitious\":true", StringComparison.Ordinal));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => _folder.RunAsync(Provider, new ScriptedHandler(), isFictitious: !isFictitiousFirst));

        AssertRefused(e, "sandbox");
        Assert.Equal(whole, File.ReadAllBytes(Journal));
        Assert.Equal(
            5,
            Accounts(await _folder.RunAsync(Provider, new ScriptedHandler(), isFictitious: isFictitiousFirst)).Count());
    }

    [Fact]
    public async Task A_second_writer_is_rejected_and_the_first_one_continues()
    {
        using (ListPager first = _folder.Open(Provider, Whole()))
        {
            await first.NextAsync();
            ScriptedHandler unused = new();

            FollowingException e = await Assert.ThrowsAsync<FollowingException>(
                () => _folder.RunAsync(Provider, unused));

            AssertRefused(e, "Only one can use it at a time");
            Assert.Empty(unused.Requests);
            Assert.Equal(2, (await first.ReadAllAsync()).Count);
        }
        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler())).Count());
    }

    [Fact]
    public async Task A_file_as_the_folder_is_rejected()
    {
        string file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "x");
        ScriptedHandler unused = new();
        using ListPager list = _folder.Client(Provider, unused, folder: file).Open(
            new FollowingQuery(FollowingHandle.Parse("someone")));

        AssertRefused(await Assert.ThrowsAsync<FollowingException>(() => list.NextAsync()), "file");
        Assert.Empty(unused.Requests);
        Assert.Equal("x", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_folder_as_the_journal_is_rejected()
    {
        Directory.CreateDirectory(Journal);

        AssertRefused(
            await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, new ScriptedHandler())),
            "jsonl");
    }

    private async Task AssertRefusedAsync(byte[] file)
    {
        File.WriteAllBytes(Journal, file);
        ScriptedHandler unused = ScriptedHandler.Always(Responses.Json(Wire.ScrapeCreators([9], "0", "false")));
        using (ListPager list = _folder.Open(Provider, unused))
        {
            AssertRefused(await Assert.ThrowsAsync<FollowingException>(list.ReadAllAsync), "cannot be used");
            // The next call throws again, and does not write to the file.
            AssertRefused(await Assert.ThrowsAsync<FollowingException>(list.ReadAllAsync), "cannot be used");
        }
        Assert.Empty(unused.Requests);
        Assert.Equal(file, File.ReadAllBytes(Journal));
    }
}
