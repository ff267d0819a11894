using System.Collections;
using System.Globalization;
using System.Management.Automation;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Reports;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>
/// Converts objects to accounts, pages and changes: live objects, objects from jobs and Import-Clixml, rows of
/// Import-Csv, JSON objects and hashtables. <see cref="Complete"/> sets the dates that depend on a culture.
/// </summary>
/// <param name="source">The name of the input in messages.</param>
/// <param name="cancellation">Stops long loops.</param>
internal sealed class AccountConverter(string source, CancellationToken cancellation = default)
{
    /// <summary>Specifies the maximum depth of nested lists. A list that contains itself has no last level.</summary>
    private const int MaximumDepth = 64;

    private const string Previous = "Previous";
    private const string Deserialized = "Deserialized.";

    private static readonly string[] s_names =
        [nameof(FollowedAccount.Handle), nameof(FollowedAccount.Id), nameof(FollowedAccount.SecUid)];

    // An object of unknown type must have one of these, too. A handle alone could belong to any object.
    private static readonly string[] s_profileNames =
    [
        nameof(FollowedAccount.FollowedBy),
        nameof(FollowedAccount.FollowerCount),
        nameof(FollowedAccount.DisplayName),
        nameof(FollowedAccount.ProfileUrl),
        nameof(FollowedAccount.Bio),
        nameof(FollowedAccount.IsVerified),
    ];

    private static readonly string[] s_separators = [", ", ","];

    private readonly RecordReader _records = new(source, CultureInfo.CurrentCulture, TimeProvider.System);

    /// <summary>
    /// Returns the reason for which an object with properties is not an account; null for other objects.
    /// </summary>
    /// <param name="item">The object that was rejected.</param>
    /// <param name="needsProfile">True if an identity alone is not enough.</param>
    public static string? DescribeMissing(object item, bool needsProfile)
    {
        if (item.Unwrap() is not (PSObject or IDictionary))
        {
            return null;
        }

        if (!item.HasProperty(s_names))
        {
            string names = item.DescribeProperties();
            return $"It has no {JoinAlternatives(s_names)}. Its properties: {(names.Length > 0 ? names : "none")}.";
        }

        if (HasValue(item, nameof(FollowingChange.Change)))
        {
            return "It is a change and not an account.";
        }

        if (HasValue(item, nameof(FollowingPage.HasMore)))
        {
            return "It is a page without its accounts.";
        }

        return needsProfile && !item.HasProperty(s_profileNames)
            ? $"An account needs at least one of these properties, too: {string.Join(", ", s_profileNames)}."
            : $"It has no value in {JoinAlternatives([.. s_names.Where(name => item.HasProperty(name))])}.";
    }

    /// <summary>Indicates whether times depend on rows that are not read yet.</summary>
    public bool IsPending => _records.IsPending;

    /// <summary>Returns the items of nested lists, one by one.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidInput"/>: a list contains itself, or the lists are nested too deeply.
    /// </exception>
    public IEnumerable<object> Flatten(object? item) => Flatten(new[] { item }, []);

    private IEnumerable<object> Flatten(IEnumerable list, IEnumerable[] outer)
    {
        foreach (object? item in list)
        {
            cancellation.ThrowIfCancellationRequested();
            if (ListIn(item) is not IEnumerable inner)
            {
                if (item is not null)
                {
                    yield return item;
                }
                continue;
            }
            if (outer.Length >= MaximumDepth || outer.Any(level => ReferenceEquals(level, inner)))
            {
                throw CreateNestingError();
            }
            foreach (object nested in Flatten(inner, [.. outer, inner]))
            {
                yield return nested;
            }
        }
    }

    /// <summary>Indicates whether an object is a page, live or from a file or a job.</summary>
    public static bool IsPage(object item) =>
        item.Unwrap() is FollowingPage
        || (item.GetValue(nameof(FollowingPage.Accounts)) is not null
            && item.GetValue(nameof(FollowingPage.HasMore)) is not null);

    /// <summary>Reads a page.</summary>
    /// <returns>The page; null if an item in it is not an account.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public FollowingPage? ReadPage(object item)
    {
        if (item.Unwrap() is FollowingPage live)
        {
            foreach (FollowedAccount account in live.Accounts)
            {
                _records.Skip();
            }
            return live;
        }
        // In a row of a CSV, the list is replaced by the name of its type.
        if (ListIn(item.GetValue(nameof(FollowingPage.Accounts))) is not IEnumerable list)
        {
            return null;
        }
        List<FollowedAccount> accounts = [];
        foreach (object account in Flatten(list))
        {
            if (ReferenceEquals(account.Unwrap(), item.Unwrap()))
            {
                throw CreateNestingError();
            }
            if (ReadAccount(account, needsProfile: false) is not FollowedAccount read)
            {
                return null;
            }
            accounts.Add(read);
        }
        return CreatePage(item, accounts);
    }

