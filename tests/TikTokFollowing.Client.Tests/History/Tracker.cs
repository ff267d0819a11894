using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Reads pages as an update does, and keeps the stored list and the reports.</summary>
internal sealed class Tracker(World world)
{
    private readonly Dictionary<int, int> _accounts = [];
    private readonly HistoryReplay _replay = new();

    public HistoryState State { get; private set; } = HistoryState.Empty;

    public List<Report> Reports { get; } = [];

    public List<HistoryWarning> Warnings { get; } = [];

    public List<HistoryDelta> Deltas { get; } = [];

    public int Requests { get; private set; }

    public int Unusable { get; private set; }

    /// <summary>Called after each page, so that the world can change while a list is read.</summary>
    public Action<int> OnPage { get; set; } = _ => { };

    /// <summary>The world's account behind a key of the stored list.</summary>
    public int AccountOf(int key) => _accounts[key];

    public List<int> Listed() => [.. State.Listed.Select(account => _accounts[account.Key])];

    /// <summary>The account of the first record; null for an empty list.</summary>
    public UpdateConclusion Update(ListView view, bool isFull = false)
    {
        Reader reader = new(world, view, isFull);
        bool isWhole = isFull || HistoryRules.NeedsWholeList(State);
        ListReading reading = Read(reader, isWhole);
        UpdateConclusion conclusion = HistoryRules.Evaluate(State, reading);
        if (conclusion is UpdateConclusion.ReadWhole)
        {
            reading = Read(reader, isWhole: true);
            conclusion = HistoryRules.Evaluate(State, reading);
        }
        if (conclusion is UpdateConclusion.Store store)
        {
            Store(reading, store, view.Stale is not null);
        }
        else
        {
            Unusable++;
        }
        return conclusion;
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

    private void Store(ListReading reading, UpdateConclusion.Store store, bool isStale)
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
        _replay.Apply(store.Delta);
        Deltas.Add(store.Delta);
        Warnings.AddRange(store.Warnings);
        foreach (HistoryChange change in store.Delta.Changes)
        {
            Reports.Add(new Report(change, _accounts[change.Key], World.SecondsOf(reading.StartedAt), World.SecondsOf(reading.ReadAt), isStale));
        }
    }

    /// <summary>The state that the stored deltas rebuild.</summary>
    public HistoryState Replayed() => _replay.ToState();

    private sealed class Reader(World world, ListView view, bool isFull)
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
                IsFull = isFull,
                StartedAt = _startedAt,
                ReadAt = world.Time,
                Requests = _pages.Count,
                CreditsCharged = _pages.Count,
            };
        }
    }
}

/// <summary>A change as it was reported.</summary>
/// <param name="Change">The change.</param>
/// <param name="Account">The world's account.</param>
/// <param name="StartedAt">The start of the reading in seconds.</param>
/// <param name="ReadAt">The end of the reading in seconds.</param>
/// <param name="IsStale">Whether the reading was a cached response.</param>
internal sealed record Report(HistoryChange Change, int Account, long StartedAt, long ReadAt, bool IsStale);
