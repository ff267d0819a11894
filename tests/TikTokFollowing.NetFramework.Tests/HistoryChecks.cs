using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.History;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>
/// Checks the histories of the net472 build. Their fields are read and written by delegates of property accessors,
/// also of <c>init</c> accessors.
/// </summary>
internal static class HistoryChecks
{
    private static readonly FollowingHandle s_user = FollowingHandle.Parse("someone");

    public static void Run(Checks checks)
    {
        checks.Run("A history returns the accounts and the changes that were stored", Replay);
        checks.Run("A history returns the list as of a time", ListAsOf);
        checks.Run("An interrupted update returns its options and its pages", Interruption);
    }

    private static async Task Replay()
    {
        using TemporaryFolder folder = new();
        HistoryFolder histories = Open(folder);
        SampleList list = new(45);
        await UpdateAsync(histories, list.Read());
        list.Accounts.RemoveAt(2);
        list.Follow();

        IReadOnlyList<FollowingChange> changes = await UpdateAsync(histories, list.Read(20));

        Checks.Same(
            ["Followed", "Unfollowed"],
            changes.Select(change => change.Change).OrderBy(name => name, StringComparer.Ordinal),
            "the changes");
        using (HistoryReader reader = await OpenReaderAsync(histories))
        {
            Checks.Same(changes.Select(Describe), reader.ReadChanges().Select(Describe), "the stored changes");
        }
        using (HistoryReader reader = await OpenReaderAsync(histories))
        {
            Checks.Equal(2, reader.ReadUntil(), "updates");
            IEnumerable<FollowedAccount> stored = HistoryOutput.ToAccounts(reader.List!);
            Checks.Same(list.Accounts.Select(Describe), stored.Select(Describe), "the accounts");
            HistorySummary summary = HistoryOutput.ToSummary(reader.List!);
            Checks.Equal(
                (45, 2, 4L), (summary.AccountCount, summary.ChangeCount, summary.CreditsCharged), "the totals");
        }
    }

    private static async Task ListAsOf()
    {
        using TemporaryFolder folder = new();
        HistoryFolder histories = Open(folder);
        SampleList list = new(45);
        ListReading baseline = list.Read();
        await UpdateAsync(histories, baseline);
        string[] expected = [.. list.Accounts.Select(Describe)];
        list.Follow();
        await UpdateAsync(histories, list.Read(20));

        using HistoryReader reader = await OpenReaderAsync(histories);
        Checks.Equal(1, reader.ReadUntil(baseline.ReadAt), "updates until the time of the baseline");
        Checks.Same(expected, HistoryOutput.ToAccounts(reader.List!).Select(Describe), "the accounts of the baseline");
    }

    private static async Task Interruption()
    {
        using TemporaryFolder folder = new();
        HistoryFolder histories = Open(folder);
        List<PendingPage> pages = SampleList.PagesOf(new SampleList(45).Read());
        PendingUpdate options = new()
        {
            StartedAt = pages[0].ReadAt,
            IsFull = true,
            IncludeProfile = true,
            PageSize = 20,
        };
        using (HistoryWriter writer = await OpenWriterAsync(histories))
        {
            PendingFile pending = await writer.StartAsync(options, CancellationToken.None);
            pages.ForEach(pending.Append);
        }

        using HistoryWriter resumed = await OpenWriterAsync(histories);

        Checks.Equal(options with { Handle = "someone" }, resumed.Pending?.Update, "the options");
        IReadOnlyList<PendingPage> stored = resumed.Pending!.Pages;
        Checks.Same(pages.Select(page => page.Cursor), stored.Select(page => page.Cursor), "the cursors");
        Checks.Same(pages.Select(page => page.ReadAt), stored.Select(page => page.ReadAt), "the times");
        Checks.Same(
            pages.SelectMany(page => page.Page.Accounts).Select(Describe),
            stored.SelectMany(page => page.Page.Accounts).Select(Describe),
            "the accounts");
    }

    private static HistoryFolder Open(TemporaryFolder folder) =>
        new(folder.FullName, new HistoryStorage(new FakeClock()));

    private static Task<HistoryWriter> OpenWriterAsync(HistoryFolder histories) =>
        HistoryWriter.OpenAsync(histories, s_user, former: null, isSandbox: false, CancellationToken.None);

    private static Task<HistoryReader> OpenReaderAsync(HistoryFolder histories) =>
        HistoryReader.OpenAsync(histories.PathOf(s_user), histories.Storage, CancellationToken.None);

    private static async Task<IReadOnlyList<FollowingChange>> UpdateAsync(HistoryFolder histories, ListReading reading)
    {
        using HistoryWriter writer = await OpenWriterAsync(histories);
        ListReading whole = reading with { IncludeProfile = true, IncludeCount = true };
        return writer.Commit(SampleList.Evaluate(writer.State, whole));
    }

    private static string Describe(FollowedAccount account) =>
        $"{account.Id}|{account.SecUid}|{account.Handle}|{account.DisplayName}|{account.Bio}|{account.IsVerified}|"
            + $"{account.IsPrivate}|{account.Region}|{account.Language}|{account.CreatedAt:O}|{account.FollowerCount}";

    private static string Describe(FollowingChange change) =>
        string.Join("|", typeof(FollowingChange).GetProperties().Select(property =>
            property.GetValue(change) is DateTime time
                ? $"{property.Name}={time:O}"
                : $"{property.Name}={property.GetValue(change)}"));
}
