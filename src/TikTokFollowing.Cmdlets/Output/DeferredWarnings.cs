using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>
/// Collects warnings about lists that did not fail, until the command ends. One warning describes all lists with the
/// same result, because a schedule with 500 handles has no use for 500 warnings.
/// </summary>
internal sealed class DeferredWarnings
{
    private const int ShownNames = 3;

    private readonly Group _saved = new();
    private readonly Group _skipped = new();
    private readonly Group _empty = new();
    private readonly Group _pastEnd = new();
    private CompletedJournal? _oldest;

    /// <summary>Adds a list that was read from its journal.</summary>
    public void AddSaved(ListOperation operation, CompletedJournal journal)
    {
        if (_oldest?.ReadAt is null || journal.ReadAt < _oldest.ReadAt)
        {
            _oldest = journal;
        }
        _saved.Add(
            operation,
            $"Using the journal of @{operation.Pager.Handle}{DescribeTime(" from", journal)}; "
            + $"{operation.Pager.Facts.Name} was not contacted. To fetch the list again: -MaxAge 0",
            lists => $"Using the journals of {lists.Count:N0} lists in {Path.GetDirectoryName(journal.Path)}"
                + $"{DescribeTime(", the oldest from", _oldest)}; no request was sent for them. "
                + "To fetch these lists again: -MaxAge 0");
    }

    /// <summary>Adds a list that has no more accounts than -Skip omits.</summary>
    public void AddSkipped(ListOperation operation, ulong skip, long? total)
    {
        // If the first page states the total, the other pages are not fetched.
        int read = operation.Pager.AccountsRead;
        string count = total > read ? $"about {Quantity.Of(total.Value, "account")}" : Quantity.Of(read, "account");
        _skipped.Add(
            operation,
            $"-Skip {skip:N0} skips the whole list of @{operation.Pager.Handle} ({count}).{DescribeCost(operation)}",
            lists => $"-Skip {skip:N0} skips {lists.Count:N0} whole lists: {lists}");
    }

    /// <summary>Adds a list that ends before its start point.</summary>
    public void AddStartedAfterEnd(ListOperation operation, StartPoint start) => _pastEnd.Add(
        operation,
        $"The list of @{operation.Pager.Handle} has no accounts from {start} onwards.{DescribeCost(operation)}",
        static lists => $"{lists.Count:N0} lists have no accounts from their start points onwards: {lists}");

    /// <summary>Adds a list without accounts.</summary>
    public void AddEmpty(ListOperation operation) => _empty.Add(
        operation, operation.Pager.DescribeEmptyList(), static lists => $"{lists.Count:N0} lists are empty: {lists}");

    /// <summary>Writes each warning once.</summary>
    public void Write(Action<string> warn)
    {
        foreach (Group group in (Group[])[_saved, _skipped, _empty, _pastEnd])
        {
            if (group.Description is string description)
            {
                warn(description);
            }
        }
    }

    /// <summary>Returns the first handles and the number of the others.</summary>
    public static string Join(IReadOnlyCollection<string?> handles) =>
        string.Join(", ", handles.Take(ShownNames).Select(handle => TextSanitizer.Sanitize(handle ?? "")))
        + (handles.Count > ShownNames ? $" and {handles.Count - ShownNames:N0} more" : "");

    private static string DescribeTime(string prefix, CompletedJournal journal) =>
        journal is { ReadAt: DateTime readAt, Age: TimeSpan age }
            ? $"{prefix} {LocalTime.Format(readAt, "g")} ({Quantity.OfAge(age)})"
            : "";

    private static string DescribeCost(ListOperation operation) => DescribeCost("It", operation.Pager.CreditsCharged);

    private static string DescribeCost(string subject, long credits) =>
        credits == 0 ? "" : $" {subject} cost {Quantity.Of(credits, "credit")}.";

    /// <summary>Collects the lists with the same result.</summary>
    private sealed class Group
    {
        private readonly List<string> _handles = [];
        private string? _first;
        private Func<Group, string>? _describeAll;
        private long _credits;

        public int Count => _handles.Count;

        /// <summary>Gets the warning; null without a list.</summary>
        public string? Description => Count > 1 ? _describeAll!(this) : _first;

        public void Add(ListOperation operation, string warning, Func<Group, string> describeAll)
        {
            _first ??= warning;
            _describeAll ??= describeAll;
            _handles.Add("@" + operation.Pager.Handle);
            _credits += operation.Pager.CreditsCharged;
        }

        /// <summary>Returns the names and the cost of the lists.</summary>
        public override string ToString() => $"{Join(_handles)}.{DescribeCost("They", _credits)}";
    }
}
