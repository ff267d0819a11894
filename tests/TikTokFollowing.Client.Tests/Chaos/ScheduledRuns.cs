using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Chaos;

/// <summary>
/// Runs one schedule with the same journal until the list is complete, as a user who starts the command again whenever
/// it ends early. The sixth run has no failure and no budget, so it must succeed.
/// </summary>
internal sealed class ScheduledRuns : IDisposable
{
    private static readonly FollowingErrorKind[] s_expectedFailures =
    [
        FollowingErrorKind.RateLimited,
        FollowingErrorKind.ProviderUnavailable,
        FollowingErrorKind.ProviderTimeout,
        FollowingErrorKind.UnexpectedResponse,
        FollowingErrorKind.CreditsExhausted,
        FollowingErrorKind.BudgetReached,
    ];

    private readonly Schedule _schedule;
    private readonly string _folder = FullRun.NewFolder();
    private readonly FakeClock _clock = new(holdFrom: ListService.Timeout);
    private readonly ListService _service;
    private readonly HttpClient _transport;
    private readonly Logbook _log = new();

    // Processes that ended after a page was charged and before the journal had all of it.
    private int _pagesLostToDeath;

    public ScheduledRuns(Schedule schedule)
    {
        _schedule = schedule;
        _service = new ListService(schedule, _clock);
        _transport = SharedHttpClient.Create(_service);
    }

    private string JournalPath => Path.Combine(
        _folder,
        JournalFile.GetName(
            _schedule.Provider, new FollowingQuery(FollowingHandle.Parse("someone")) { Trim = _schedule.Trim }));

    /// <summary>Gets the number of times that the command was started.</summary>
    public int Count { get; private set; }

    public int Requests => _service.Requests;

    public IReadOnlyDictionary<Fault, int> FaultCounts => _service.FaultCounts;