    /// <summary>Creates a page with the properties of an object.</summary>
    public static FollowingPage CreatePage(object item, IReadOnlyList<FollowedAccount> accounts) => new()
    {
        Handle = item.GetText(nameof(FollowingPage.Handle)) ?? "",
        Provider = item.GetText(nameof(FollowingPage.Provider)) ?? "",
        HasMore = PlainValue.Flag(item.GetValue(nameof(FollowingPage.HasMore))) ?? false,
        NextCursor = item.GetText(nameof(FollowingPage.NextCursor)),
        Total = PlainValue.Number(item.GetValue(nameof(FollowingPage.Total))),
        Accounts = accounts,
    };

    /// <summary>Reads an account.</summary>
    /// <param name="item">The object.</param>
    /// <param name="needsProfile">True if an identity alone does not make an object of unknown type an account.</param>
    /// <returns>The account; null if the object is not an account.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public FollowedAccount? ReadAccount(object item, bool needsProfile)
    {
        if (item.Unwrap() is FollowedAccount live)
        {
            _records.Skip();
            return live;
        }
        bool isRecord = needsProfile ? item.HasProperty(s_names) && item.HasProperty(s_profileNames) : IsRecord(item);
        return isRecord
            && !HasValue(item, nameof(FollowingChange.Change))
            && !HasValue(item, nameof(FollowingPage.HasMore))
            ? _records.Read(item.GetValue)
            : null;
    }

    /// <summary>
    /// Indicates whether an object is a shared account, live or from a file or a job. It belongs to several lists.
    /// </summary>
    public static bool IsShared(object item) =>
        item.Unwrap() is SharedAccount || HasValue(item, nameof(SharedAccount.FollowedByCount));

    /// <summary>Reads a shared account as one account of each list that contains it.</summary>
    /// <returns>The accounts; empty if the object does not name the lists or the account.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public IReadOnlyList<FollowedAccount> ReadShared(object item)
    {
        string users = item.GetText(nameof(SharedAccount.FollowedBy)) ?? "";
        return
        [
            .. users.Split(s_separators, StringSplitOptions.RemoveEmptyEntries)
                .Select((user, index) => _records.Read(
                    name => name == nameof(FollowedAccount.FollowedBy) ? user : item.GetValue(name),
                    isSameRow: index > 0))
                .OfType<FollowedAccount>(),
        ];
    }

    /// <summary>Reads a change.</summary>
    /// <returns>The change; null if the object is not a change.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public ReportChange? ReadChange(object item)
    {
        if (!item.HasProperty(s_names)
            || item.GetText(nameof(FollowingChange.Change)) is not string kind
            || _records.Read(item.GetValue) is not FollowedAccount account)
        {
            return null;
        }

        // Without ChangedProperties, all properties with a previous value count as changed.
        IEnumerable<string> changed =
            item.GetText(nameof(FollowingChange.ChangedProperties))
                ?.Split([", "], StringSplitOptions.RemoveEmptyEntries)
            ?? item.GetPropertyNames()
                .Where(name => name.StartsWith(Previous, StringComparison.Ordinal) && item.GetText(name) is not null)
                .Select(name => name.Substring(Previous.Length));
        return new ReportChange(
            kind,
            account,
            [.. changed.Select(name => new ReportEdit(name, item.GetText(Previous + name), item.GetText(name)))],
            item.GetText(nameof(FollowingChange.Confirmed)) is not null);
    }

    /// <summary>Sets the dates that depend on all rows, and checks the ids.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public void Complete() => _records.Complete(cancellation);

    /// <summary>
    /// Indicates whether an object consists of properties, as rows, JSON objects and deserialized objects do.
    /// </summary>
    private static bool IsRecord(object item) => item switch
    {
        IDictionary or PSObject { BaseObject: IDictionary } => true,
        // Other types have an Id and a Handle, too, such as processes. The type name is
        // Deserialized.TikTokFollowing.FollowedAccount or Deserialized.Selected.TikTokFollowing.FollowedAccount.
        PSObject { BaseObject: PSCustomObject } record => record.TypeNames
            .FirstOrDefault(name => name.StartsWith(Deserialized, StringComparison.Ordinal))
            ?.Replace(Deserialized, "")
            .Replace("Selected.", "")
            is null
            or "TikTokFollowing.FollowedAccount"
            or "TikTokFollowing.FollowingChange"
            or "System.Management.Automation.PSCustomObject",
        _ => false,
    };

    private static string JoinAlternatives(string[] names) => names.Length < 2
        ? string.Concat(names)
        : $"{string.Join(", ", names.Take(names.Length - 1))} or {names[names.Length - 1]}";

    private static bool HasValue(object item, string name) => item.HasProperty(name) && item.GetText(name) is not null;

    private static IEnumerable? ListIn(object? item) =>
        item.Unwrap() is IEnumerable list and not (string or IDictionary) ? list : null;

    private FollowingException CreateNestingError() => new(
        FollowingErrorKind.InvalidInput,
        null,
        $"An object of {source} contains itself, or its lists are nested more than "
        + $"{MaximumDepth} levels deep. Use a simple list of accounts.");
}
