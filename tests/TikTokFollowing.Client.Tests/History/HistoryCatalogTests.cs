using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests the histories of a folder: their present users, and files that cannot be used.</summary>
public sealed class HistoryCatalogTests : IDisposable
{
    private readonly HistoryFolderFixture _fixture = new();
    private readonly SampleList _list = new(10);

    private HistoryFolder Folder => new(_fixture.Folder, _fixture.Storage);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_missing_folder_is_an_error_and_an_empty_one_is_not()
    {
        HistoryFolder missing = new(Path.Combine(_fixture.Folder, "missing"), _fixture.Storage);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => HistoryCatalog.ReadAsync(missing, CancellationToken.None));

        Assert.Equal(FollowingErrorKind.HistoryNotFound, e.Kind);
        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task Histories_are_listed_by_file_name_and_other_files_are_ignored()
    {
        await UpdateAsync("zoe");
        await UpdateAsync("Anna");
        string journal = "{\"Format\":\"TikTokFollowing journal\"}\n";
        File.WriteAllText(Path.Combine(_fixture.Folder, "SociaVault.anna.jsonl"), journal);
        File.WriteAllText(Path.Combine(_fixture.Folder, "notes.txt"), "x");

        Assert.Equal(["Anna", "zoe"], (await ReadAsync()).Select(entry => entry.User.Value));
    }

    [Fact]
    public async Task A_renamed_user_has_the_present_handle()
    {
        await UpdateAsync("before");
        await UpdateAsync("after", former: "before");
        File.Move(PathOf("after"), PathOf("moved"));

        HistoryEntry entry = Assert.Single(await ReadAsync());

        Assert.Equal("after", entry.User.Value);
        Assert.Null(entry.Error);
    }

    [Fact]
    public async Task The_former_handle_can_belong_to_another_user()
    {
        await UpdateAsync("before");
        await UpdateAsync("after", former: "before");
        await UpdateAsync("before");

        IReadOnlyList<HistoryEntry> entries = await ReadAsync();

        Assert.Equal(["after", "before"], entries.Select(entry => entry.User.Value));
        Assert.All(entries, entry => Assert.Null(entry.Error));
    }

    [Fact]
    public async Task Copies_of_a_history_are_one_error()
    {
        await UpdateAsync("someone");
        await UpdateAsync("other");
        File.Copy(PathOf("someone"), Path.Combine(_fixture.Folder, "someone (1).history.jsonl"));
        File.Copy(PathOf("someone"), Path.Combine(_fixture.Folder, "backup.jsonl"));

        IReadOnlyList<HistoryEntry> entries = await ReadAsync();

        Assert.Equal(4, entries.Count);
        HistoryEntry reported = Assert.Single(entries, entry => entry.Error is not null);
        Assert.Equal(FollowingErrorKind.HistoryUnusable, reported.Error!.Kind);
        Assert.Equal("other", Assert.Single(entries, entry => entry is { Error: null, IsCopy: false }).User.Value);
    }

    [Fact]
    public async Task A_damaged_history_is_listed_with_its_error()
    {
        await UpdateAsync("someone");
        await UpdateAsync("someone");
        string text = File.ReadAllText(PathOf("someone"));
        File.WriteAllText(PathOf("someone"), text.Replace("account.1", "account.2", StringComparison.Ordinal));

        HistoryEntry entry = Assert.Single(await ReadAsync());

        Assert.Equal("someone", entry.User.Value);
        Assert.Equal(FollowingErrorKind.HistoryUnusable, entry.Error!.Kind);
    }

    [Fact]
    public async Task A_damaged_history_of_a_former_handle_does_not_hide_the_present_one()
    {
        await UpdateAsync("before");
        await UpdateAsync("after", former: "before");
        await UpdateAsync("before");
        string text = File.ReadAllText(PathOf("after"));
        File.WriteAllText(PathOf("after"), text.Replace("account.1", "account.2", StringComparison.Ordinal));

        IReadOnlyList<HistoryEntry> entries = await ReadAsync();

        Assert.Equal([true, false], entries.Select(entry => entry.Error is not null));
        Assert.All(entries, entry => Assert.False(entry.IsCopy));
    }

    private string PathOf(string handle) => Folder.PathOf(FollowingHandle.Parse(handle));

    private Task<IReadOnlyList<HistoryEntry>> ReadAsync() => HistoryCatalog.ReadAsync(Folder, CancellationToken.None);

    private async Task UpdateAsync(string handle, string? former = null)
    {
        ListReading reading = _list.Read(); // a day later than the last one
        using HistoryWriter writer = await HistoryWriter.OpenAsync(
            Folder,
            FollowingHandle.Parse(handle),
            former is null ? null : FollowingHandle.Parse(former),
            isSandbox: false,
            CancellationToken.None);
        writer.Commit(SampleList.Evaluate(writer.State, reading));
    }
}
