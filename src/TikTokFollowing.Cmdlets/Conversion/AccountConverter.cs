using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Reports;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>
/// Converts what lists are kept in to accounts, pages and changes: live objects, objects of jobs and Import-Clixml, rows of
/// Import-Csv, JSON objects, hashtables. Dates that depend on a culture are set by <see cref="Complete"/>.
/// </summary>
/// <param name="source">The input, as messages name it.</param>
/// <param name="cancellation">Stops long loops.</param>
internal sealed class AccountConverter(string source, CancellationToken cancellation = default)
{
    /// <summary>Levels of lists in lists. A list that contains itself has no last level.</summary>
    private const int MaximumDepth = 64;

    private const string Previous = "Previous";
    private const string Deserialized = "Deserialized.";
    private const string Selected = "Selected.";

    private static readonly string[] s_names = [nameof(FollowedAccount.Handle), nameof(FollowedAccount.Id), nameof(FollowedAccount.SecUid)];

    // Of an object of no known type, one of these must be there beside a name: a handle alone could be anything.
    private static readonly string[] s_marks =
        [nameof(FollowedAccount.FollowedBy), nameof(FollowedAccount.FollowerCount), nameof(FollowedAccount.DisplayName), nameof(FollowedAccount.ProfileUrl), nameof(FollowedAccount.Bio), nameof(FollowedAccount.IsVerified)];

    private readonly RecordReader _records = new(source, CultureInfo.CurrentCulture, TimeProvider.System);

    /// <summary>Gets how many accounts were read.</summary>
    public int Count => _records.Count;

    /// <summary>Returns an object without the wrapping of PowerShell; objects that consist of properties only stay as they are.</summary>
    public static object? Unwrap(object? item) => item is PSObject { BaseObject: not PSCustomObject and object value } ? value : item;

    /// <summary>Returns the value of a property; null where there is none, or where it cannot be read.</summary>
    public static object? ValueOf(object item, string property)
    {
        try
        {
            return Unwrap(item switch
            {
                IDictionary table => table.Contains(property) ? table[property] : null,
                PSObject { BaseObject: IDictionary table } => table.Contains(property) ? table[property] : null,
                _ => PSObject.AsPSObject(item).Properties[property]?.Value,
            });
        }
        catch (Exception e) when (e is ExtendedTypeSystemException or PSInvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Returns the text of a property in the invariant culture; null where it is empty or no plain value.</summary>
    public static string? TextOf(object item, string property) => PlainValue.Text(ValueOf(item, property));

    /// <summary>Returns the items of lists in lists, one by one.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/>: a list contains itself, or there are too many levels.</exception>
    public IEnumerable<object> Flatten(object? item)
    {
        if (ListIn(item) is not IEnumerable outer)
        {
            if (item is not null)
            {
                yield return item;
            }
            yield break;
        }
        Stack<(IEnumerable List, IEnumerator Items)> open = new();
        open.Push((outer, outer.GetEnumerator()));
        while (open.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!open.Peek().Items.MoveNext())
            {
                (open.Pop().Items as IDisposable)?.Dispose();
                continue;
            }
            object? inner = open.Peek().Items.Current;
            if (ListIn(inner) is not IEnumerable list)
            {
                if (inner is not null)
                {
                    yield return inner;
                }
                continue;
            }
            if (open.Count >= MaximumDepth || open.Any(level => ReferenceEquals(level.List, list)))
            {
                throw Endless();
            }
            open.Push((list, list.GetEnumerator()));
        }
    }

    /// <summary>Indicates whether an object is a page, live or from a file or a job.</summary>
    public static bool IsPage(object item) =>
        Unwrap(item) is FollowingPage || (ValueOf(item, nameof(FollowingPage.Accounts)) is not null && ValueOf(item, nameof(FollowingPage.HasMore)) is not null);

    /// <summary>Reads a page.</summary>
    /// <returns>The page; null where something in it is no account.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public FollowingPage? ReadPage(object item)
    {
        if (Unwrap(item) is FollowingPage live)
        {
            foreach (FollowedAccount account in live.Accounts)
            {
                _records.Skip();
            }
            return live;
        }
        // A row of a CSV has the name of a type in the place of its list.
        if (ListIn(ValueOf(item, nameof(FollowingPage.Accounts))) is not IEnumerable list)
        {
            return null;
        }
        List<FollowedAccount> accounts = [];
        foreach (object account in Flatten(list))
        {
            if (ReferenceEquals(Unwrap(account), Unwrap(item)))
            {
                throw Endless();
            }
            if (ReadAccount(account, isMarked: false) is not FollowedAccount read)
            {
                return null;
            }
            accounts.Add(read);
        }
        return new FollowingPage
        {
            Handle = TextOf(item, nameof(FollowingPage.Handle)) ?? "",
            Provider = TextOf(item, nameof(FollowingPage.Provider)) ?? "",
            HasMore = PlainValue.Flag(ValueOf(item, nameof(FollowingPage.HasMore))) ?? false,
            NextCursor = TextOf(item, nameof(FollowingPage.NextCursor)),
            Total = PlainValue.Number(ValueOf(item, nameof(FollowingPage.Total))),
            Accounts = accounts,
        };
    }

