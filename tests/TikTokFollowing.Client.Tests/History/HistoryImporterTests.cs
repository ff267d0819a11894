using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>
/// Tests imports of lists that were read before, in the order of their time and by the rules of an update.
/// </summary>
public sealed class HistoryImporterTests : IDisposable
{
    private readonly HistoryFolderFixture _fixture = new();
    private readonly SampleList _list = new(60);

    private HistoryFolder Folder => new(_fixture.Folder, _fixture.Storage);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task The_first_list_is_a_baseline_and_later_ones_return_changes()
    {
        HistoryUpdate first = (await ImportAsync(_list.Read()))!;
        string? gone = _list.Accounts[3].Handle;
        _list.Accounts.RemoveAt(3);
        _list.Follow();
        HistoryUpdate second = (await ImportAsync(_list.Read()))!;

        Assert.True(first.IsBaseline);
        Assert.Empty(first.Changes);
        Assert.Empty(first.Warnings);
        Assert.False(second.IsBaseline);
        Assert.Equal(
            [$"Followed {_list.Accounts[0].Handle}", $"Unfollowed {gone}"],
            second.Changes.Select(change => $"{change.Change} {change.Handle}"));
        Assert.Equal(_list.Accounts.Select(account => account.Id), await ReadIdsAsync());
    }

    [Fact]
    public async Task A_list_that_is_stored_already_is_skipped_also_if_later_ones_followed_it()
    {
        ListReading first = _list.Read();
        await ImportAsync(first);
        _list.Follow();
        ListReading second = _list.Read();
        await ImportAsync(second);
        byte[] before = System.IO.File.ReadAllBytes(_fixture.File);

        Assert.Null(await ImportAsync(first));
        Assert.Null(await ImportAsync(second));
        Assert.Equal(before, System.IO.File.ReadAllBytes(_fixture.File));
    }

    [Fact]
    public async Task A_list_that_starts_before_the_last_update_is_refused()
    {
        ListReading first = _list.Read();
        _list.Follow();
        ListReading second = _list.Read();
        await ImportAsync(second);
        byte[] before = System.IO.File.ReadAllBytes(_fixture.File);

        FollowingException e = await AssertRefusedAsync(FollowingErrorKind.InvalidRequest, first);
        Assert.Contains("is older than the last update", e.Message, StringComparison.Ordinal);
        await AssertRefusedAsync(FollowingErrorKind.InvalidRequest, first with { ReadAt = second.ReadAt.AddDays(1) });
        Assert.Equal(before, System.IO.File.ReadAllBytes(_fixture.File));
    }

    [Fact]
    public async Task A_partial_list_is_an_incomplete_baseline_and_its_rest_appears()
    {
        HistoryUpdate first = (await ImportAsync(_list.Read(20)))!;
        HistoryUpdate second = (await ImportAsync(_list.Read()))!;

        Assert.Equal(HistoryWarningKind.IncompleteBaseline, Assert.Single(first.Warnings).Kind);
        Assert.Equal(40, second.Changes.Count);
        Assert.All(second.Changes, change => Assert.Equal("Appeared", change.Change));
    }

    [Fact]
    public async Task A_partial_list_that_connects_with_the_stored_one_proves_the_changes_above()
    {
        await ImportAsync(_list.Read());
        _list.Follow();

        HistoryUpdate update = (await ImportAsync(_list.Read(20)))!;

        Assert.Equal(["Followed"], update.Changes.Select(change => change.Change));
        Assert.Equal(61, (await ReadIdsAsync()).Count);
    }

    [Fact]
    public async Task A_partial_list_that_does_not_connect_is_refused()
    {
        await ImportAsync(_list.Read());
        for (int i = 0; i < 18; i++)
        {
            _list.Follow();
        }

        FollowingException e = await AssertRefusedAsync(FollowingErrorKind.InvalidRequest, _list.Read(20));

        Assert.Contains("does not reach far enough", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partial_list_is_refused_if_the_order_is_unreliable()
    {
        await ImportAsync(_list.Read());
        _list.Accounts.Reverse();
        Assert.NotNull(await ImportAsync(_list.Read()));

        await AssertRefusedAsync(FollowingErrorKind.InvalidRequest, _list.Read(20));
        Assert.NotNull(await ImportAsync(_list.Read()));
    }

    [Fact]
    public async Task A_list_of_another_user_is_refused()
    {
        await ImportAsync(_list.Read());
        DateTime later = _list.Read().ReadAt;
        FollowedAccount[] others = [.. Enumerable.Range(0, 30).Select(i => new FollowedAccount
        {
            Id = $"{5_000_000_000_000_000_000 + i}", Handle = $"other.{i}", Provider = SampleList.Provider,
        })];
        ListReading reading = _list.Read() with
        {
            Accounts = others, Pages = [new ReadPage(0)], StartedAt = later, ReadAt = later,
        };

        FollowingException e = await AssertRefusedAsync(FollowingErrorKind.HistoryUnusable, reading);

        Assert.Contains("another user", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_baseline_needs_a_total_of_0()
    {
        ListReading empty = new SampleList(0).Read(total: 5);

        await AssertRefusedAsync(FollowingErrorKind.InvalidRequest, empty);
        Assert.Empty(System.IO.Directory.GetFiles(_fixture.Folder));
        Assert.True((await ImportAsync(empty with { Total = 0 }))!.IsBaseline);
    }

    [Fact]
    public async Task An_interrupted_update_is_finished_before_an_import()
    {
        await ImportAsync(_list.Read());
        PendingPage page = SampleList.PagesOf(_list.Read())[0];
        using (HistoryWriter writer = await HistoryWriter.OpenAsync(
            Folder, FollowingHandle.Parse("someone"), null, isSandbox: false, CancellationToken.None))
        {
            PendingUpdate update = new() { StartedAt = page.ReadAt };
            PendingFile pending = await writer.StartAsync(update, CancellationToken.None);
            pending.Append(page);
        }
        string file = HistoryFileName.PendingPathOf(_fixture.File);
        byte[] before = System.IO.File.ReadAllBytes(file);

        FollowingException e = await AssertRefusedAsync(FollowingErrorKind.HistoryInUse, _list.Read());

        Assert.EndsWith("Update-TikTokFollowingHistory someone", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(file));
    }

    [Fact]
    public async Task A_list_from_two_providers_proves_unfollows_only_of_accounts_that_both_have_listed()
    {
        await ImportAsync(_list.Read());
        _list.Accounts.RemoveAt(30);
        ListReading reading = _list.Read();
        ListReading mixed = reading with
        {
            Pages = [.. reading.Pages.Select((page, i) => page with { Provider = i < 2 ? null : "SocialFetch" })],
        };

        Assert.Empty((await ImportAsync(mixed))!.Changes);
    }

    private async Task<FollowingException> AssertRefusedAsync(FollowingErrorKind kind, ListReading reading)
    {
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ImportAsync(reading));
        Assert.Equal(kind, e.Kind);
        return e;
    }

    private async Task<HistoryUpdate?> ImportAsync(ListReading reading)
    {
        using HistoryImporter importer = await HistoryImporter.OpenAsync(
            Folder, FollowingHandle.Parse("someone"), isSandbox: false, CancellationToken.None);
        return await importer.ImportAsync(reading, CancellationToken.None);
    }

    private async Task<List<string?>> ReadIdsAsync()
    {
        using HistoryReader reader =
            await HistoryReader.OpenAsync(_fixture.File, _fixture.Storage, CancellationToken.None);
        reader.ReadUntil();
        return [.. HistoryOutput.ToAccounts(reader.List!).Select(account => account.Id)];
    }
}
