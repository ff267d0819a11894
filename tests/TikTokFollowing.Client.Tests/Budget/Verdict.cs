using System.Text.RegularExpressions;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>Specifies the kind of a failure of a run.</summary>
internal enum Wrong
{
    /// <summary>The server charged more than the budget, and more than an unknown price explains.</summary>
    OverBudget,

    /// <summary>Several requests were in flight at one provider before its first charge was known.</summary>
    OpenBeforeFirstCharge,

    /// <summary>A request to UnifAPI did not limit the records.</summary>
    NoLimit,

    /// <summary>The command stopped because of its budget, although the next page was within it.</summary>
    StoppedTooEarly,

    /// <summary>A request reached the server more than once although the client sent it once.</summary>
    SentTwice,

    /// <summary>The client reports another number of requests than the server received.</summary>
    RequestsReported,

    /// <summary>
    /// The pages of a list that succeeded report another number of requests than the server received for it.
    /// </summary>
    AttemptsOfPages,

    /// <summary>The client reports other charges than its responses.</summary>
    CreditsReported,

    /// <summary>A page that was received was fetched again.</summary>
    FetchedAgain,

    /// <summary>Accounts are lost, duplicated or in another order.</summary>
    Accounts,

    /// <summary>A list failed in a way that no fault of the server explains.</summary>
    Failure,

    /// <summary>The run did not end.</summary>
    Hang,

    /// <summary>The server of the test failed.</summary>
    Server,
}

/// <summary>Evaluates a run by the ledger of the server.</summary>
internal sealed partial class Verdict
{
    private readonly CommandRun _run;
    private readonly RunPlan _plan;
    private readonly IReadOnlyList<Arrival> _arrivals;
    private readonly List<(Wrong Kind, string Words)> _wrongs = [];

    private Verdict(CommandRun run)
    {
        _run = run;
        _plan = run.Plan;
        _arrivals = run.Ledger.Arrivals;
        Charged = _arrivals.Sum(arrival => arrival.Charged);
    }

    public IReadOnlyList<(Wrong Kind, string Words)> Wrongs => _wrongs;

    /// <summary>Gets the credits that the server charged.</summary>
    public long Charged { get; }

    /// <summary>
    /// Indicates whether the budget was exceeded only because of prices that were not known when the requests were
    /// sent.
    /// </summary>
    public bool IsExcused { get; private set; }

    public static Verdict Of(CommandRun run)
    {
        Verdict verdict = new(run);
        verdict.CheckBudget();
        verdict.CheckRequests();
        verdict.CheckCredits();
        verdict.CheckFetchedAgain();
        verdict.CheckLists();
        foreach (Exception e in run.ServerErrors)
        {
            verdict.Add(Wrong.Server, e.ToString());
        }
        return verdict;
    }

    private void CheckBudget()
    {
        if (_plan.MaxCredits is not int budget)
        {
            return;
        }
        // The cost of a request beyond the highest price that was known when its credits were reserved. The number of
        // units must have been reserved.
        long excused = _arrivals
            .Where(arrival => arrival.Charged > 0)
            .Sum(arrival => arrival.Units * Math.Max(0, arrival.Price - arrival.Send.Known));
        IsExcused = Charged > budget && Charged <= budget + excused;
        if (Charged > budget + excused)
        {
            long unread = _arrivals
                .Where(arrival => arrival.Fault is ServerFault.NoPage or ServerFault.CutJson)
                .Sum(arrival => arrival.Charged);
            long resent = _arrivals.Where(arrival => arrival.Send.Arrivals > 1).Sum(arrival => arrival.Charged);
            Add(
                Wrong.OverBudget,
                $"charged {Charged} of {budget}; {excused} could not be known, {unread} were for responses that are no "
                + $"page, {resent} for requests sent twice");
        }
        if (_run.Ledger.MostOpenBeforeFirstCharge > 1)
        {
            Add(Wrong.OpenBeforeFirstCharge, $"{_run.Ledger.MostOpenBeforeFirstCharge} requests");
        }
        int unlimited = _arrivals.Count(
            arrival => arrival is { Provider.IsPerRecord: true, IsLookup: false, Limit: null });
        if (unlimited > 0)
        {
            Add(Wrong.NoLimit, $"{unlimited} requests");
        }
        CheckStop(budget);
    }

    // A budget that stops every request is never exceeded. With fallbacks it also counts accounts that would be
    // duplicates.
    private void CheckStop(int budget)
    {
        bool isStopped = _run.Lists.Any(
            list => list.Failure is FollowingException { Kind: FollowingErrorKind.BudgetReached });
        if (!isStopped || _plan.Providers.Count > 1)
        {
            return;
        }
        ProviderPlan provider = _plan.Providers[0];
        long known = Math.Max(_run.Ledger.KnownPriceOf(provider.Name), provider.ListedPrice);
        long counted = _arrivals.Sum(arrival =>
            Math.Max(arrival.Charged, arrival.HasResponse ? CountedFor(arrival).Most : known * MostUnits(arrival)));
        long next = _plan.NeedsLookup ? 2 * known : known; // a lookup is sent only if an account can follow it
        if (counted + next <= budget)
        {
            Add(
                Wrong.StoppedTooEarly,
                $"at most {counted} of {budget} were counted, and the next request costs {next}");
        }
    }

