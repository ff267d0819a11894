using System.Diagnostics;
using System.Text;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>
/// Tests journals that an editor changed, on read-only media, and with a page that the provider cut.
/// </summary>
public sealed class PageJournalRepairTests : IDisposable
{
    private const string Provider = "ScrapeCreators";

    private static readonly string[] s_five = [.. Enumerable.Range(1, 5).Select(Wire.Id)];

    private readonly JournalFolder _folder = new();

    private string Journal => _folder.FileOf(Provider);

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Func<byte[], byte[]>> Edits => new()
    {
        { "no line feed at the end", file => file[..^1] },
        { "line feeds at the end", file => [.. file, .. "\n\n"u8] },
        { "a blank line in the middle", file => Replace(file, "\n", "\n \t\n") },
        { "carriage returns", file => Replace(file, "\n", "\r\n") },
        { "carriage returns, the last line feed gone", file => Replace(file, "\n", "\r\n")[..^2] },
        { "the last line feed gone, the carriage return left", file => Replace(file, "\n", "\r\n")[..^1] },
        { "a byte order mark", file => [0xEF, 0xBB, 0xBF, .. file] },
        { "a byte order mark, and no line feed at the end", file => [0xEF, 0xBB, 0xBF, .. file[..^1]] },
        { "spaces at the end", file => [.. file[..^1], .. "  "u8] },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task An_edited_journal_is_replayed_without_a_request(string what, Func<byte[], byte[]> edit)
    {
        await _folder.RunAsync(Provider, Whole());
        File.WriteAllBytes(Journal, edit(File.ReadAllBytes(Journal)));

        ScriptedHandler unused = new();
        List<FollowingPage> pages = await _folder.RunAsync(Provider, unused);

        Assert.True(unused.Requests.Count == 0, what);
        Assert.Equal(s_five, Ids(pages));
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task JournalReader_reads_an_edited_journal(string what, Func<byte[], byte[]> edit)
    {
        await _folder.RunAsync(Provider, Whole());
        File.WriteAllBytes(Journal, edit(File.ReadAllBytes(Journal)));

        JournalReader file = JournalReader.Read(Journal);

        Assert.True(file.Pages.Count == 3, what);
        Assert.False(file.EndsOpen);
    }

    [Fact]
    public async Task A_named_pipe_is_rejected()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // named pipes are not files on Windows
        }
        Directory.CreateDirectory(_folder.Path);
        using (Process made = Process.Start("mkfifo", [Journal]))
        {
            await made.WaitForExitAsync();
        }
        ScriptedHandler unused = new();

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, unused));

        Assert.Equal(FollowingErrorKind.CheckpointUnusable, e.Kind);
        Assert.Contains("not a regular file", e.Message, StringComparison.Ordinal);
        Assert.Empty(unused.Requests);
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task An_edited_journal_is_continued(string what, Func<byte[], byte[]> edit)
    {
        using (ListPager begun = _folder.Open(Provider, Whole()))
        {
            await begun.NextAsync();
            await begun.NextAsync();
        }
        File.WriteAllBytes(Journal, edit(File.ReadAllBytes(Journal)));

        ScriptedHandler server = new(Page3());
        Assert.Equal(s_five, Ids(await _folder.RunAsync(Provider, server)));
        Assert.True(server.Requests.Count == 1, what);
        Assert.Equal(s_five, Ids(await _folder.RunAsync(Provider, new ScriptedHandler())));
    }

    [Fact]
    public async Task A_header_without_a_line_feed_is_continued()
    {
        await _folder.RunAsync(Provider, Whole());
        byte[] whole = File.ReadAllBytes(Journal);
        File.WriteAllBytes(Journal, whole[..whole.AsSpan().IndexOf((byte)'\n')]);

        Assert.Equal(s_five, Ids(await _folder.RunAsync(Provider, Whole())));
        Assert.Equal(whole, File.ReadAllBytes(Journal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_UTF_16_journal_is_rejected_unchanged(bool isBigEndian)
    {
        await _folder.RunAsync(Provider, Whole());
        UnicodeEncoding encoding = new(isBigEndian, byteOrderMark: true);
        byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes(File.ReadAllText(Journal))];
        File.WriteAllBytes(Journal, file);
        ScriptedHandler unused = new();

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, unused));

        Assert.Equal(FollowingErrorKind.CheckpointUnusable, e.Kind);
        Assert.Contains("UTF-16", e.Message, StringComparison.Ordinal);
        Assert.Empty(unused.Requests);
        Assert.Equal(file, File.ReadAllBytes(Journal));
    }

    public static TheoryData<Exception> Refusals =>
    [
        new UnauthorizedAccessException("Access to the path is denied."),
        new IOException("Read-only file system", 30),
        new IOException("The media is write protected.", unchecked((int)0x80070013)),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_complete_read_only_journal_is_replayed(Exception refusal)
    {
        await _folder.RunAsync(Provider, Whole());
        byte[] file = File.ReadAllBytes(Journal);
        ProtectAgainstWriting(refusal);
        ScriptedHandler unused = new();

        Assert.Equal(s_five, Ids(await _folder.RunAsync(Provider, unused)));

        Assert.Empty(unused.Requests);
        Assert.Equal(file, File.ReadAllBytes(Journal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)] // after a line that was cut off
    public async Task An_incomplete_read_only_journal_is_replayed_and_then_rejected(int cut)
    {
        using (ListPager begun = _folder.Open(Provider, Whole()))
        {
            await begun.NextAsync();
            await begun.NextAsync();
        }
        byte[] file = File.ReadAllBytes(Journal);
        file = cut == 0 ? file : [.. file, .. "{\"Curso"u8];
        File.WriteAllBytes(Journal, file);
        ProtectAgainstWriting(new UnauthorizedAccessException("Access to the path is denied."));
        ScriptedHandler unused = new();
        List<FollowingPage> pages = [];
        using ListPager list = _folder.Open(Provider, unused);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(async () =>
        {
            while (await list.NextAsync() is FollowingPage page)
            {
                pages.Add(page);
            }
        });

        Assert.Equal(FollowingErrorKind.CheckpointUnusable, e.Kind);
        Assert.Contains("read-only", e.Message, StringComparison.Ordinal);
        Assert.Equal(s_five[..4], Ids(pages));
        Assert.Empty(unused.Requests);
        Assert.Equal(file, File.ReadAllBytes(Journal));
    }

    [Fact]
    public async Task A_journal_in_use_is_rejected()
    {
        await _folder.RunAsync(Provider, Whole());
        ProtectAgainstWriting(new IOException("The process cannot access the file.", unchecked((int)0x80070020)));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => _folder.RunAsync(Provider, new ScriptedHandler()));

        Assert.Equal(FollowingErrorKind.CheckpointUnusable, e.Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("c2")]
    public async Task A_page_cut_to_the_balance_is_saved(string? cursor)
    {
        Responder first = Responses.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", charged: "2"));
        Responder cut = Responses.Json(
            Wire.UnifAPI(cursor is null ? [1, 2] : [3, 4], "null", "false", charged: "2", isTruncated: true));
        using (
            ListPager list = _folder.Open(
                "UnifAPI", cursor is null ? new ScriptedHandler(cut) : new ScriptedHandler(first, cut)))
        {
            Assert.Equal(
                FollowingErrorKind.CreditsExhausted,
                (await Assert.ThrowsAsync<FollowingException>(list.ReadAllAsync)).Kind);
        }

        // With credits, the same cursor is requested again, and the saved accounts are replayed.
        ScriptedHandler server = new(
            Responses.Json(Wire.UnifAPI(cursor is null ? [1, 2, 3] : [3, 4, 5], "null", "false", charged: "3")));
        List<FollowingPage> pages = await _folder.RunAsync("UnifAPI", server);
        Assert.Equal(cursor is null ? s_five[..3] : s_five, Ids(pages));
        Assert.Single(server.Requests);

        Assert.Equal(Ids(pages), Ids(await _folder.RunAsync("UnifAPI", new ScriptedHandler())));
    }

    [Fact]
    public async Task A_page_with_an_unusable_cursor_is_saved()
    {
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([1, 2], "{}", "true", "5")));
        using (ListPager list = _folder.Open(Provider, server))
        {
            Assert.Equal(
                FollowingErrorKind.UnexpectedResponse,
                (await Assert.ThrowsAsync<FollowingException>(list.ReadAllAsync)).Kind);
        }

        Assert.Equal(s_five, Ids(await _folder.RunAsync(Provider, Whole())));
    }

    private void ProtectAgainstWriting(Exception refusal) => _folder.Opener = (path, mode, access, share) =>
        access == FileAccess.Read ? new FileStream(path, mode, access, share, bufferSize: 1) : throw refusal;

    private static byte[] Replace(byte[] file, string old, string with) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(file).Replace(old, with, StringComparison.Ordinal));

    private static IEnumerable<string?> Ids(IEnumerable<FollowingPage> pages) =>
        pages.SelectMany(page => page.Accounts).Select(account => account.Id);

    private static ScriptedHandler Whole() => new(
        Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "5")),
        Responses.Json(Wire.ScrapeCreators([2, 3, 4], "1700000200", "true", "5")),
        Page3());

    private static Responder Page3() => Responses.Json(Wire.ScrapeCreators([4, 5], "1700000100", "false", "5"));
}
