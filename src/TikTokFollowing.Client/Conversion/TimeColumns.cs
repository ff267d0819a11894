using System.Globalization;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Conversion;

/// <summary>Specifies a time of an account.</summary>
internal enum TimeColumn
{
    FollowedAfter,
    FollowedBefore,
    RetrievedAt,
    CreatedAt,
}

/// <summary>
/// Reads the times of one input that are text in the format of a culture. A date can mean two days (05/11/2026), so all
/// rows decide together. Input that remains ambiguous is rejected.
/// </summary>
/// <param name="culture">The culture of this machine. Its own format has priority.</param>
/// <param name="now">The current time. No account was retrieved after it.</param>
/// <param name="source">The name of the input for messages.</param>
internal sealed class TimeColumns(CultureInfo culture, DateTime now, string source)
{
    // Clocks differ, and a provider's times are not this machine's.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromDays(2);

    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, Reading> _readings = new(StringComparer.Ordinal);
    private readonly Dictionary<object, Shape> _shapes = [];

    /// <summary>Indicates whether times depend on rows that are not read yet.</summary>
    public bool IsPending => _entries.Count > 0;

    /// <summary>Sets a time of an account, immediately if its text has one meaning only.</summary>
    /// <param name="account">The account.</param>
    /// <param name="column">The column.</param>
    /// <param name="name">The name of the column in the input.</param>
    /// <param name="text">The text.</param>
    /// <param name="row">The row, from 1.</param>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidInput"/>: the text is not a time.
    /// </exception>
    public void Set(FollowedAccount account, TimeColumn column, string name, string text, int row)
    {
        if (!_readings.TryGetValue(text, out Reading? reading))
        {
            reading = Read(text, name, row);
            _readings.Add(text, reading);
        }
        if (reading.Shape is null)
        {
            SetTime(account, column, reading.Time);
            return;
        }
        _entries.Add(new Entry(account, column, name, row, reading));
    }

    /// <summary>Sets a time that is not text.</summary>
    public static void Set(FollowedAccount account, TimeColumn column, DateTime time) =>
        SetTime(account, column, TimeText.ToLocal(time));

    /// <summary>Sets the times that depend on all rows.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidInput"/>: a date is ambiguous.
    /// </exception>
    public void Complete(CancellationToken cancellation)
    {
        foreach (Shape shape in _shapes.Values)
        {
            shape.Choice = Choose(shape, cancellation);
        }
        foreach (Entry entry in _entries)
        {
            cancellation.ThrowIfCancellationRequested();
            DateTime time = entry.Reading.In(entry.Reading.Shape!.Choice)!.Value;
            SetTime(entry.Account, entry.Column, TimeText.ToLocal(time));
        }
        _entries.Clear();
    }

    private static void SetTime(FollowedAccount account, TimeColumn column, DateTime? time)
    {
        switch (column)
        {
            case TimeColumn.FollowedAfter:
                account.FollowedAfter = time;
                break;
            case TimeColumn.FollowedBefore:
                account.FollowedBefore = time;
                break;
            case TimeColumn.CreatedAt:
                account.CreatedAt = time;
                break;
            default:
                account.RetrievedAt = time ?? default;
                break;
        }
    }

    private static DateTime? TimeOf(FollowedAccount account, TimeColumn column) => column switch
    {
        TimeColumn.FollowedAfter => account.FollowedAfter,
        TimeColumn.FollowedBefore => account.FollowedBefore,
        TimeColumn.CreatedAt => account.CreatedAt,
        _ => account.RetrievedAt == default ? null : account.RetrievedAt,
    };

    private Reading Read(string text, string name, int row)
    {
        string plain = TimeText.Normalize(text);
        if (TimeText.TryReadFixed(plain, out DateTime? time))
        {
            return new Reading(text, time);
        }
        DateTime? exact = TimeText.ReadExact(plain, culture);
        if (TimeText.Split(plain) is not TimeText parts)
        {
            // A year of two digits, or the name of a month.
            time = exact ?? TimeText.ReadNamedMonth(plain, culture) ?? throw Invalid(
                $"The text '{TextSanitizer.Sanitize(text)}' in column {name}, row {Number(row)} of {source} "
                + "is not a recognized date.");
            return new Reading(text, TimeText.ToLocal(time.Value));
        }
        if (!_shapes.TryGetValue(parts.Form, out Shape? shape))
        {
            shape = new Shape(parts.Orders);
            _shapes.Add(parts.Form, shape);
        }
        Reading reading = new(text, exact, parts, shape);
        shape.Readings.Add(reading);
        return reading;
    }

