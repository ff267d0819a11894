using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests the names of histories, renamed users, and copies that other tools create.</summary>
public sealed class HistoryFolderTests : IDisposable
{
    private static readonly string s_secUid = "MS4wLjABAAAA" + new string('a', 64);

    private readonly HistoryFolderFixture _fixture = new();

    private HistoryFolder Folder => new(_fixture.Folder, _fixture.Storage);

    public void Dispose() => _fixture.Dispose();

    // ---- names ----

    [Theory]
    [InlineData("someone", "someone.history.jsonl")]
    [InlineData("SomeOne", "someone.history.jsonl")]
    [InlineData("ISTANBUL", "istanbul.history.jsonl")]
    [InlineData("some.one_1", "some.one_1.history.jsonl")]
    [InlineData("someone.", "someone..history.jsonl")]
    [InlineData(".someone", "%2esomeone.history.jsonl")]
    [InlineData("con", "%63on.history.jsonl")]
    [InlineData("Con.x", "%63on.x.history.jsonl")]
    [InlineData("com1", "%63om1.history.jsonl")]
    [InlineData("constance", "constance.history.jsonl")]
    [InlineData("7234567890123456789", "7234567890123456789.history.jsonl")]
    [InlineData("caf\u00e9", "caf%c3%a9.history.jsonl")]
    public void The_name_is_valid_on_every_file_system(string handle, string expected)
    {
        foreach (string culture in Cultures.All)
        {
            Cultures.Run(culture, () => Assert.Equal(expected, HistoryFileName.Of(FollowingHandle.Parse(handle))));
        }
    }

