using System.Diagnostics;
using System.Management.Automation;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>
/// Shows the progress of a command: one record for each list, below one for all lists if they run concurrently. Records
/// are written a few times per second at most, and completed however the command ends.
/// </summary>
/// <param name="write">Writes a record.</param>
/// <param name="hasParent">True if several lists run concurrently.</param>
internal sealed class ProgressReporter(Action<ProgressRecord> write, bool hasParent)
{
    private const int ParentId = 1;
    private const int Unknown = -1; // not shown
    private const int IntervalMilliseconds = 200;
    private const string ParentTitle = "Following lists";

    private readonly Dictionary<ListOperation, Activity> _activities = [];
    private readonly Stopwatch _parentWatch = Stopwatch.StartNew();
    private bool _isParentShown;
    private int _listsRead;
    private long _accountsRead;
    private long _credits;

    /// <summary>Shows a list.</summary>
    public void AddList(ListOperation operation)
    {
        int id = hasParent ? ParentId + 1 : ParentId;
        while (_activities.Values.Any(activity => activity.Id == id))
        {
            id++;
        }
        _activities.Add(operation, new Activity(id));
        ShowParent(isDue: !_isParentShown);
        Show(operation, _activities[operation]);
    }

    /// <summary>Shows the current state, if enough time has passed since the last record.</summary>
    public void Update()
    {
        foreach (ListOperation operation in _activities.Keys)
        {
            if (_activities[operation].Watch.ElapsedMilliseconds >= IntervalMilliseconds)
            {
                Show(operation, _activities[operation]);
            }
        }
        ShowParent(_parentWatch.ElapsedMilliseconds >= IntervalMilliseconds);
    }

    /// <summary>Completes the record of a list.</summary>
    public void RemoveList(ListOperation operation)
    {
        if (!_activities.TryGetValue(operation, out Activity? activity))
        {
            return;
        }
        _activities.Remove(operation);
        _listsRead++;
        _accountsRead += operation.Pager.AccountsRead;
        _credits += operation.Pager.CreditsCharged;
        Complete(activity.Id, GetTitle(operation));
    }

    /// <summary>Completes all records.</summary>
    public void CompleteAll()
    {
        foreach (ListOperation operation in _activities.Keys.ToList())
        {
            RemoveList(operation);
        }
        if (_isParentShown)
        {
            Complete(ParentId, ParentTitle);
        }
        _isParentShown = false;
    }

    // The handle is first, because narrow windows cut off the end.
    private static string GetTitle(ListOperation operation) =>
        $"@{operation.Pager.Handle} at {operation.Pager.Facts.Name}";

    private static string GetStatus(ListOperation operation)
    {
        ListPager pager = operation.Pager;
        string status = "requesting the first page";
        if (operation.Pages > 0)
        {
            string goal = operation.Goal is long count ? $" of {(operation.IsGoalExact ? "" : "~")}{count:N0}" : "";
            string left = pager.CreditsRemaining is long remaining ? $" ({remaining:N0} left)" : "";
            string credits = Quantity.Of(pager.CreditsCharged, "credit");
            status = $"{pager.AccountsRead:N0}{goal} accounts, {credits}{left}, page {operation.Pages:N0}";
        }
        // The minimal view does not show CurrentOperation, so the reason for a delay is part of the status.
        return pager.Waiting is string reason ? $"{reason}; {status}" : status;
    }

    private void Show(ListOperation operation, Activity activity)
    {
        activity.Watch.Restart();
        write(new ProgressRecord(activity.Id, GetTitle(operation), GetStatus(operation))
        {
            ParentActivityId = hasParent ? ParentId : Unknown,
            PercentComplete = operation.Goal > 0
                ? (int)Math.Min(100, 100L * operation.Pager.AccountsRead / operation.Goal.Value)
                : Unknown,
            SecondsRemaining = operation.SecondsLeft ?? Unknown,
        });
    }

    private void ShowParent(bool isDue)
    {
        if (!hasParent || !isDue)
        {
            return;
        }
        _isParentShown = true;
        _parentWatch.Restart();
        long accounts = _accountsRead + _activities.Keys.Sum(operation => (long)operation.Pager.AccountsRead);
        long credits = _credits + _activities.Keys.Sum(operation => operation.Pager.CreditsCharged);
        string status = $"{Quantity.Of(accounts, "account")}, {Quantity.Of(credits, "credit")}; "
            + $"{Quantity.Of(_listsRead, "list")} read, {_activities.Count:N0} in progress";
        write(new ProgressRecord(ParentId, ParentTitle, status));
    }

    private void Complete(int id, string title)
    {
        try
        {
            write(new ProgressRecord(id, title, "Done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // The host removes the progress of a stopped command.
        }
    }

    private sealed class Activity(int id)
    {
        public int Id => id;

        public Stopwatch Watch { get; } = Stopwatch.StartNew();
    }
}
