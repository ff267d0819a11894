using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Journals.JournalPages;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Tests that older lists are kept, whatever fails while their list is fetched again.</summary>
public sealed class JournalArchiveTests : IDisposable
{
    private const string Provider = "ScrapeCreators";

    private readonly JournalFolder _folder = new() { MaxAge = TimeSpan.FromHours(12) };

    private string Journal => _folder.FileOf(Provider);

    private string[] Files =>
        [.. Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_failed_request_keeps_the_older_list()
    {
        byte[] old = await SaveOldAsync();

        await Assert.ThrowsAsync<FollowingException>(
            () => _folder.RunAsync(Provider, new ScriptedHandler(Responses.Json("{}", 401))));

        Assert.Equal(["ScrapeCreators.someone.jsonl"], Files);
        Assert.Equal(old, File.ReadAllBytes(Journal));
        _folder.MaxAge = TimeSpan.FromDays(7);
        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, new ScriptedHandler())).Count());
    }

    [Fact]
    public async Task A_list_without_a_requested_page_is_unchanged()
    {
        byte[] old = await SaveOldAsync();

        using (ListPager list = _folder.Open(Provider, new ScriptedHandler()))
        {
            Assert.Equal(0, list.SavedPages);
        }

        Assert.Equal(old, File.ReadAllBytes(Journal));
        Assert.Single(Files);
    }

    [Fact]
    public async Task An_interrupted_list_resumes_with_the_new_pages()
    {
        await SaveOldAsync();
        using (ListPager list = _folder.Open(Provider, new ScriptedHandler(Page1())))
        {
            await list.NextAsync();
        }
        ScriptedHandler server = new(Page2(), Page3());

        Assert.Equal(5, Accounts(await _folder.RunAsync(Provider, server)).Count());

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(2, Files.Length);
        Assert.Empty(_folder.Log.Warnings);
    }

    [Fact]
    public async Task A_copy_that_a_crash_left_behind_is_replaced()
    {
        byte[] old = await SaveOldAsync();
        await File.WriteAllTextAsync(Journal + ".tmp", new string('x', 1_000_000));

        await _folder.RunAsync(Provider, Whole());

        Assert.Equal(2, Files.Length);
        Assert.Equal(old, await File.ReadAllBytesAsync(Path.Combine(_folder.Path, Files[0])));
    }

    [Fact]
    public async Task An_existing_file_is_not_overwritten()
    {
        byte[] old = await SaveOldAsync();
        string taken = Path.Combine(_folder.Path, "ScrapeCreators.someone+2026-01-15T12-00-00.000Z.jsonl");
        await File.WriteAllTextAsync(taken, "mine");
        Directory.CreateDirectory(
            Path.Combine(_folder.Path, "ScrapeCreators.someone+2026-01-15T12-00-00.001Z.jsonl"));

        await _folder.RunAsync(Provider, Whole());

        Assert.Equal("mine", await File.ReadAllTextAsync(taken));
        Assert.Equal(
            old,
            await File.ReadAllBytesAsync(
                Path.Combine(_folder.Path, "ScrapeCreators.someone+2026-01-15T12-00-00.002Z.jsonl")));
    }

    [Fact]
    public async Task No_page_is_fetched_if_the_copy_does_not_fit()
    {
        byte[] old = await SaveOldAsync();
        _folder.Opener = (path, mode, access, share) => path.EndsWith(".tmp", StringComparison.Ordinal)
            ? new RefusingFile(path) { Room = 100 }
            : new FileStream(path, mode, access, share, bufferSize: 1);
        ScriptedHandler unused = new();

        AssertRefused(
            await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, unused)),
            "its copy cannot be written: No space left on device");

        Assert.Empty(unused.Requests);
        Assert.Equal(old, File.ReadAllBytes(Journal));
        Assert.Single(Files);
    }

    [Fact]
    public async Task A_page_is_returned_with_a_warning_if_the_copy_cannot_be_renamed()
    {
        byte[] old = await SaveOldAsync();
        ScriptedHandler server = Whole();
        using (ListPager list = _folder.Open(Provider, new DeletingHandler(server, Journal + ".tmp")))
        {
            Assert.Equal(3, (await list.ReadAllAsync()).Count);
        }

        Assert.Equal(3, server.Requests.Count);
        Assert.Contains("cannot be written", Assert.Single(_folder.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal(old, File.ReadAllBytes(Journal));
    }

    [Fact]
    public async Task The_older_list_is_kept_if_the_new_page_cannot_be_written()
    {
        byte[] old = await SaveOldAsync();
        RefusingFile? journal = null;
        _folder.Opener = (path, mode, access, share) => path.EndsWith(".tmp", StringComparison.Ordinal)
            ? new FileStream(path, mode, access, share, bufferSize: 1)
            : journal = new RefusingFile(path) { Room = 10 };

        Assert.Equal(3, (await _folder.RunAsync(Provider, Whole())).Count);

        Assert.Single(_folder.Log.Warnings);
        Assert.Equal(old, File.ReadAllBytes(Path.Combine(_folder.Path, Files[0])));
        Assert.Equal(0, new FileInfo(Journal).Length);
    }

    [Fact]
    public async Task A_read_only_list_is_returned_while_it_is_young_and_refused_later()
    {
        await _folder.RunAsync(Provider, Whole());
        byte[] old = File.ReadAllBytes(Journal);
        _folder.Opener = (path, mode, access, share) => access == FileAccess.Read
            ? new FileStream(path, mode, access, share, bufferSize: 1)
            : throw new UnauthorizedAccessException();
        Assert.Equal(3, (await _folder.RunAsync(Provider, new ScriptedHandler())).Count);
        _folder.Clock.Advance(TimeSpan.FromHours(12));
        ScriptedHandler unused = new();

        AssertRefused(
            await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, unused)),
            "read-only and older than -MaxAge");

        Assert.Empty(unused.Requests);
        Assert.Equal(old, File.ReadAllBytes(Journal));
        Assert.Single(Files);
    }

    [Fact]
    public async Task A_second_command_is_rejected_while_the_list_is_fetched_again()
    {
        await SaveOldAsync();
        using ListPager first = _folder.Open(Provider, Whole());
        await first.NextAsync();
        ScriptedHandler unused = new();

        AssertRefused(
            await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync(Provider, unused)),
            "Only one can use it at a time");

        Assert.Empty(unused.Requests);
        Assert.Equal(2, (await first.ReadAllAsync()).Count);
    }

    private async Task<byte[]> SaveOldAsync()
    {
        await _folder.RunAsync(Provider, Whole());
        _folder.Clock.Advance(TimeSpan.FromHours(12));
        return await File.ReadAllBytesAsync(Journal);
    }
}
