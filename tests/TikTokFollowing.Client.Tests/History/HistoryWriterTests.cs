using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Journals;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests updates that are interrupted at any moment, resumed, committed and read.</summary>
public sealed class HistoryWriterTests : IDisposable
{
    private readonly HistoryFolderFixture _fixture = new();
    private readonly SampleList _list = new(45);

    private string Pending => HistoryFileName.PendingPathOf(_fixture.File);

    public void Dispose() => _fixture.Dispose();

    // ---- commits ----

    [Fact]
    public async Task Readers_see_the_stored_updates()
    {
        Assert.Empty(await UpdateAsync(_list.Read()));
        _list.Accounts.RemoveAt(2);
        _list.Follow();

        IReadOnlyList<FollowingChange> changes = await UpdateAsync(_list.Read(20));

        Assert.Equal(["Followed", "Unfollowed"], changes.Select(change => change.Change).Order());
        Assert.All(changes, change => Assert.Equal("someone", change.FollowedBy));
        List<FollowingChange> stored = await ReadChangesAsync();
        Assert.Equal(changes.Select(Describe), stored.Select(Describe));
        Assert.Equal([1, 2], stored.Select(change => change.Sequence!.Value));
        Assert.Equal(2, stored.Select(change => change.ChangeId).Distinct().Count());

        using HistoryReader reader = await OpenReaderAsync();
        Assert.Equal(2, reader.ReadUntil());
        Assert.Equal(
            _list.Accounts.Select(account => account.Id),
            HistoryOutput.ToAccounts(reader.List!).Select(account => account.Id));
        HistorySummary summary = HistoryOutput.ToSummary(reader.List!);
        Assert.Equal(45, summary.AccountCount);
        Assert.Equal(2, summary.ChangeCount);
        Assert.Equal(4, summary.CreditsCharged);
    }

    [Fact]
    public async Task The_list_as_of_a_time_is_the_one_of_the_last_update_before_it()
    {
        ListReading first = _list.Read();
        await UpdateAsync(first);
        string? newest = _list.Accounts[0].Id;
        _list.Follow();
        ListReading second = _list.Read(20);
        await UpdateAsync(second);

        Assert.Equal(0, await CountAsync(first.ReadAt.AddTicks(-1)));
        Assert.Equal(1, await CountAsync(first.ReadAt));
        Assert.Equal(1, await CountAsync(second.ReadAt.AddTicks(-1)));
        Assert.Equal(2, await CountAsync(second.ReadAt));
        using HistoryReader reader = await OpenReaderAsync();
        reader.ReadUntil(first.ReadAt);
        Assert.Equal(newest, HistoryOutput.ToAccounts(reader.List!).First().Id);
    }

    [Fact]
    public async Task Changes_are_read_after_a_time_and_until_another()
    {
        await UpdateAsync(_list.Read());
        DateTime[] times = new DateTime[3];
        for (int i = 0; i < 3; i++)
        {
            _list.Follow();
            ListReading reading = _list.Read(20);
            times[i] = reading.ReadAt;
            await UpdateAsync(reading);
        }

        Assert.Equal(3, (await ReadChangesAsync()).Count);
        Assert.Equal([2, 3], (await ReadChangesAsync(after: times[0])).Select(change => change.Sequence!.Value));
        Assert.Equal([1, 2], (await ReadChangesAsync(before: times[1])).Select(change => change.Sequence!.Value));
        Assert.Equal(2, Assert.Single(await ReadChangesAsync(times[0], times[1])).Sequence);
    }

    [Theory]
    [MemberData(nameof(Cultures.All), MemberType = typeof(Cultures))]
    public async Task The_file_is_the_same_under_every_culture(string culture)
    {
        async Task RunAsync()
        {
            SampleList list = new(25);
            await UpdateAsync(list.Read());
            list.Follow();
            await UpdateAsync(list.Read(20));
        }
        await RunAsync();
        byte[] expected = File.ReadAllBytes(_fixture.File);
        File.Delete(_fixture.File);
        Task? run = null;

        Cultures.Run(culture, () =>
        {
            run = RunAsync();
            Assert.True(run.IsCompletedSuccessfully); // on this thread
            Assert.Equal(expected, File.ReadAllBytes(_fixture.File));
        });
        await run!;
    }

