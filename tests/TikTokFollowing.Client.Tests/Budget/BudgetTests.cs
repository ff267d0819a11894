using System.Diagnostics;
using System.Globalization;
using System.Text;
using TikTokFollowing.Client.Tests.Chaos;
using Xunit;
using Xunit.Abstractions;

namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>
/// Runs random commands over real sockets, against a server that counts requests and charges: no budget is exceeded, no
/// account is lost or duplicated, and every request is reported. <c>TIKTOKFOLLOWING_FULL=1</c> executes all runs.
/// <c>TIKTOKFOLLOWING_SEED=17</c> runs one seed and prints its requests, and <c>TIKTOKFOLLOWING_SEED=1-500</c> a range.
/// </summary>
public class BudgetTests(ITestOutputHelper output)
{
    private const int AtATime = 3;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task No_run_exceeds_its_budget_loses_an_account_or_hides_a_request()
    {
        (int from, int to) = Seeds();
        Stopwatch watch = Stopwatch.StartNew();
        Findings findings = new();
        await Parallel.ForEachAsync(
            Enumerable.Range(from, to - from + 1),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime },
            async (seed, _) =>
            {
                CommandRun run = new(new RunPlan(seed));
                await CheckAsync(run, findings);
                if (from == to)
                {
                    output.WriteLine(
                        $"{run.Plan}\n{string.Join('\n', run.Ledger.Arrivals)}\n{string.Join('\n', run.Lists)}");
                }
            });

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{findings.Summary} in {watch.Elapsed.TotalSeconds:0.0} s"));
        Assert.True(findings.IsEmpty, findings.Report);
        if (to - from < 1000)
        {
            return; // too few for the rare ones
        }
        Assert.All(
            Enum.GetValues<ServerFault>(),
            fault => Assert.True(findings.Faults.ContainsKey(fault), $"no run had {fault}"));
        Assert.True(findings.Excused > 0, "no run met a price that could not be known");
    }

    private static async Task CheckAsync(CommandRun run, Findings findings)
    {
        try
        {
            await run.RunAsync().WaitAsync(s_timeout);
        }
        catch (TimeoutException)
        {
            IEnumerable<int> waiting = run.Lists.Where(list => !list.Page.IsCompleted).Select(list => list.Number);
            findings.Add(
                run,
                Wrong.Hang,
                $"after {run.Ledger.Arrivals.Count} requests; waiting: {string.Join(' ', waiting)}");
            return;
        }
        findings.Add(run, Verdict.Of(run));
    }

    private static (int From, int To) Seeds()
    {
        if (Environment.GetEnvironmentVariable("TIKTOKFOLLOWING_SEED") is not { Length: > 0 } text)
        {
            return (1, FullRun.Of(full: 5000, slice: 300));
        }
        int[] ends = [.. text.Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return (ends[0], ends[^1]);
    }

    /// <summary>Collects the findings of all runs.</summary>
    private sealed class Findings
    {
        private readonly Lock _lock = new();
        private readonly SortedDictionary<Wrong, SortedDictionary<int, (RunPlan Plan, string Words)>> _wrongs = [];
        private int _runs;
        private int _requests;
        private int _lists;
        private int _whole;
        private int _stopped;
        private int _mostOpen;
        private long _charged;

        public bool IsEmpty => _wrongs.Count == 0;

        public int Excused { get; private set; }

        public SortedDictionary<ServerFault, int> Faults { get; } = [];

        public string Summary =>
            $"{_runs} runs, {_lists} lists ({_whole} read whole), {_requests} requests "
            + $"(up to {_mostOpen} at the same time), {_charged} credits; {_stopped} runs stopped at their budget, "
            + $"{Excused} exceeded it by a price that was not known; "
            + string.Join(", ", Faults.Select(fault => $"{fault.Key} {fault.Value}"));

        /// <summary>Gets the kinds of failures, with the runs of the smallest seeds.</summary>
        public string Report
        {
            get
            {
                StringBuilder report = new("Run one alone with TIKTOKFOLLOWING_SEED.\n");
                foreach ((Wrong kind, SortedDictionary<int, (RunPlan Plan, string Words)> runs) in _wrongs)
                {
                    report.Append(
                        CultureInfo.InvariantCulture,
                        $"{kind}: {runs.Count} of {_runs} runs, seeds {string.Join(' ', runs.Keys.Take(12))}\n");
                    foreach ((RunPlan plan, string words) in runs.Values.Take(2))
                    {
                        report.Append(CultureInfo.InvariantCulture, $"    {plan}\n    {words}\n");
                    }
                }
                return report.ToString();
            }
        }

        public void Add(CommandRun run, Verdict verdict)
        {
            lock (_lock)
            {
                _runs++;
                _requests += run.Ledger.Arrivals.Count;
                _lists += run.Lists.Count;
                _whole += run.Lists.Count(list => list.IsWhole);
                _charged += verdict.Charged;
                _mostOpen = Math.Max(_mostOpen, run.Ledger.MostOpen);
                bool isStopped = run.Lists.Any(
                    list => list.Failure is FollowingException { Kind: FollowingErrorKind.BudgetReached });
                _stopped += isStopped ? 1 : 0;
                Excused += verdict.IsExcused ? 1 : 0;
                foreach (Arrival arrival in run.Ledger.Arrivals)
                {
                    Faults[arrival.Fault] = Faults.GetValueOrDefault(arrival.Fault) + 1;
                }
            }
            foreach (IGrouping<Wrong, string> wrong in
                verdict.Wrongs.GroupBy(wrong => wrong.Kind, wrong => wrong.Words))
            {
                Add(run, wrong.Key, string.Join("; ", wrong.Take(4)));
            }
        }

        public void Add(CommandRun run, Wrong kind, string words)
        {
            lock (_lock)
            {
                if (!_wrongs.TryGetValue(kind, out SortedDictionary<int, (RunPlan, string)>? runs))
                {
                    _wrongs.Add(kind, runs = []);
                }
                runs[run.Plan.Seed] = (run.Plan, words);
            }
        }
    }
}
