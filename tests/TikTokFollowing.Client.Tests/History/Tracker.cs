using System.Globalization;
using System.Text;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Reads pages as an update does, and keeps the stored list and the reports.</summary>
internal sealed class Tracker(World world)
{
    private readonly Dictionary<int, int> _accounts = [];
    private readonly HistoryReplay _replay = new(HistoryState.Empty);

    public HistoryState State { get; private set; } = HistoryState.Empty;

    public List<Report> Reports { get; } = [];

    public List<HistoryWarning> Warnings { get; } = [];

    public List<HistoryDelta> Deltas { get; } = [];

    public int Requests { get; private set; }

    public int Unusable { get; private set; }

    /// <summary>Indicates whether <see cref="Trace"/> is written.</summary>
    public bool IsTraced { get; init; }

    /// <summary>Gets a line for each update: the stored positions that were read, the changes and the holds.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>Gets or sets the callback after each page, which can change the world while a list is read.</summary>
    public Action<int> OnPage { get; set; } = _ => { };

    /// <summary>Gets or sets the callback for each evaluated reading.</summary>
    public Action<ListReading> OnReading { get; set; } = _ => { };

    /// <summary>Returns the account in the world for a key of the stored list.</summary>
    public int AccountOf(int key) => _accounts[key];

    public List<int> Listed() => [.. State.Listed.Select(account => _accounts[account.Key])];

    public UpdateConclusion Update(ListView view, bool isFull = false)
    {
        Reader reader = new(world, view);
        bool isWhole = isFull || HistoryRules.NeedsWholeList(State);
        ListReading reading = Read(reader, isWhole);
        UpdateConclusion conclusion = HistoryRules.Evaluate(State, reading);
        if (conclusion is UpdateConclusion.ReadWhole)
        {
            reading = Read(reader, isWhole: true);
            conclusion = HistoryRules.Evaluate(State, reading);
        }
        OnReading(reading);
        HistoryState before = State;
        if (conclusion is UpdateConclusion.Store store)
        {
            Store(reading, store, view.Stale?.Time);
        }
        else
        {
            Unusable++;
        }
        if (IsTraced)
        {
            Trace.Add(Describe(before, reading, conclusion, view));
        }
        return conclusion;
    }

    private string Describe(HistoryState before, ListReading reading, UpdateConclusion conclusion, ListView view)
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{world.Now} {view.Traits.Name}{(reading.IsAtEnd ? " whole" : "")}");
        line.Append(view.Stale is null ? "" : " stale").Append(view.Cut is null ? "" : " cut");
        line.Append(CultureInfo.InvariantCulture, $" {reading.Accounts.Count} of {reading.Total}");
        line.Append(CultureInfo.InvariantCulture, $", {before.Listed.Count} stored:");
        int[] positions = before.Matcher.Match(reading.Accounts);
        for (int i = 0; i < positions.Length; i++)
        {
            bool isBorder = i > 0 && reading.Pages.Any(page => page.Start == i);
            string position = positions[i] < 0 ? "new"
                : positions[i] < before.Listed.Count ? $"{positions[i]}" : "dropped";
            line.Append(CultureInfo.InvariantCulture, $"{(isBorder ? " |" : "")} {reading.Accounts[i].Raw}@{position}");
        }
        if (conclusion is not UpdateConclusion.Store store)
        {
            return line.Append(" -> ").Append(conclusion.GetType().Name).ToString();
        }
        line.Append(" ->");
        line.AppendJoin(',', store.Delta.Changes.Select(change => $" {change.Kind} {_accounts[change.Key]}"));
        line.Append("; held").AppendJoin(',', store.Delta.Held.Select(range => $" {range.First}-{range.Last}"));
        return line.Append("; ").AppendJoin(',', store.Warnings.Select(warning => $" {warning.Kind}")).ToString();
    }

    private ListReading Read(Reader reader, bool isWhole)
    {
        while (true)
        {
            ListReading reading = reader.Next();
            Requests++;
            OnPage(reading.Pages.Count);
            if (reading.IsAtEnd || (!isWhole && Connection.IsConnected(State, reading)))
            {
                return reading;
            }
        }
    }

    private void Store(ListReading reading, UpdateConclusion.Store store, long? staleSince)
    {
        foreach (Placement placement in store.Delta.Placements)
        {
            if (placement.Account is StoredAccount added)
            {
                FollowedAccount record = reading.Accounts.First(account =>
                    account.Id == added.Id && account.SecUid == added.SecUid && account.Handle == added.Handle);
                _accounts.Add(placement.Key, int.Parse(record.Raw!, CultureInfo.InvariantCulture));
            }
        }
        State = State.Apply(store.Delta);
        _replay.Apply(HistoryFormatTests.WriteAndRead(store.Delta, _replay.Marks, _replay.Count));
        Deltas.Add(store.Delta);
        Warnings.AddRange(store.Warnings);
        foreach (HistoryChange change in store.Delta.Changes)
        {
            long startedAt = staleSince ?? World.SecondsOf(reading.StartedAt);
            Reports.Add(new Report(change, _accounts[change.Key], startedAt, World.SecondsOf(reading.ReadAt)));
        }
    }

    /// <summary>Returns the state that results from the stored deltas.</summary>
    public HistoryState Replayed() => _replay.ToState();

    private sealed class Reader(World world, ListView view)
    {
        private readonly List<FollowedAccount> _accounts = [];
        private readonly List<ReadPage> _pages = [];
        private readonly HashSet<string> _read = [];
        private readonly DateTime _startedAt = world.Time;
        private long? _cursor;
        private long? _total;

        public ListReading Next()
        {
            ViewPage page = view.Page(_cursor);
            _pages.Add(new ReadPage(_accounts.Count, page.After, page.Before));
            _accounts.AddRange(page.Accounts.Where(account => _read.Add(account.Raw!)));
            _cursor = page.Cursor;
            _total = page.Total ?? _total;
            bool isAtEnd = !page.HasMore || page.Accounts.Count == 0;
            return new ListReading
            {
                Provider = view.Traits,
                Accounts = [.. _accounts],
                Pages = [.. _pages],
                Total = _total,
                IsAtEnd = isAtEnd,
                IsTruncated = isAtEnd && EndOfListRule.IsShort(_total, _accounts.Count),
                StartedAt = _startedAt,
                ReadAt = world.Time,
                Requests = _pages.Count,
                CreditsCharged = _pages.Count,
            };
        }
    }
}

/// <summary>Represents a reported change.</summary>
/// <param name="Change">The change.</param>
/// <param name="Account">The account in the world.</param>
/// <param name="StartedAt">The start of the reading in seconds, or the time of the cached response.</param>
/// <param name="ReadAt">The end of the reading in seconds.</param>
internal sealed record Report(HistoryChange Change, int Account, long StartedAt, long ReadAt);
