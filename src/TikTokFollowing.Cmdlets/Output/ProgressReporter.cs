using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>
/// The progress of a command: a record for each list that is being read, under one for all of them where several are read at the same time. Written a few times a second at
/// the most, so that it costs nothing, and completed in every way out.
/// </summary>
/// <param name="write">Writes a record.</param>
/// <param name="hasParent">Whether several lists are read at the same time.</param>
internal sealed class ProgressReporter(Action<ProgressRecord> write, bool hasParent)
{
    private const int ParentId = 1;

    private readonly Dictionary<ListOperation, Shown> _shown = [];
    private readonly Stopwatch _parentWatch = Stopwatch.StartNew();
    private bool _isParentShown;
    private int _listsRead;
    private long _accountsRead;
    private long _credits;

    private static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A list begins.</summary>
    public void Begin(ListOperation reading)
    {
        int id = hasParent ? ParentId + 1 : ParentId;
        while (_shown.Values.Any(shown => shown.Id == id)) { id++; }
        _shown.Add(reading, new Shown(id));
        ShowParent(isDue: !_isParentShown);
        Show(reading, _shown[reading]);
    }

    /// <summary>Something has changed, or time has passed.</summary>
    public void Update()
    {
        foreach (KeyValuePair<ListOperation, Shown> one in _shown)
        {
            if (one.Value.Watch.Elapsed >= Interval) { Show(one.Key, one.Value); }
        }
        ShowParent(_parentWatch.Elapsed >= Interval);
    }

    /// <summary>A list has ended, one way or the other.</summary>
    public void End(ListOperation reading)
    {
        if (!_shown.TryGetValue(reading, out Shown? shown)) { return; }
        _shown.Remove(reading);
        _listsRead++;
        _accountsRead += reading.Walk.AccountsRead;
        _credits += reading.Walk.CreditsCharged;
        Complete(shown.Id, Title(reading));
    }

    /// <summary>The command has ended.</summary>
    public void EndAll()
    {
        foreach (ListOperation reading in _shown.Keys.ToList()) { End(reading); }
        if (_isParentShown) { Complete(ParentId, ParentTitle); }
        _isParentShown = false;
    }

    private const string ParentTitle = "Following lists";

    // The name first: narrow windows cut the end.
    private static string Title(ListOperation reading) => $"@{reading.Walk.Handle} at {reading.Walk.Facts.Name}";

    private static string Status(ListOperation reading)
    {
        ListPager walk = reading.Walk;
        string status = "asking for the first page";
        if (reading.Pages > 0)
        {
            string of = reading.Goal is long goal ? $" of {(reading.IsGoalExact ? "" : "~")}{goal:N0}" : "";
            string left = walk.CreditsRemaining is long remaining ? $" ({remaining:N0} left)" : "";
            status = $"{walk.AccountsRead:N0}{of} accounts, {Credits(walk.CreditsCharged)}{left}, page {reading.Pages:N0}";
        }
        // The minimal view has no place for CurrentOperation, and why nothing moves is what one wants to know.
        return walk.Waiting is string why ? $"{why}; {status}" : status;
    }

    private void Show(ListOperation reading, Shown shown)
    {
        shown.Watch.Restart();
        ProgressRecord record = new(shown.Id, Title(reading), Status(reading));
        if (hasParent) { record.ParentActivityId = ParentId; }
        if (reading.Goal > 0) { record.PercentComplete = (int)Math.Min(100, 100L * reading.Walk.AccountsRead / reading.Goal.Value); }
        if (reading.SecondsLeft is int seconds) { record.SecondsRemaining = seconds; }
        write(record);
    }

    private void ShowParent(bool isDue)
    {
        if (!hasParent || !isDue) { return; }
        _isParentShown = true;
        _parentWatch.Restart();
        long accounts = _accountsRead + _shown.Keys.Sum(reading => (long)reading.Walk.AccountsRead);
        long credits = _credits + _shown.Keys.Sum(reading => reading.Walk.CreditsCharged);
        write(new ProgressRecord(ParentId, ParentTitle, $"{accounts:N0} {(accounts == 1 ? "account" : "accounts")}, {Credits(credits)}; {_listsRead:N0} {(_listsRead == 1 ? "list" : "lists")} read, {_shown.Count:N0} under way"));
    }

    private void Complete(int id, string title)
    {
        try { write(new ProgressRecord(id, title, "Done") { RecordType = ProgressRecordType.Completed }); }
        catch (PipelineStoppedException) { } // stopped: the host takes the bar away itself
    }

    private static string Credits(long credits) => credits == 1 ? "1 credit" : $"{credits:N0} credits";

    private sealed record Shown(int Id)
    {
        public Stopwatch Watch { get; } = Stopwatch.StartNew();
    }
}
