using System.Globalization;
using System.Reflection;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Conversion;

/// <summary>
/// Converts the records of one input to accounts: rows of a CSV, JSON objects, objects of a job. No other type fills an
/// account from named values, so all cmdlets read a record in the same way.
/// </summary>
/// <param name="source">The name of the input for messages.</param>
/// <param name="culture">The culture of this machine.</param>
/// <param name="time">The current time.</param>
internal sealed class RecordReader(string source, CultureInfo culture, TimeProvider time)
{
    private static readonly PropertyInfo[] s_columns =
    [
        .. typeof(FollowedAccount).GetProperties().Where(static property =>
            property.PropertyType == typeof(string)
            || property.PropertyType == typeof(bool?)
            || property.PropertyType == typeof(long?)),
    ];

    private readonly TimeColumns _times = new(culture, time.GetLocalNow().DateTime, source);
    private readonly IdRounding _ids = new();

    /// <summary>Gets the number of records that were read.</summary>
    public int Count { get; private set; }

    /// <summary>Indicates whether times depend on records that are not read yet.</summary>
    public bool IsPending => _times.IsPending;

    /// <summary>Reads a record. Its times may be missing until <see cref="Complete"/> is called.</summary>
    /// <param name="property">Returns the value of a property; null if the record has none.</param>
    /// <param name="isSameRow">True if the record is in the same row as the one before.</param>
    /// <returns>The account; null if the record has no id, no sec_uid and no handle.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public FollowedAccount? Read(Func<string, object?> property, bool isSameRow = false)
    {
        if (!isSameRow)
        {
            Count++;
        }
        FollowedAccount account = new();
        foreach (PropertyInfo column in s_columns)
        {
            object? value = property(column.Name);
            object? plain = column.PropertyType == typeof(string) ? PlainValue.Text(value)
                : column.PropertyType == typeof(bool?) ? PlainValue.Flag(value)
                : PlainValue.Number(value);
            if (plain is not null)
            {
                column.SetValue(account, plain);
            }
        }
        if (PlainValue.Number(property(nameof(FollowedAccount.Position))) is long position and > 0 and <= int.MaxValue)
        {
            account.Position = (int)position;
        }
        if (PlainValue.IsFloat(property(nameof(FollowedAccount.Id))))
        {
            string name = TextSanitizer.Sanitize(account.Handle ?? account.SecUid ?? "");
            throw Rounded(account.Id!, $" of '{name}' in the column Id, row {Row},");
        }
        if (account.Id is null && account.SecUid is null && account.Handle is null)
        {
            return null;
        }
        _ids.Add(account.Id, Count);
        if (!SetTime(account, TimeColumn.FollowedAfter, nameof(FollowedAccount.FollowedAfter), property))
        {
            SetTime(account, TimeColumn.FollowedAfter, nameof(FollowingChange.ChangedAfter), property);
        }
        if (!SetTime(account, TimeColumn.FollowedBefore, nameof(FollowedAccount.FollowedBefore), property))
        {
            SetTime(account, TimeColumn.FollowedBefore, nameof(FollowingChange.ChangedBefore), property);
        }
        if (!SetTime(account, TimeColumn.RetrievedAt, nameof(FollowedAccount.RetrievedAt), property))
        {
            SetTime(account, TimeColumn.RetrievedAt, nameof(FollowingChange.DetectedAt), property);
        }
        SetTime(account, TimeColumn.CreatedAt, nameof(FollowedAccount.CreatedAt), property);
        return account;
    }

    /// <summary>Counts an account that is not read from a record, such as a live object.</summary>
    public void Skip() => Count++;

    /// <summary>Sets the times that depend on all records, and checks the ids.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidInput"/>: a date is ambiguous, or ids were rounded.
    /// </exception>
    public void Complete(CancellationToken cancellation)
    {
        if (_ids.Example is string id)
        {
            throw Rounded(id, $" in the column Id, row {_ids.ExampleRow.ToString(CultureInfo.InvariantCulture)},");
        }
        _times.Complete(cancellation);
    }

    private string Row => Count.ToString(CultureInfo.InvariantCulture);

    private bool SetTime(FollowedAccount account, TimeColumn column, string name, Func<string, object?> property)
    {
        object? value = property(name);
        switch (value)
        {
            case DateTime known:
                TimeColumns.Set(account, column, known);
                return true;
            case DateTimeOffset known:
                TimeColumns.Set(account, column, known.UtcDateTime);
                return true;
        }
        if (PlainValue.Text(value) is not string text || string.IsNullOrWhiteSpace(text))
        {
            return false;
        }
        _times.Set(account, column, name, text, Count);
        return true;
    }

    private FollowingException Rounded(string id, string where) => new(
        FollowingErrorKind.InvalidInput,
        null,
        $"The id '{TextSanitizer.Sanitize(id)}'{where} of {source} has lost digits, as in a spreadsheet. "
        + "Use the original file, and import ids as text.");
}