    [Fact]
    public async Task Sandbox_data_and_real_data_are_not_mixed()
    {
        await UpdateAsync(_list.Read());

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => OpenAsync(isSandbox: true));

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.Contains("real accounts", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_does_not_continue_the_list_is_not_stored()
    {
        await UpdateAsync(_list.Read());
        byte[] stored = File.ReadAllBytes(_fixture.File);
        using (HistoryWriter writer = await OpenAsync())
        {
            HistoryDelta delta = SampleList.Evaluate(writer.State, _list.Read());
            HistoryDelta wrong = delta with { Removals = [new Removal(99, null)] };
            Assert.Throws<FollowingException>(() => writer.Commit(wrong));
        }
        Assert.Equal(stored, File.ReadAllBytes(_fixture.File));
    }

    // ---- pages ----

    [Fact]
    public async Task An_interrupted_update_resumes_with_its_pages_and_options()
    {
        await UpdateAsync(_list.Read());
        _list.Follow();
        ListReading reading = _list.Read();
        List<PendingPage> pages = SampleList.PagesOf(reading);
        await InterruptAsync(pages[..2]);

        using (HistoryWriter writer = await OpenAsync())
        {
            PendingFile pending = writer.Pending!;
            Assert.Equal(1, pending.Update.Commit);
            Assert.Equal(reading.StartedAt, pending.Update.StartedAt);
            Assert.True(pending.Update is { IsFull: true, IncludeProfile: true, IncludeCount: false, PageSize: 20 });
            Assert.Equal(2, pending.Pages.Count);
            for (int i = 0; i < 2; i++)
            {
                AssertEqual(pages[i], pending.Pages[i]);
            }
            pending.Append(pages[2]);
            writer.Commit(SampleList.Evaluate(writer.State, reading));
        }
        Assert.False(File.Exists(Pending));
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Pages_are_ASCII_and_keep_every_text()
    {
        SampleList list = new(1);
        const string Name = "\",\"Hash\":\"0123456789abcdef\"}\u2028\u00e9\ud83d\ude00\u007f";
        FollowedAccount account = new() { Id = "1", DisplayName = Name, Bio = "a\\u0041\n" };
        FollowingPage page = new() { Accounts = [account] };
        const string Cursor = "\ud83d\ude00\"";
        await InterruptAsync(
            [new PendingPage { Provider = "Own\u00e9", Cursor = Cursor, ReadAt = list.Time, Page = page }]);

        Assert.All(File.ReadAllBytes(Pending), value => Assert.True(value is 10 or >= 32 and < 127));
        using HistoryWriter writer = await OpenAsync();
        PendingPage read = Assert.Single(writer.Pending!.Pages);
        Assert.Equal("Own\u00e9", read.Provider);
        Assert.Equal("\ud83d\ude00\"", read.Cursor);
        Assert.Equal(page.Accounts[0].DisplayName, read.Page.Accounts[0].DisplayName);
        Assert.Equal(page.Accounts[0].Bio, read.Page.Accounts[0].Bio);
    }

    [Fact]
    public async Task After_a_cut_at_any_byte_all_complete_pages_are_kept()
    {
        await UpdateAsync(_list.Read());
        List<PendingPage> pages = SampleList.PagesOf(_list.Read());
        await InterruptAsync(pages);
        byte[] whole = File.ReadAllBytes(Pending);
        IEnumerable<int> lineFeeds = Enumerable.Range(0, whole.Length).Where(i => whole[i] == '\n');
        int[] ends = [.. lineFeeds.Skip(2).Where((_, index) => index % 2 == 0)];
        Assert.Equal(3, ends.Length);

        for (int cut = 0; cut <= whole.Length; cut += cut % 97 == 0 ? 1 : 7)
        {
            File.WriteAllBytes(Pending, whole[..cut]);
            using HistoryWriter writer = await OpenAsync();
            Assert.Equal(ends.Count(end => end <= cut), writer.Pending?.Pages.Count ?? 0);
        }
    }

    [Fact]
    public async Task Damaged_pages_are_reported_and_kept()
    {
        await UpdateAsync(_list.Read());
        await InterruptAsync(SampleList.PagesOf(_list.Read()));
        byte[] damaged = File.ReadAllBytes(Pending);
        damaged[damaged.Length / 2] ^= 1;
        File.WriteAllBytes(Pending, damaged);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => OpenAsync());

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.Contains(Pending, e.Message, StringComparison.Ordinal);
        Assert.Contains("paid for", e.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(Pending));
    }

    [Fact]
    public async Task Pages_whose_commit_is_on_disk_are_not_used_again()
    {
        ListReading reading = _list.Read();
        await InterruptAsync(SampleList.PagesOf(reading));
        byte[] pages = File.ReadAllBytes(Pending);
        using (HistoryWriter writer = await OpenAsync())
        {
            writer.Commit(SampleList.Evaluate(writer.State, reading));
        }
        File.WriteAllBytes(Pending, pages); // the process ended before the deletion

        using (HistoryWriter next = await OpenAsync())
        {
            Assert.Null(next.Pending);
            Assert.Equal(1, next.State.Marks.Update);
        }
        Assert.False(File.Exists(Pending));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Pages_of_another_state_are_reported_and_kept()
    {
        await UpdateAsync(_list.Read());
        byte[] older = File.ReadAllBytes(_fixture.File);
        await UpdateAsync(_list.Read(20));
        await InterruptAsync(SampleList.PagesOf(_list.Read(20)));
        File.WriteAllBytes(_fixture.File, older); // a backup was restored

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => OpenAsync());

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.True(File.Exists(Pending));
    }

    [Fact]
    public async Task A_commit_that_the_disk_refuses_keeps_the_pages()
    {
        await UpdateAsync(_list.Read());
        byte[] stored = File.ReadAllBytes(_fixture.File);
        ListReading reading = _list.Read();
        await InterruptAsync(SampleList.PagesOf(reading));
        _fixture.Storage = new HistoryStorage(_fixture.Clock)
        {
            Open = (path, _, _, _) => new RefusingFile(path) { Room = path == _fixture.File ? 50 : int.MaxValue },
        };
        using (HistoryWriter writer = await OpenAsync())
        {
            FollowingException e = Assert.Throws<FollowingException>(
                () => writer.Commit(SampleList.Evaluate(writer.State, reading)));
            Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
            Assert.Equal(1, writer.State.Marks.Update);
        }
        Assert.Equal(stored, File.ReadAllBytes(_fixture.File));
        Assert.True(File.Exists(Pending));
    }

    [Fact]
    public async Task A_crash_at_any_byte_of_a_commit_neither_loses_nor_doubles_it()
    {
        await UpdateAsync(_list.Read());
        long before = new FileInfo(_fixture.File).Length;
        _list.Follow();
        ListReading reading = _list.Read(20);
        await InterruptAsync(SampleList.PagesOf(reading));
        byte[] pages = File.ReadAllBytes(Pending);
        using (HistoryWriter writer = await OpenAsync())
        {
            writer.Commit(SampleList.Evaluate(writer.State, reading));
        }
        byte[] whole = File.ReadAllBytes(_fixture.File);

        for (int cut = (int)before; cut <= whole.Length; cut++)
        {
            File.WriteAllBytes(_fixture.File, whole[..cut]);
            File.WriteAllBytes(Pending, pages);
            using (HistoryWriter next = await OpenAsync())
            {
                Assert.Equal(cut >= whole.Length - 1, next.Pending is null);
                if (next.Pending is not null)
                {
                    next.Commit(SampleList.Evaluate(next.State, reading));
                }
            }
            Assert.Equal(
                whole.AsSpan(0, whole.Length - 1), File.ReadAllBytes(_fixture.File).AsSpan(0, whole.Length - 1));
        }
    }

    private async Task<IReadOnlyList<FollowingChange>> UpdateAsync(ListReading reading)
    {
        using HistoryWriter writer = await OpenAsync();
        return writer.Commit(SampleList.Evaluate(writer.State, reading));
    }

    private async Task InterruptAsync(List<PendingPage> pages)
    {
        using HistoryWriter writer = await OpenAsync();
        PendingUpdate options = new()
        {
            StartedAt = pages[0].ReadAt.AddSeconds(pages.Count > 1 ? -2 : 0),
            IsFull = true,
            IncludeProfile = true,
            PageSize = 20,
        };
        PendingFile pending = await writer.StartAsync(options, CancellationToken.None);
        foreach (PendingPage page in pages)
        {
            pending.Append(page);
        }
    }

    private Task<HistoryWriter> OpenAsync(bool isSandbox = false) => HistoryWriter.OpenAsync(
        new HistoryFolder(_fixture.Folder, _fixture.Storage),
        FollowingHandle.Parse("someone"),
        former: null,
        isSandbox,
        CancellationToken.None);

    private Task<HistoryReader> OpenReaderAsync() =>
        HistoryReader.OpenAsync(_fixture.File, _fixture.Storage, CancellationToken.None);

    private async Task<int> CountAsync(DateTime? until = null)
    {
        using HistoryReader reader = await OpenReaderAsync();
        return reader.ReadUntil(until);
    }

    private async Task<List<FollowingChange>> ReadChangesAsync(DateTime? after = null, DateTime? before = null)
    {
        using HistoryReader reader = await OpenReaderAsync();
        return [.. reader.ReadChanges(after, before)];
    }

    private static string Describe(FollowingChange change) => string.Join(
        "|",
        typeof(FollowingChange).GetProperties().Select(property => $"{property.Name}={property.GetValue(change)}"));

    private static void AssertEqual(PendingPage expected, PendingPage actual)
    {
        Assert.Equal(expected with { Page = actual.Page }, actual);
        Assert.Equal(expected.Page.NextCursor, actual.Page.NextCursor);
        Assert.Equal(expected.Page.HasMore, actual.Page.HasMore);
        Assert.Equal(expected.Page.Total, actual.Page.Total);
        Assert.Equal(expected.Page.CreditsCharged, actual.Page.CreditsCharged);
        Assert.Equal(expected.Page.Accounts.Select(Describe), actual.Page.Accounts.Select(Describe));

        static string Describe(FollowedAccount account) =>
            $"{account.Id}|{account.SecUid}|{account.Handle}|{account.DisplayName}|{account.Bio}|"
            + $"{account.IsVerified}|{account.CreatedAt:O}|{account.FollowerCount}";
    }
}
