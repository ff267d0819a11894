using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using TikTokFollowing.Client.Graphs;
using TikTokFollowing.Client.Overlap;

namespace TikTokFollowing.Benchmarks;

/// <summary>
/// Measures the overlap and the graph of 100 lists of 10,000 accounts in a process of its own, because the peak of its
/// memory is a limit. Three in ten accounts of a list are from a pool of 20,000 that all lists share.
/// </summary>
internal static class OverlapRun
{
    private const int Lists = 100;
    private const int Accounts = 10_000;
    private const int Pool = 20_000;
    private const int MaximumSeconds = 20;
    private const int MaximumMegabytes = 500;

    /// <summary>Runs the measurement and prints its results.</summary>
    /// <returns>0 if all limits hold; otherwise 1.</returns>
    public static int Run()
    {
        Stopwatch all = Stopwatch.StartNew();
        OverlapInput input = new(hasWindows: true);
        Report("lists", 0, all);
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
        Report("shared accounts", overlap.SharedAccounts(2).Count(), all);
        Report("pairs", overlap.Overlaps().Count(), all);
        FollowingGraph graph = new(overlap, minimum: 1);
        GexfWriter.Write(Stream.Null, graph, DateTimeOffset.UtcNow);
        Report("nodes of the graph", graph.NodeCount, all);
        long megabytes = PeakMegabytes();
        bool isWithin = all.Elapsed.TotalSeconds <= MaximumSeconds && megabytes <= MaximumMegabytes;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isWithin ? "within" : "over")} the limits of {MaximumSeconds} s and {MaximumMegabytes} MB"));
        return isWithin ? 0 : 1;
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