    private DateOrder Choose(Shape shape, CancellationToken cancellation)
    {
        List<DateOrder> ways =
            [.. shape.Ways.Where(way => shape.Readings.TrueForAll(reading => reading.In(way) is not null))];
        if (ways.Count == 0)
        {
            throw Unreadable(shape);
        }
        if (MeanTheSame(shape, ways))
        {
            return ways[0];
        }
        List<DateOrder> consistent = [.. ways.Where(way => IsConsistent(shape, way, cancellation))];
        List<DateOrder> preferred = consistent.Count > 0 ? consistent : ways;
        // The format of this machine has priority, unless the times of the rows contradict it.
        if (preferred[0] == DateOrder.Culture || (ways[0] != DateOrder.Culture && MeanTheSame(shape, preferred)))
        {
            return preferred[0];
        }
        throw Ambiguous(shape, ways);
    }

    private static bool MeanTheSame(Shape shape, List<DateOrder> ways) =>
        ways.TrueForAll(way => shape.Readings.TrueForAll(reading => reading.In(way) == reading.In(ways[0])));

    // A follow happens within its window and before its retrieval, and no time is in the future.
    private bool IsConsistent(Shape shape, DateOrder way, CancellationToken cancellation)
    {
        DateTime latest = now + s_tolerance;
        for (int i = 0; i < _entries.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            FollowedAccount account = _entries[i].Account;
            DateTime?[] times = [.. Enumerable.Range(0, 4).Select(column => TimeOf(account, (TimeColumn)column))];
            for (; i < _entries.Count && ReferenceEquals(_entries[i].Account, account); i++)
            {
                if (_entries[i].Reading.Shape == shape)
                {
                    times[(int)_entries[i].Column] = TimeText.ToLocal(_entries[i].Reading.In(way)!.Value);
                }
            }
            DateTime? read = times[(int)TimeColumn.RetrievedAt] + s_tolerance;
            DateTime? after = times[(int)TimeColumn.FollowedAfter];
            DateTime? before = times[(int)TimeColumn.FollowedBefore];
            DateTime? created = times[(int)TimeColumn.CreatedAt];
            bool isOrdered = !(after > before || after > read || before > read || created > read);
            if (!isOrdered || times.Any(time => time > latest))
            {
                return false;
            }
        }
        return true;
    }

    private FollowingException Ambiguous(Shape shape, List<DateOrder> ways)
    {
        Entry entry = _entries.First(entry => entry.Reading.Shape == shape && Days(entry).Length > 1);
        return Invalid(
            entry,
            $"can be {string.Join(" or ", Days(entry))}. "
            + "Read it under the culture that wrote it, or write dates as 2026-11-05T14:03:04.");

        string[] Days(Entry entry) =>
        [
            .. ways
                .Select(way => entry.Reading.In(way)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private FollowingException Unreadable(Shape shape)
    {
        Entry[] entries = [.. _entries.Where(entry => entry.Reading.Shape == shape)];
        int unreadable = Array.FindIndex(entries, entry => shape.Ways.All(way => entry.Reading.In(way) is null));
        if (unreadable >= 0)
        {
            return Invalid(entries[unreadable], "is not a recognized date.");
        }
        // Each date is readable, but not all in one order: the rows were written under several cultures.
        DateOrder first = shape.Ways.First(way => entries[0].Reading.In(way) is not null);
        return Invalid(
            entries.First(entry => entry.Reading.In(first) is null),
            "has another order of day and month than the rows before it. Read the files one by one.");
    }

    private FollowingException Invalid(Entry entry, string problem) =>
        Invalid(
            $"The date '{TextSanitizer.Sanitize(entry.Reading.Text)}' in column {entry.Name}, "
            + $"row {Number(entry.Row)} of {source} {problem}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static FollowingException Invalid(string message) => new(FollowingErrorKind.InvalidInput, null, message);

    private readonly record struct Entry(
        FollowedAccount Account, TimeColumn Column, string Name, int Row, Reading Reading);

    private sealed class Shape(IReadOnlyList<DateOrder> orders)
    {
        public IReadOnlyList<DateOrder> Ways { get; } = [DateOrder.Culture, .. orders];

        public List<Reading> Readings { get; } = [];

        public DateOrder Choice { get; set; }
    }

    private sealed record Reading(string Text, DateTime? Time, TimeText? Parts = null, Shape? Shape = null)
    {
        public DateTime? In(DateOrder order) => order == DateOrder.Culture ? Time : Parts!.Read(order);
    }
}