    /// <summary>Reads an account.</summary>
    /// <param name="item">The object.</param>
    /// <param name="isMarked">Whether an object of no known type needs more than a name.</param>
    /// <returns>The account; null where the object is none.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public FollowedAccount? ReadAccount(object item, bool isMarked)
    {
        if (Unwrap(item) is FollowedAccount live)
        {
            _records.Skip();
            return live;
        }
        bool isRecord = isMarked ? Has(item, s_names) && Has(item, s_marks) : IsRecord(item);
        if (!isRecord || HasValue(item, nameof(FollowingChange.Change)) || HasValue(item, nameof(FollowingPage.HasMore)))
        {
            return null;
        }
        return _records.Read(name => ValueOf(item, name));
    }

    /// <summary>Reads a change.</summary>
    /// <returns>The change; null where the object is none.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public ReportChange? ReadChange(object item)
    {
        // The property Change has its kind; the class of changes has no other name for it.
        if (!Has(item, s_names) || TextOf(item, nameof(FollowingChange.Change)) is not string kind || _records.Read(name => ValueOf(item, name)) is not FollowedAccount account)
        {
            return null;
        }
        // ChangedProperties names what changed; without it, all that has a value before.
        IEnumerable<string> named = TextOf(item, nameof(FollowingChange.ChangedProperties))?.Split([", "], StringSplitOptions.RemoveEmptyEntries)
            ?? NamesOf(item).Where(name => name.StartsWith(Previous, StringComparison.Ordinal) && TextOf(item, name) is not null).Select(name => name.Substring(Previous.Length));
        return new ReportChange(kind, account, [.. named.Select(name => new ReportEdit(name, TextOf(item, Previous + name), TextOf(item, name)))]);
    }

    /// <summary>Sets the dates that depend on all rows, and checks the ids.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public void Complete() => _records.Complete(cancellation);

    /// <summary>Indicates whether an object consists of properties, as rows, JSON objects and deserialized objects do.</summary>
    private static bool IsRecord(object item) => item switch
    {
        IDictionary or PSObject { BaseObject: IDictionary } => true,
        // Objects of other kinds have an Id and a Handle as well: processes, for one.
        PSObject { BaseObject: PSCustomObject } record => TypeOf(record) is null or "TikTokFollowing.FollowedAccount" or "TikTokFollowing.FollowingChange" or "System.Management.Automation.PSCustomObject",
        _ => false,
    };

    // Deserialized.TikTokFollowing.FollowedAccount, or Deserialized.Selected.TikTokFollowing.FollowedAccount.
    private static string? TypeOf(PSObject item)
    {
        string? type = item.TypeNames.FirstOrDefault(name => name.StartsWith(Deserialized, StringComparison.Ordinal))?.Substring(Deserialized.Length);
        return type?.StartsWith(Selected, StringComparison.Ordinal) == true ? type.Substring(Selected.Length) : type;
    }

    private static bool Has(object item, string[] names) => names.Any(name => item switch
    {
        IDictionary table => table.Contains(name),
        _ => PSObject.AsPSObject(item).Properties[name] is not null,
    });

    private static bool HasValue(object item, string name) => Has(item, [name]) && TextOf(item, name) is not null;

    private static IEnumerable<string> NamesOf(object item) => item switch
    {
        IDictionary table => table.Keys.Cast<object>().OfType<string>(),
        _ => PSObject.AsPSObject(item).Properties.Select(property => property.Name),
    };

    private static IEnumerable? ListIn(object? item) => Unwrap(item) switch
    {
        string or IDictionary or FollowedAccount or FollowingPage => null,
        IEnumerable list => list,
        _ => null,
    };

    private FollowingException Endless() => new(
        FollowingErrorKind.InvalidInput,
        null,
        $"An object of {source} contains itself, or has more than {MaximumDepth.ToString(CultureInfo.InvariantCulture)} levels of lists. Give the accounts as a simple list.");
}
