using System.Globalization;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Tests.Chaos;
using Xunit;
using Xunit.Abstractions;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>
/// Tests random sequences of every scenario with an oracle that keeps the relation, the visibility and the view of each
/// provider. Tests all with <c>TIKTOKFOLLOWING_FULL=1</c>, otherwise a part of them. <c>TIKTOKFOLLOWING_SEED=17</c>
/// runs one sequence of each scenario and prints its updates.
/// </summary>
public class HistoryPropertyTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scenarios => [.. Scenario.All.Select(scenario => scenario.Name)];

    private static int Sequences { get; } = FullRun.Of(full: 120, slice: 8);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Reports_agree_with_the_world(string name)
    {
        Scenario scenario = Scenario.All.Single(scenario => scenario.Name == name);
        string? variable = Environment.GetEnvironmentVariable("TIKTOKFOLLOWING_SEED");
        int? only = int.TryParse(variable, out int seed) ? seed : null;
        ScenarioRun[] runs = new ScenarioRun[only is null ? Sequences : 1];
        Parallel.For(0, runs.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
            runs[i] = new ScenarioRun(scenario, only ?? i, isTraced: only is not null).Run());

        List<string> failures = [];
        for (int i = 0; i < runs.Length; i++)
        {
            failures.AddRange(FailuresOf(scenario, runs[i]).Select(failure => $"seed {only ?? i}: {failure}"));
            runs[i].Tracker.Trace.ForEach(output.WriteLine);
        }
        output.WriteLine(Summary(name, runs));
        Assert.True(failures.Count == 0, $"{failures.Count}: {string.Join('\n', failures.Take(20))}");
    }

    private static IEnumerable<string> FailuresOf(Scenario scenario, ScenarioRun run)
    {
        Tally tally = run.Tally;
        foreach (string failure in scenario.IsExact ? tally.Failures : tally.FalseUnfollowed)
        {
            yield return failure;
        }
        if (scenario.IsExact)
        {
            List<int> missed = tally.MissedFollows(run.First.Listed(), run.World.Now);
            if (missed.Count > 0)
            {
                yield return $"missed follows of {string.Join(' ', missed)}";
            }
            if (!run.Tracker.Listed().SequenceEqual(run.First.Listed()))
            {
                yield return "the stored list is not the list";
            }
        }
        if (scenario.IsPrompt && run.LateFollows > 0)
        {
            yield return $"late follows: {run.LateFollows}";
        }
        string? difference = Difference(run.Tracker.State, run.Tracker.Replayed());
        if (difference is not null)
        {
            yield return difference;
        }
        if (run.Tracker.Reports.Where((report, i) => report.Change.Sequence != i + 1).Any())
        {
            yield return "the sequence numbers have gaps";
        }
    }

    private static string? Difference(HistoryState state, HistoryState replayed)
    {
        bool isEqual = state.Listed.SequenceEqual(replayed.Listed)
            && state.Dropped.SequenceEqual(replayed.Dropped)
            && state.NextKey == replayed.NextKey
            && state.Marks == replayed.Marks;
        return isEqual ? null : "the deltas rebuild another state";
    }

    private static string Summary(string name, ScenarioRun[] runs)
    {
        string Sum(string label, Func<ScenarioRun, int> count) =>
            string.Create(CultureInfo.InvariantCulture, $" {label} {runs.Sum(count)}");
        return name + ":"
            + Sum("F", run => run.Tally.TrueFollows)
            + Sum("F-", run => run.Tally.FalseFollows)
            + Sum("Fban", run => run.Tally.BanFollows)
            + Sum("Fmiss", run => run.Tally.MissedFollows(run.First.Listed(), run.World.Now).Count)
            + Sum("Flate", run => run.LateFollows)
            + Sum("Fapp", run => run.Tally.AppearedFollows)
            + Sum("U", run => run.Tally.TrueUnfollows)
            + Sum("U-", run => run.Tally.FalseUnfollows)
            + Sum("Uban", run => run.Tally.BanUnfollows)
            + Sum("R", run => run.Tally.Returned)
            + Sum("A", run => run.Tally.Appeared)
            + Sum("extra", run => run.Tracker.Listed().Except(run.First.Listed()).Count())
            + Sum("lost", run => run.First.Listed().Except(run.Tracker.Listed()).Count())
            + Sum("pend", run => run.Tracker.State.PendingCount)
            + Sum("unusable", run => run.Tracker.Unusable)
            + Sum("req", run => run.DailyRequests)
            + " " + string.Join(' ', runs
                .SelectMany(run => run.Tracker.Warnings)
                .GroupBy(warning => warning.Kind)
                .Select(group => $"{group.Key} {group.Count()}"));
    }
}