    private void CheckRequests()
    {
        foreach (Send send in _run.Ledger.Sends.Where(send => send.Arrivals > 1))
        {
            Add(Wrong.SentTwice, $"send {send.Number} arrived {send.Arrivals} times");
        }
        int reported = _run.Verbose.Count(line => RequestLine().IsMatch(line));
        if (reported != _arrivals.Count)
        {
            Add(
                Wrong.RequestsReported,
                $"{reported} reported, {_arrivals.Count} seen, {_run.Ledger.Sends.Count} created");
        }
        // For a failed list, and for the provider before a fallback, only the verbose lines have the requests.
        foreach (ListResult list in _run.Lists.Where(list => list.Failure is null && _plan.Providers.Count == 1))
        {
            int seen = ArrivalsOf(list).Count();
            if (seen != list.Attempts)
            {
                Add(Wrong.AttemptsOfPages, $"list {list.Number}: {list.Attempts} reported, {seen} seen");
            }
        }
    }

    private void CheckCredits()
    {
        long reported = _run.Lists.Sum(list => list.Pager.CreditsCharged);
        (long least, long most) = (0, 0);
        foreach (Arrival arrival in _arrivals.Where(arrival => arrival.HasResponse))
        {
            // A complete response that is reset afterwards can have been received or not.
            bool isSure = arrival is not { Fault: ServerFault.AfterBody, Ending: Ending.Rst };
            (long fewest, long largest) = CountedFor(arrival);
            least += isSure ? fewest : 0;
            most += largest;
        }
        if (reported < least || reported > most)
        {
            string expected = least == most ? $"{least}" : $"{least} to {most}";
            Add(Wrong.CreditsReported, $"{reported} reported, {expected} stated or listed");
        }
    }

    /// <summary>
    /// Returns the cost that the client can assume for a response: the stated one, else by the listed price, or by the
    /// highest known price if the response is no page.
    /// </summary>
    private (long Least, long Most) CountedFor(Arrival arrival)
    {
        ProviderPlan provider = arrival.Provider;
        if (arrival is { Fault: ServerFault.CutJson } or { Stated: null, Fault: ServerFault.NoPage })
        {
            long known = Math.Max(arrival.Send.Known, _run.Ledger.KnownPriceOf(provider.Name));
            return (provider.ListedPrice, known * MostUnits(arrival));
        }
        if (arrival.Stated is long stated)
        {
            return (stated, stated);
        }
        long listed = arrival.IsSuccess ? (long)provider.ListedPrice * arrival.Units : 0;
        return (listed, listed);
    }

    private int MostUnits(Arrival arrival) => arrival.Provider.IsPerRecord
        ? Math.Max(arrival.Limit ?? Math.Max(_plan.PageSize ?? 0, 20), 20)
        : 1;

    private void CheckFetchedAgain()
    {
        foreach (IGrouping<string, Arrival> same in _arrivals.GroupBy(arrival => arrival.Name))
        {
            // Complete pages are fetched once. An intentional response of the provider is the same for another request.
            Arrival? whole = same.Where(IsFinal).MinBy(arrival => arrival.Send.Number);
            // In the order in which they were sent, because one on an ended connection can be registered late.
            Arrival? again = same.FirstOrDefault(arrival => arrival.Send.Number > whole?.Send.Number);
            if (again is not null)
            {
                Add(Wrong.FetchedAgain, $"{whole}; then {again}");
            }
        }

        static bool IsFinal(Arrival arrival) =>
            arrival.Fault is ServerFault.None or ServerFault.BrokenFrame or ServerFault.CutJson or ServerFault.NoPage
            && !arrival.IsRefused;
    }

    private void CheckLists()
    {
        foreach (ListResult list in _run.Lists)
        {
            int size = Math.Min(_plan.ListSizes[list.Number], _plan.First ?? int.MaxValue);
            string[] expected =
                [.. Enumerable.Range(0, size).Select(index => Wire.Id(RunPlan.AccountOf(list.Number, index)))];
            string[] received = [.. list.Accounts.Select(account => account.Id!)];
            int same = received.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count();
            bool isStopped = !list.IsWhole && list.Failure is null; // it has its page, and the command ended
            bool isRight = same == received.Length && (!list.IsWhole || received.Length == expected.Length);
            if (!isRight || (isStopped && !_run.HasEnded))
            {
                Add(
                    Wrong.Accounts,
                    $"list {list.Number}: {received.Length} of {expected.Length} received, right up to {same}"
                    + (list.IsWhole ? ", ended well" : ""));
            }
            if (!IsExplained(list))
            {
                Add(Wrong.Failure, $"list {list.Number}: {list.Failure}");
            }
        }
    }

    private bool IsExplained(ListResult list)
    {
        bool Had(params ServerFault[] faults) => _arrivals.Any(arrival => faults.Contains(arrival.Fault));
        return list.Failure switch
        {
            null => true,
            OperationCanceledException => _run.Lists.Any(other => other.Failure is FollowingException),
            FollowingException { Kind: FollowingErrorKind.BudgetReached } => _plan.MaxCredits is not null,
            FollowingException { Kind: FollowingErrorKind.CreditsExhausted } => Had(ServerFault.OutOfCredits),
            FollowingException { Kind: FollowingErrorKind.RateLimited } => Had(ServerFault.EmptyPage),
            FollowingException
            {
                Kind: FollowingErrorKind.UnexpectedResponse or FollowingErrorKind.ProviderUnavailable,
            } => _arrivals.Any(arrival => arrival.Fault is not ServerFault.None),
            _ => false,
        };
    }

    private IEnumerable<Arrival> ArrivalsOf(ListResult list)
    {
        string handle = RunPlan.HandleOf(list.Number);
        string id = ListPages.IdOf(list.Number);
        return _arrivals.Where(
            arrival => arrival is ParsedRequest parsed && (parsed.Handle == handle || parsed.Handle == id));
    }

    private void Add(Wrong kind, string words) => _wrongs.Add((kind, words));

    [GeneratedRegex(@"^(GET|POST) \S+: .* ms, attempt \d+")]
    private static partial Regex RequestLine();
}
