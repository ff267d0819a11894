using System.Collections.Concurrent;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>
/// Runs one plan as <c>Get-TikTokFollowing</c> does: several lists at a time under one budget, the next page of a list
/// only after its last page was returned, and no further request after an error that ends the command.
/// </summary>
internal sealed class CommandRun(RunPlan plan)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(100); // of the fake clock, where it never passes

    private readonly ConcurrentQueue<string> _verbose = new();
    private readonly List<ListResult> _lists = [];

    public RunPlan Plan { get; } = plan;

    public Ledger Ledger { get; } = new(plan);

    /// <summary>Gets the lists that were started.</summary>
    public IReadOnlyList<ListResult> Lists => _lists;

    /// <summary>Gets the verbose lines; each request has one.</summary>
    public IReadOnlyCollection<string> Verbose => _verbose;

    /// <summary>Gets the errors of the server of the test.</summary>
    public IReadOnlyCollection<Exception> ServerErrors { get; private set; } = [];

    /// <summary>Indicates whether an error ended the command before all lists were read.</summary>
    public bool HasEnded { get; private set; }

    public async Task RunAsync()
    {
        using PricedServer server = new(Ledger);
        using CancellationTokenSource closing = new();
        FakeClock clock = new(holdFrom: s_timeout);
        ClientLog log = new(_verbose.Enqueue, null, static _ => { });
        HttpSettings settings = new() { MaximumRetryCount = Plan.RetryCount, Timeout = s_timeout };
        CreditBudget budget = new(Plan.MaxCredits);
        RateLimitTracker rates = new();
        // The transport of the process, because its settings determine the number of requests.
        FollowingClient[] clients = [.. Plan.Providers.Select(provider => new FollowingClient(
            new ObservedProvider(ProviderRegistry.Get(provider.Name), Ledger),
            new ApiKey(Doubles.Lists.Key),
            server.AddressOf(provider.Name),
            settings,
            log,
            clock: clock,
            budget: budget,
            rates: rates,
            closing: closing.Token))];

        Queue<int> waiting = new(Enumerable.Range(0, Plan.ListSizes.Count));
        List<ListResult> reading = [];
        while (waiting.Count + reading.Count > 0)
        {
            while (waiting.Count > 0 && reading.Count < Plan.ThrottleLimit)
            {
                reading.Add(Begin(waiting.Dequeue(), clients, log));
            }
            await Task.WhenAny(reading.Select(list => list.Page));
            ListResult ready = reading.First(list => list.Page.IsCompleted);
            reading.Remove(ready);
            if (await TakeAsync(ready))
            {
                ready.Start();
                reading.Add(ready);
            }
            else if (EndsCommand(ready.Failure))
            {
                // A request that was sent is charged, so its page is returned.
                HasEnded = true;
                await closing.CancelAsync();
                foreach (ListResult other in reading)
                {
                    await TakeAsync(other);
                }
                break;
            }
        }
        foreach (ListResult list in _lists)
        {
            list.Pager.Dispose();
        }
        await server.SettleAsync();
        ServerErrors = server.Errors;
    }

    private ListResult Begin(int number, FollowingClient[] clients, ClientLog log)
    {
        FollowingQuery query = new(FollowingHandle.Parse(RunPlan.HandleOf(number)))
        {
            PageSize = Plan.PageSize,
            Wanted = Plan.First,
        };
        ListResult list = new(number, new ListPager(clients, query, log), Ledger);
        _lists.Add(list);
        list.Start();
        return list;
    }

    /// <summary>Adds the fetched page of a list. Returns true if its next page is wanted.</summary>
    private async Task<bool> TakeAsync(ListResult list)
    {
        try
        {
            if (await list.Page is not FollowingPage page)
            {
                list.IsWhole = true;
                return false;
            }
            list.Attempts += page.Attempts;
            int wanted = (Plan.First ?? int.MaxValue) - list.Accounts.Count;
            list.Accounts.AddRange(page.Accounts.Take(wanted));
            list.IsWhole = page.Count >= wanted;
            return !list.IsWhole;
        }
        catch (Exception e)
        {
            list.Failure = e;
            return false;
        }
    }

    private static bool EndsCommand(Exception? failure) =>
        failure is FollowingException
        {
            Kind: FollowingErrorKind.BudgetReached or FollowingErrorKind.CreditsExhausted
                or FollowingErrorKind.AuthenticationFailed,
        };
}

/// <summary>Represents a list of a run, and its result.</summary>
internal sealed class ListResult(int number, ListPager pager, Ledger ledger)
{
    private readonly ListFlow _flow = new();

    public int Number { get; } = number;

    public ListPager Pager { get; } = pager;

    /// <summary>Gets the page in flight, or the last one.</summary>
    public Task<FollowingPage?> Page { get; private set; } = Task.FromResult<FollowingPage?>(null);

    public List<FollowedAccount> Accounts { get; } = [];

    /// <summary>Gets the number of requests that its pages report.</summary>
    public int Attempts { get; set; }

    /// <summary>Indicates whether the list was read to its end, or to the last account that was wanted.</summary>
    public bool IsWhole { get; set; }

    public Exception? Failure { get; set; }

    public override string ToString() =>
        $"list {Number}: {Accounts.Count} accounts, "
        + (IsWhole ? "whole"
            : Failure is FollowingException e ? $"{e.Kind}: {e.Message}"
            : Failure?.GetType().Name ?? "not ended");

    public void Start() => Page = Task.Run(async () =>
    {
        ObservedProvider.Flow = _flow;
        try
        {
            return await Pager.NextPageAsync(CancellationToken.None);
        }
        finally
        {
            ledger.OnReturned(_flow);
        }
    });
}
