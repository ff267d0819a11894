using System.Diagnostics;
using System.Globalization;
using TikTokFollowing.Client.Graphs;
using TikTokFollowing.Client.Overlap;

namespace TikTokFollowing.Benchmarks;

/// <summary>
/// Measures the overlap of 100 lists of 10,000 accounts. Three in ten accounts of a list are from a pool of 20,000 that
/// all lists share. Each command has a process of its own, because the peak of its memory is a limit.
/// </summary>
internal static class OverlapRun
{
    private const int Lists = 100;
    private const int Accounts = 10_000;
    private const int Pool = 20_000;
    private const int MaximumSeconds = 20;
    private const int MaximumMegabytes = 500;

    private static readonly string[] s_commands = ["group", "measure", "graph"];

    /// <summary>Runs each command in a process of its own.</summary>
    /// <returns>0 if all limits hold; otherwise 1.</returns>
    public static int RunAll() => s_commands.Sum(RunProcess) == 0 ? 0 : 1;

    /// <summary>Runs a command in this process, and prints its results.</summary>
    /// <param name="command">group, measure or graph.</param>
    /// <returns>0 if all limits hold; otherwise 1.</returns>
    public static int Run(string command)
    {
        Stopwatch all = Stopwatch.StartNew();
        Console.WriteLine(command);
        OverlapInput input = command switch
        {
            "group" => OverlapInput.ForSharedAccounts(),
            "measure" => OverlapInput.ForPairs(),
            "graph" => OverlapInput.ForGraph(),
            _ => throw new ArgumentException($"Use one of: {string.Join(", ", s_commands)}.", nameof(command)),
        };
        for (int list = 0; list < Lists; list++)
        {
            Random random = new(list);
            for (int position = 1; position <= Accounts; position++)
            {
                input.Add(Create(list, position, random));
            }
        }
        Report("added accounts", Lists * Accounts, all);
        FollowingOverlap overlap = input.Complete();
        switch (command)
        {
            case "group":
                Report("shared accounts", overlap.SharedAccounts(2).Count(), all);
                break;
            case "measure":
                Report("pairs", overlap.Overlaps().Count(), all);
                break;
            default:
                FollowingGraph graph = new(overlap, minimum: 1);
                GexfWriter.Write(Stream.Null, graph, DateTimeOffset.UtcNow);
                Report("nodes of the graph", graph.NodeCount, all);
                break;
        }
        bool isWithin = all.Elapsed.TotalSeconds <= MaximumSeconds && PeakMegabytes() <= MaximumMegabytes;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isWithin ? "within" : "over")} the limits of {MaximumSeconds} s and {MaximumMegabytes} MB"));
        return isWithin ? 0 : 1;
    }

    private static int RunProcess(string command)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { UseShellExecute = false };
        // "dotnet run" starts the executable of the project, and "dotnet X.dll" does not.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(OverlapRun).Assembly.Location);
        }
        start.ArgumentList.Add("overlap");
        start.ArgumentList.Add(command);
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static void Report(string what, int count, Stopwatch all) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{count,9:N0} {what,-20} {all.Elapsed.TotalSeconds,6:N1} s  peak {PeakMegabytes(),4:N0} MB"));

    private static long PeakMegabytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024 * 1024);
    }

    // The texts are as long as those of SociaVault.
    private static FollowedAccount Create(int list, int position, Random random)
    {
        bool isShared = random.Next(10) < 3;
        long number = isShared ? random.Next(Pool) : Pool + ((long)list * Accounts) + position;
        string name = number.ToString(CultureInfo.InvariantCulture);
        string handle = "user.of.tiktok" + name;
        DateTime time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local).AddMinutes(-position);
        return new FollowedAccount
        {
            Handle = handle,
            DisplayName = "The display name " + name,
            Id = (6_800_000_000_000_000_000 + number).ToString(CultureInfo.InvariantCulture),
            SecUid = "MS4wLjABAAAA" + new string('x', 52) + name.PadLeft(12, '0'),
            Bio = "Videos about cooking, every day at noon. Mail: " + handle + "@example.com",
            Region = "US",
            Language = "en",
            AvatarUrl = "https://p16-sign.tiktokcdn.com/aweme/720x720/" + new string('y', 170) + name,
            ProfileUrl = "https://www.tiktok.com/@" + handle,
            IsVerified = false,
            IsPrivate = false,
            CreatedAt = time.AddYears(-3),
            FollowerCount = number * 7,
            FollowingCount = 300,
            LikeCount = number * 11,
            VideoCount = 77,
            FollowedBy = "creator" + list.ToString(CultureInfo.InvariantCulture),
            Position = position,
            FollowedAfter = time,
            FollowedBefore = time.AddMinutes(20),
            Provider = "SociaVault",
            RetrievedAt = new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Local).AddMinutes(list),
        };
    }
}