    public void Dispose()
    {
        _transport.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task CheckAsync()
    {
        Run last = await RunAsync(isLast: false);
        for (int number = 2; !last.IsFinished; number++)
        {
            Assert.True(number <= Schedule.MostRuns, "the run without a failure did not succeed");
            last = await RunAsync(isLast: number == Schedule.MostRuns);
        }

        // The last run returns the stored accounts and the rest: the whole list, each account once.
        Assert.Equal(Ids(_schedule.Expected), last.Accounts.Take(_schedule.Expected).Select(account => account.Id));
        if (_schedule.Wanted is null)
        {
            Assert.Equal(_schedule.Count, last.Accounts.Count);
        }
        CheckPages(last);
        Assert.Equal(0, _service.EarlyRequests);
        Assert.Empty(_log.Warnings);
        Assert.DoesNotContain(Lists.Key, File.ReadAllText(JournalPath), StringComparison.Ordinal);
        Assert.DoesNotContain(Lists.Key, _log.All, StringComparison.Ordinal);

        int requests = _service.Requests;
        Run again = await RunAsync(isLast: true);
        Assert.Equal(requests, _service.Requests); // a complete list, or one with the wanted accounts, needs none
        Assert.Equal(last.Accounts.Count, again.Accounts.Count);
        foreach ((FollowedAccount before, FollowedAccount after) in last.Accounts.Zip(again.Accounts))
        {
            Recorded.AssertSame(before, after);
        }
    }

    // Each page is fetched once, and once more each time the process ended before it was stored. Pages that were lost
    // in transit, rejected or empty are counted elsewhere.
    private void CheckPages(Run last)
    {
        // With a charge for each record, the rest of a budget or of the wanted accounts makes pages smaller. The needed
        // pages are then those that were kept.
        int? limit = _schedule.SendsPageSize ? _schedule.PageSize : _schedule.Provider == "UnifAPI" ? 20 : null;
        bool hasOddPages = _schedule.Facts.CreditsPerRecord > 0 && (_schedule.Wanted ?? _schedule.Budget) is not null;
        int needed = hasOddPages ? last.Pages : _service.PagesNeeded(_schedule.Wanted ?? int.MaxValue, limit);
        if (_schedule.Count > 0)
        {
            Assert.Equal(needed + _pagesLostToDeath, _service.Pages);
        }
        else
        {
            // An empty page with a total of 0 is the whole list.
            Assert.InRange(_service.Pages, 0, needed + _pagesLostToDeath);
        }
    }

    private async Task<Run> RunAsync(bool isLast)
    {
        Count++;
        _service.BeginRun();
        _service.IsClear = isLast;
        CreditBudget budget = new(isLast ? null : _schedule.Budget);
        HttpSettings settings = new() { MaximumRetryCount = _schedule.RetryCount, Timeout = ListService.Timeout };
        FollowingClient client = new(
            ProviderRegistry.Get(_schedule.Provider),
            new ApiKey(Lists.Key),
            baseUri: null,
            settings,
            _log.Log,
            _transport,
            _clock,
            budget,
            new JournalOptions(_folder, IsFictitious: false),
            new RateLimitTracker());
        FollowingQuery query = new(FollowingHandle.Parse("someone"))
        {
            PageSize = _schedule.SendsPageSize ? _schedule.PageSize : null,
            Trim = _schedule.Trim,
            IncludeRaw = _schedule.StatesTotal,
            Wanted = _schedule.Wanted,
        };

        ListPager list = client.Open(query);
        List<FollowedAccount> accounts = [];
        int pages = 0;
        bool isFinished = false;
        bool hasDied = false;
        try
        {
            while (!isFinished && !hasDied)
            {
                if (accounts.Count >= _schedule.Wanted || await list.NextAsync() is not FollowingPage page)
                {
                    isFinished = true;
                }
                else if (_service.PendingDeath is Step death)
                {
                    hasDied = true;
                    list.Dispose();
                    if (death.Fault is Fault.DiesWritingJournal)
                    {
                        CutJournal(death.Number);
                    }
                }
                else
                {
                    pages++;
                    accounts.AddRange(page.Accounts);
                }
            }
        }
        catch (ProcessDiedException)
        {
            hasDied = true;
        }
        catch (FollowingException e)
        {
            Assert.Contains(e.Kind, s_expectedFailures);
            Assert.False(isLast, e.Message);
            Assert.True(_schedule.Budget is not null || e.Kind is not FollowingErrorKind.BudgetReached);
        }
        finally
        {
            list.Dispose();
        }
        if (_service.TakeDeathWithPage())
        {
            _pagesLostToDeath++;
        }

        Assert.Equal(Ids(accounts.Count), accounts.Select(account => account.Id));
        Assert.Equal(Enumerable.Range(1, accounts.Count), accounts.Select(account => account.Position));
        Assert.All(
            accounts,
            account => Assert.Equal((_schedule.Provider, "someone"), (account.Provider, account.FollowedBy)));
        Assert.True(
            isLast || !(_service.Charged > _schedule.Budget),
            $"{_service.Charged} credits were charged with a budget of {_schedule.Budget}");
        Assert.True(
            list.CreditsCharged <= _service.Charged,
            $"{list.CreditsCharged} credits were reported and {_service.Charged} were charged");
        if (!hasDied)
        {
            Assert.Equal(_service.ChargedAndReported, list.CreditsCharged);
        }
        return new Run(accounts, pages, isFinished);
    }

    // Cuts off a part of the last write: the line of the page, with the header before the first one.
    private void CutJournal(int number)
    {
        byte[] journal = File.ReadAllBytes(JournalPath);
        int lineStart = journal.AsSpan(0, journal.Length - 1).LastIndexOf((byte)'\n') + 1;
        bool isFirstPage = journal.AsSpan(0, Math.Max(0, lineStart - 1)).IndexOf((byte)'\n') < 0;
        int written = journal.Length - (isFirstPage ? 0 : lineStart);
        using FileStream file = new(JournalPath, FileMode.Open);
        long removed = 1 + number % written;
        file.SetLength(journal.Length - removed);
        // A line that lacks only its line feed is complete.
        if (removed > 1)
        {
            _pagesLostToDeath++;
        }
    }

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(0, count).Select(ListService.Id);

    private sealed record Run(IReadOnlyList<FollowedAccount> Accounts, int Pages, bool IsFinished);
}