    [Fact]
    public void Different_users_have_different_names_of_at_most_255_bytes()
    {
        string[] handles =
        [
            "someone", "some.one", ".someone", "caf\u00e9", "cafe\u0301",
            new('x', 128), new('\u00e9', 128), new string('\u00e9', 127) + "\u00e8",
            s_secUid, s_secUid.Replace('a', 'b'), "MS4wLjABaaaa" + new string('a', 64), "7234567890123456789",
        ];

        string[] names = [.. handles.Select(handle => HistoryFileName.Of(FollowingHandle.Parse(handle)))];

        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.InRange(name.Length, 1, 255));
        Assert.All(names.SelectMany(name => name), c =>
            Assert.True(c is >= '!' and <= '~' && !"<>:\"/\\|?*".Contains(c, StringComparison.Ordinal)));
    }

    // ---- finding ----

    [Fact]
    public async Task A_user_without_a_history_has_none()
    {
        Assert.Null(await FindAsync("someone"));
        Assert.Null(await new HistoryFolder(Path.Combine(_fixture.Folder, "missing"), _fixture.Storage)
            .FindAsync(FollowingHandle.Parse("someone"), CancellationToken.None));

        File.WriteAllText(PathOf("someone"), "");
        Assert.Null(await FindAsync("someone"));
    }

    [Theory]
    [InlineData("someone")]
    [InlineData("7234567890123456789")]
    [InlineData("con")]
    public async Task A_history_is_found_by_its_header_after_its_file_was_renamed(string handle)
    {
        await UpdateAsync(handle);
        await UpdateAsync("other");
        Assert.Equal(PathOf(handle), await FindAsync(handle));

        string renamed = Path.Combine(_fixture.Folder, "My list.jsonl");
        File.Move(PathOf(handle), renamed);

        Assert.Equal(renamed, await FindAsync(handle));
        await UpdateAsync(handle);
        Assert.False(File.Exists(PathOf(handle)));
    }

    [Fact]
    public async Task Foreign_files_are_left_out_and_not_changed()
    {
        File.WriteAllText(
            Path.Combine(_fixture.Folder, "SociaVault.someone.jsonl"),
            "{\"Format\":\"TikTokFollowing journal\",\"Version\":1}\n");
        File.WriteAllText(Path.Combine(_fixture.Folder, "someone.notes.jsonl"), "mine");
        await UpdateAsync("someone");

        Assert.Equal([PathOf("someone")], Folder.List());
        Assert.Equal(PathOf("someone"), await FindAsync("someone"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_fixture.Folder, "someone.notes.jsonl")));
    }

    [Fact]
    public void A_missing_folder_or_a_file_instead_of_it_is_reported()
    {
        HistoryFolder missing = new(Path.Combine(_fixture.Folder, "missing"), _fixture.Storage);
        Assert.Equal(FollowingErrorKind.HistoryNotFound, Assert.Throws<FollowingException>(missing.List).Kind);

        File.WriteAllText(missing.Path, "");
        Assert.Equal(FollowingErrorKind.HistoryUnusable, Assert.Throws<FollowingException>(missing.List).Kind);
    }

    // ---- copies ----

    [Theory]
    [InlineData("someone (1).history.jsonl")]
    [InlineData("someone-PC.history.jsonl")]
    [InlineData("someone.history-PC.jsonl")]
    [InlineData("someone.history - Copy.jsonl")]
    [InlineData("someone.history (1).jsonl")]
    [InlineData("someone.history (PC's conflicted copy 2026-11-27).jsonl")]
    [InlineData("someone.history.sync-conflict-20261127-101500-ABCDEFG.jsonl")]
    [InlineData("someone.history_conf(1).jsonl")]
    public async Task A_copy_of_a_synchronized_folder_is_reported_and_nothing_is_changed(string copy)
    {
        await UpdateAsync("someone");
        await UpdateAsync("someone2");
        File.Copy(PathOf("someone"), Path.Combine(_fixture.Folder, copy));
        byte[] content = File.ReadAllBytes(PathOf("someone"));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => UpdateAsync("someone"));

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.Contains(PathOf("someone"), e.Message, StringComparison.Ordinal);
        Assert.Contains(copy, e.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(PathOf("someone")));
        await UpdateAsync("someone2");
    }

    [Fact]
    public async Task Two_copies_without_the_original_are_reported()
    {
        await UpdateAsync("someone");
        File.Copy(PathOf("someone"), Path.Combine(_fixture.Folder, "a.jsonl"));
        File.Move(PathOf("someone"), Path.Combine(_fixture.Folder, "b.jsonl"));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => FindAsync("someone"));

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
    }

    // ---- renamed users ----

    [Fact]
    public async Task A_renamed_user_keeps_the_history_under_the_new_handle()
    {
        await UpdateAsync("old");
        await UpdateAsync("new", former: "old");

        Assert.Null(await FindAsync("old"));
        Assert.Equal(PathOf("new"), await FindAsync("new"));
        using HistoryReader reader =
            await HistoryReader.OpenAsync(PathOf("new"), _fixture.Storage, CancellationToken.None);
        Assert.Equal(2, reader.ReadUntil());
        Assert.Equal("new", reader.List!.User.Value);

        await UpdateAsync("new");
        await UpdateAsync("new", former: "old"); // again: the same command in a scheduled job
        await UpdateAsync("old"); // another user who has taken the handle
        Assert.Equal(2, Folder.List().Count);
    }

    [Fact]
    public async Task A_history_whose_move_was_interrupted_is_continued_by_the_same_command()
    {
        await UpdateAsync("old");
        File.Move(PathOf("old"), PathOf("new"));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => UpdateAsync("new"));
        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.Contains("it is the history of @old", e.Message, StringComparison.Ordinal);
        Assert.Contains("-FormerHandle", e.Message, StringComparison.Ordinal);

        await UpdateAsync("new", former: "old");
        await UpdateAsync("new");
    }

    [Fact]
    public async Task A_copy_of_a_renamed_history_is_reported()
    {
        await UpdateAsync("old");
        await UpdateAsync("new", former: "old");
        File.Copy(PathOf("new"), Path.Combine(_fixture.Folder, "new (1).history.jsonl"));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => UpdateAsync("new"));

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
    }

    [Fact]
    public async Task A_former_handle_without_a_history_is_reported()
    {
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => UpdateAsync("new", former: "old"));

        Assert.Equal(FollowingErrorKind.HistoryNotFound, e.Kind);
    }

    [Fact]
    public async Task Two_users_who_have_histories_are_not_merged()
    {
        await UpdateAsync("old");
        await UpdateAsync("new");

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => UpdateAsync("new", former: "old"));

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.Contains("@old, the -FormerHandle, has a history too", e.Message, StringComparison.Ordinal);
        await UpdateAsync("old");
        await UpdateAsync("new");
    }

    [Fact]
    public async Task A_former_handle_that_has_another_user_later_is_ignored()
    {
        await UpdateAsync("old");
        await UpdateAsync("new", former: "old");
        await UpdateAsync("old");

        await UpdateAsync("new", former: "old");

        Assert.Equal(2, Folder.List().Count);
    }

    private string PathOf(string handle) => Folder.PathOf(FollowingHandle.Parse(handle));

    private Task<string?> FindAsync(string handle) =>
        Folder.FindAsync(FollowingHandle.Parse(handle), CancellationToken.None);

    private async Task UpdateAsync(string handle, string? former = null)
    {
        using HistoryWriter writer = await HistoryWriter.OpenAsync(
            Folder,
            FollowingHandle.Parse(handle),
            former is null ? null : FollowingHandle.Parse(former),
            isSandbox: false,
            CancellationToken.None);
        SampleList list = new(6);
        writer.Commit(SampleList.Evaluate(writer.State, list.Read()));
    }
}
