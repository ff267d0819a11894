using TikTokFollowing.Client.History;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests that this version reads the example in docs/history.md.</summary>
public sealed class HistoryDocumentTests : IDisposable
{
    private readonly HistoryFolderFixture _fixture = new();

    public HistoryDocumentTests()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "history.md"))
            .Replace("\r\n", "\n", StringComparison.Ordinal);
        string example = page.Split("<!-- The tests read this example. -->\n\n```json\n")[1].Split("```")[0];
        File.WriteAllText(_fixture.File, example);
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task The_example_is_the_list_that_the_page_describes()
    {
        using HistoryReader reader = await OpenAsync();

        Assert.Equal(3, reader.ReadUntil());
        Assert.Equal(["david", "anna.cooks", "chloe.x"], HandlesOf(reader));
        HistorySummary summary = HistoryOutput.ToSummary(reader.List!);
        Assert.Equal(3, summary.CreditsCharged);
        Assert.True(summary.IsComplete);
        Assert.Equal("075f1e23010413d1", summary.HistoryId);

        using HistoryReader first = await OpenAsync();
        Assert.Equal(1, first.ReadUntil(new DateTime(2026, 11, 27, 9, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(["anna.cooks", "benoit", "chloe.x"], HandlesOf(first));
    }

    [Fact]
    public async Task The_example_has_the_changes_that_the_page_describes()
    {
        using HistoryReader reader = await OpenAsync();

        FollowingChange[] changes = [.. reader.ReadChanges()];

        Assert.Equal(
            ["Followed david", "Unfollowed benoit"], changes.Select(change => $"{change.Change} {change.Handle}"));
        Assert.Equal(["075f1e23010413d1-1", "075f1e23010413d1-2"], changes.Select(change => change.ChangeId));
    }

    private static IEnumerable<string?> HandlesOf(HistoryReader reader) =>
        HistoryOutput.ToAccounts(reader.List!).Select(account => account.Handle);

    private Task<HistoryReader> OpenAsync() =>
        HistoryReader.OpenAsync(_fixture.File, _fixture.Storage, CancellationToken.None);

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "TikTokFollowing.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The tests are not in the repository.");
    }
}
