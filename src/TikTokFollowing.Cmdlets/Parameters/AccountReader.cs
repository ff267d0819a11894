using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using TikTokFollowing.Client.Comparing;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Cmdlets.Parameters;

/// <summary>
/// Takes the accounts out of what people keep lists in: live objects, objects from jobs and Import-Clixml, rows of Import-Csv, objects from ConvertFrom-Json, pages, paths of
/// journals. What is none of these is refused: an account that is passed over would show as an unfollow.
/// </summary>
/// <param name="side">Where they go.</param>
/// <param name="resolve">Makes a full path of what was typed.</param>
internal sealed class AccountReader(AccountSide side, Func<string, string> resolve)
{
    private const string Deserialized = "Deserialized.";

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/>, or <see cref="FollowingErrorKind.CheckpointUnusable"/> for a journal.</exception>
    public void Add(object? item)
    {
        object? value = item is PSObject wrapped ? wrapped.BaseObject : item;
        switch (value)
        {
            case null:
                break;
            case FollowedAccount account:
                side.Add(account);
                break;
            case FollowingPage page:
                side.Add(page);
                break;
            case FileInfo file:
                AddJournal(file.FullName);
                break;
            case string path:
                AddJournal(path);
                break;
            case IDictionary table:
                AddRecord(name => table[name], item!);
                break;
            case IEnumerable items:
                foreach (object? inner in items) { Add(inner); }
                break;
            case PSCustomObject:
                AddObject((PSObject)item!);
                break;
            default:
                throw NoAccount(item!);
        }
    }

    private void AddObject(PSObject item)
    {
        // Objects of other kinds have an Id and a Handle as well: processes, for one.
        string? type = item.TypeNames.FirstOrDefault(name => name.StartsWith(Deserialized, StringComparison.Ordinal))?.Substring(Deserialized.Length);
        if (item.Properties["Accounts"]?.Value is object accounts && PageArgumentAttribute.IsPage(item)) { AddPage(item, accounts); }
        else if ((type is null || type == typeof(FollowedAccount).FullName || type == typeof(PSCustomObject).FullName) && item.Properties["Change"] is null && item.Properties["HasMore"] is null)
        {
            AddRecord(name => item.Properties[name]?.Value, item);
        }
        else { throw NoAccount(item); }
    }

    private void AddPage(PSObject page, object accounts)
    {
        if ((accounts is PSObject wrapped ? wrapped.BaseObject : accounts) is not (IEnumerable list and not string)) { throw NoAccount(page); } // a row of a CSV has no list in it
        side.Add(new FollowingPage
        {
            Handle = Text(page.Properties["Handle"]?.Value) ?? "",
            HasMore = Flag(page.Properties["HasMore"]?.Value) ?? false,
            Accounts = [.. list.Cast<object?>().Select(account => account switch
            {
                PSObject { BaseObject: FollowedAccount live } => live,
                PSObject { BaseObject: PSCustomObject } record => Read(name => record.Properties[name]?.Value, record),
                FollowedAccount live => live,
                _ => throw NoAccount(account ?? "null"),
            })],
        });
    }

    private void AddRecord(Func<string, object?> property, object item) => side.Add(Read(property, item));

    private FollowedAccount Read(Func<string, object?> property, object item)
    {
        FollowedAccount account = new()
        {
            Id = Id(property("Id"), item),
            SecUid = Text(property("SecUid")),
            Handle = Text(property("Handle")),
            DisplayName = Text(property("DisplayName")),
            Bio = Text(property("Bio")),
            IsVerified = Flag(property("IsVerified")),
            IsPrivate = Flag(property("IsPrivate")),
            FollowerCount = Number(property("FollowerCount")),
            ProfileUrl = Text(property("ProfileUrl")),
            FollowedBy = Text(property("FollowedBy")) ?? "",
            Position = (int)Math.Min(Number(property("Position")) ?? 0, int.MaxValue),
            FollowedAfter = Time(property("FollowedAfter")),
            FollowedBefore = Time(property("FollowedBefore")),
            RetrievedAt = Time(property("RetrievedAt")) ?? default,
        };
        return account.Id is null && account.SecUid is null && account.Handle is null ? throw NoAccount(item) : account;
    }

    private void AddJournal(string typed)
    {
        string path = resolve(typed);
        if (!path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid(
                $"'{Redaction.Printable(typed)}' on the {side.Name} side is not a journal (.jsonl). Give the accounts of other files as objects: Import-Csv, Import-Clixml, or "
                + "Get-Content -Raw | ConvertFrom-Json.");
        }
        if (!File.Exists(path)) { throw Invalid($"There is no journal '{Redaction.Printable(path)}' for the {side.Name} side."); }
        side.Add(JournalFile.Read(path));
    }

    private string? Id(object? value, object item)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        string? text = Text(plain);
        // 6.9E+18: a spreadsheet made a number of it, and its last digits are gone.
        bool isRounded = plain is double or float || (text is not null && text.IndexOfAny(['E', 'e']) > 0 && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        return isRounded
            ? throw Invalid($"The id '{text}' of '{Text(PSObject.AsPSObject(item).Properties["Handle"]?.Value)}' on the {side.Name} side has lost digits, as in a spreadsheet. Keep ids as texts.")
            : text;
    }

    // A CSV has an empty text where nothing was known.
    private static string? Text(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        string text => text.Length == 0 ? null : text,
        int or long or ulong or uint or decimal or BigInteger or double or float => Convert.ToString(value is PSObject inner ? inner.BaseObject : value, CultureInfo.InvariantCulture),
        Uri address => address.OriginalString,
        _ => null,
    };

    private static bool? Flag(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        bool flag => flag,
        string text when bool.TryParse(text, out bool flag) => flag,
        _ => null,
    };

    private static long? Number(object? value) =>
        long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    // ISO 8601 first: it means the same everywhere. Export-Csv writes times as the culture of the machine does; then the same machine reads them.
    private static DateTime? Time(object? value)
    {
        switch (value is PSObject wrapped ? wrapped.BaseObject : value)
        {
            case DateTime time:
                return Local(time);
            case DateTimeOffset time:
                return time.LocalDateTime;
            case string text when text.Length > 0:
                bool isTime = text.Length > 4 && text[4] == '-'
                    ? DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime parsed)
                    : DateTime.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.None, out parsed)
                        || DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out parsed);
                return isTime ? Local(parsed) : null;
            default:
                return null;
        }
    }

    private static DateTime Local(DateTime time) => time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Local) : time.ToLocalTime();

    private FollowingException NoAccount(object item)
    {
        string type = ((item as PSObject)?.BaseObject ?? item).GetType().Name;
        return Invalid(
            $"An object on the {side.Name} side is no account, for it has no Id, SecUid or Handle ({type}). Nothing was compared. "
            + "Give what Get-TikTokFollowing writes, as objects or from Import-Csv, Import-Clixml or ConvertFrom-Json.");
    }

    private static FollowingException Invalid(string message) => new(FollowingErrorKind.InvalidRequest, null, message);
}
