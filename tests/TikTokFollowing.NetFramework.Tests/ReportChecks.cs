using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Reports;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Checks the reports of the net472 build, whose JSON the package System.Text.Json writes.</summary>
internal static class ReportChecks
{
    private const string Injection = "</script><b>\u202e";

    private static readonly DateTime s_time = FakeClock.Start.UtcDateTime;

    public static void Run(Checks checks)
    {
        checks.Run("A report has the accounts", Accounts);
        checks.Run("A report has the changes and the growth of a history", History);
        checks.Run("A report has the overlap of its lists", Overlap);
        checks.Run("A report replaces a report", Replacement);
    }

    private static Task Accounts()
    {
        string page = Write(Sample());
        JsonElement data = Read(page);
        JsonElement accounts = data.GetProperty("accounts");

        Checks.Equal(FakeClock.Start.ToUnixTimeMilliseconds(), data.GetProperty("createdAt").GetInt64(), "createdAt");
        Checks.Same(["SociaVault"], Texts(data.GetProperty("providers")), "the providers");
        Checks.Same(["tea.pot", "paper.boat", "tea.pot", "slow.river"], Texts(accounts, "handle"), "the handles");
        Checks.Same(["Tea \U0001F375", "Half \uFFFD", null, null], Texts(accounts, "displayName"), "the names");
        Checks.Same([Injection, null, null, null], Texts(accounts, "bio"), "the bios");
        Checks.Same(
            ["1234567", "2", "", ""],
            accounts.GetProperty("followers").EnumerateArray().Select(value => value.ToString()),
            "the followers");
        Checks.Equal(JsonValueKind.Null, accounts.GetProperty("region").ValueKind, "a column without values");
        Checks.Same(["ann", "bob"], Texts(accounts.GetProperty("list"), "values"), "the lists");
        Checks.Same([0, 0, 1, 1], Numbers(accounts.GetProperty("list"), "of"), "the list of each account");
        Checks.Equal(false, page.Contains(Injection), "a bio can end the script");
        return Task.CompletedTask;
    }

    private static Task History()
    {
        FollowingReport report = Sample();
        FollowedAccount renamed = Account("ann", "tea.cup", "1", s_time.AddDays(1), 1_234_570);
        report.Changes.Add(new ReportChange(
            "Edited", renamed, [new ReportEdit("Handle", "tea.pot", "tea.cup")], IsConfirmed: true));

        JsonElement data = Read(Write(report));

        long detected = FakeClock.Start.AddDays(1).ToUnixTimeMilliseconds();
        JsonElement change = data.GetProperty("changes")[0];
        Checks.Equal("Edited", change.GetProperty("kind").GetString(), "the kind");
        Checks.Same(["Handle", "tea.pot", "tea.cup"], Texts(change.GetProperty("edits")[0]), "the edit");
        Checks.Same(["tea.cup"], Texts(data.GetProperty("changed"), "handle"), "the changed accounts");
        JsonElement history = data.GetProperty("history");
        Checks.Equal(detected, history.GetProperty("detected")[0].GetInt64(), "the time of the change");
        Checks.Same([0], Numbers(history, "confirmed"), "the confirmed changes");
        // The first changed account has the row after the four listed ones.
        Checks.Equal(
            $"[4,{FakeClock.Start.ToUnixTimeMilliseconds()},1234567,{detected},1234570]",
            history.GetProperty("growth")[0].GetRawText(),
            "the growth");
        return Task.CompletedTask;
    }

    private static Task Overlap()
    {
        JsonElement overlap = Read(Write(Sample())).GetProperty("overlap");

        Checks.Same(["ann", "bob"], Texts(overlap, "lists"), "the lists");
        Checks.Same([2, 2], Numbers(overlap, "counts"), "the accounts of each list");
        double[] pair = [.. overlap.GetProperty("pairs")[0].EnumerateArray().Select(value => value.GetDouble())];
        Checks.Same([1, 0.33333333, 0.5], pair, "the shared accounts, Jaccard and the overlap coefficient");
        return Task.CompletedTask;
    }

    private static Task Replacement()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.FullName, "report.html");

        for (int run = 0; run < 2; run++)
        {
            AtomicFileWriter.Write(path, stream => ReportHtmlWriter.Write(stream, Sample()));
        }

        Checks.Equal(Write(Sample()), File.ReadAllText(path), "the file");
        Checks.Equal(true, AtomicFileWriter.IsReport(path), "the file is a report");
        Checks.Equal(1, Directory.GetFiles(folder.FullName).Length, "files in the folder");
        return Task.CompletedTask;
    }

    private static FollowingReport Sample()
    {
        FollowingReport report = new(new FakeClock());
        report.Accounts.AddRange(
        [
            new FollowedAccount
            {
                FollowedBy = "ann",
                Handle = "tea.pot",
                DisplayName = "Tea \U0001F375",
                Id = "1",
                Bio = Injection,
                FollowerCount = 1_234_567,
                Provider = "SociaVault",
                RetrievedAt = s_time.ToLocalTime(),
            },
            new FollowedAccount
            {
                FollowedBy = "ann",
                Handle = "paper.boat",
                DisplayName = "Half \ud83c",
                FollowerCount = 2,
            },
            Account("bob", "tea.pot", "1"),
            Account("bob", "slow.river", "3"),
        ]);
        return report;
    }

    private static FollowedAccount Account(
        string followedBy, string handle, string id, DateTime readAt = default, long? followers = null) => new()
        {
            FollowedBy = followedBy,
            Handle = handle,
            Id = id,
            FollowerCount = followers,
            RetrievedAt = readAt == default ? default : readAt.ToLocalTime(),
        };

    private static string Write(FollowingReport report)
    {
        using MemoryStream stream = new();
        ReportHtmlWriter.Write(stream, report);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray());
    }

    private static JsonElement Read(string page)
    {
        Match data = Regex.Match(
            page, """<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline);
        return JsonDocument.Parse(data.Groups[1].Value).RootElement;
    }

    private static IEnumerable<string?> Texts(JsonElement item, string name) => Texts(item.GetProperty(name));

    private static IEnumerable<string?> Texts(JsonElement array) =>
        array.EnumerateArray().Select(value => value.GetString());

    private static IEnumerable<int> Numbers(JsonElement item, string name) =>
        item.GetProperty(name).EnumerateArray().Select(value => value.GetInt32());
}
