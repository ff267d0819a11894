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
    private readonly Group _behind = new();
    private readonly Group _empty = new();
    private string? _folder;
    private CompletedJournal? _oldest;

    /// <summary>Adds a list that was read from its journal.</summary>
    public void AddSaved(ListOperation operation, CompletedJournal journal)
    {
        string time = DescribeTime(journal);
        _saved.Add(
            operation,
            $"Using the journal of @{operation.Pager.Handle}{(time.Length > 0 ? " from " : "")}{time}; "
            + $"{operation.Pager.Facts.Name} was not contacted. To fetch the list again: -MaxAge 0");
        _folder ??= Path.GetDirectoryName(journal.Path);
        if (_oldest?.ReadAt is null || journal.ReadAt < _oldest.ReadAt)
        {
            _oldest = journal;
        }
    }

    /// <summary>Adds a list that has no more accounts than -Skip omits.</summary>
    public void AddSkipped(ListOperation operation, ulong skip, long? total)
    {
        // If the first page states the total, the other pages are not fetched.
        int read = operation.Pager.AccountsRead;
        string count = total > read ? $"about {Quantity.Of(total.Value, "account")}" : Quantity.Of(read, "account");
        _skipped.Add(
            operation,
            $"-Skip {skip:N0} skips the whole list of @{operation.Pager.Handle} ({count})."
            + DescribeCost(operation.Pager.CreditsCharged, "It"));
    }

    /// <summary>Adds a list that ends before its start point.</summary>
    public void AddStartedAfterEnd(ListOperation operation, StartPoint start) => _behind.Add(
        operation,
        $"The list of @{operation.Pager.Handle} has no accounts from {start} onwards."
        + DescribeCost(operation.Pager.CreditsCharged, "It"));

    /// <summary>Adds a list without accounts.</summary>
    public void AddEmpty(ListOperation operation) => _empty.Add(operation, operation.Pager.DescribeEmptyList());

    /// <summary>Writes each warning once.</summary>
    /// <param name="warn">Writes a warning.</param>
    /// <param name="skip">The value of -Skip.</param>
    public void Write(Action<string> warn, ulong skip)
    {
        string oldest = _oldest?.ReadAt is null ? "" : $", the oldest from {DescribeTime(_oldest)}";
        _saved.Write(warn, group =>
            $"Using the journals of {group.Count:N0} lists in {_folder}{oldest}; no request was sent for them. "
            + "To fetch these lists again: -MaxAge 0");
        _skipped.Write(warn, group =>
            $"-Skip {skip:N0} skips {group.Count:N0} whole lists: {group.Names}.{DescribeCost(group.Credits, "They")}");
        _empty.Write(warn, group =>
            $"{group.Count:N0} lists are empty: {group.Names}.{DescribeCost(group.Credits, "They")}");
        _behind.Write(warn, group =>
            $"{group.Count:N0} lists have no accounts from their start points onwards: {group.Names}."
            + DescribeCost(group.Credits, "They"));
    }

    /// <summary>Returns the first handles and the number of the others.</summary>
    public static string Join(IReadOnlyCollection<string?> handles) =>
        string.Join(", ", handles.Take(ShownNames).Select(handle => TextSanitizer.Sanitize(handle ?? "")))
        + DescribeMore(handles.Count);

    private static string DescribeTime(CompletedJournal journal) =>
        journal is { ReadAt: DateTime readAt, Age: TimeSpan age }
            ? $"{LocalTime.Format(readAt, "g")} ({Quantity.OfAge(age)})"
            : "";

    private static string DescribeMore(int count) => count > ShownNames ? $" and {count - ShownNames:N0} more" : "";

    private static string DescribeCost(long credits, string subject) =>
        credits == 0 ? "" : $" {subject} cost {Quantity.Of(credits, "credit")}.";

    /// <summary>Keeps the first warning, the first names and the sums of the lists with one result.</summary>
    private sealed class Group
    {
        private readonly List<string> _names = [];
        private string _first = "";

        public int Count { get; private set; }

        public long Credits { get; private set; }

        public string Names => string.Join(", ", _names) + DescribeMore(Count);

        public void Add(ListOperation operation, string warning)
        {
            if (++Count == 1)
            {
                _first = warning;
            }
            if (Count <= ShownNames)
            {
                _names.Add("@" + operation.Pager.Handle);
            }
            Credits += operation.Pager.CreditsCharged;
        }

        public void Write(Action<string> warn, Func<Group, string> describeAll)
        {
            if (Count > 0)
            {
                warn(Count == 1 ? _first : describeAll(this));
            }
            Count = 0;
        }
    }
}
