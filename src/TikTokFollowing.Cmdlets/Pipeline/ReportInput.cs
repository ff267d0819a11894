using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using TikTokFollowing.Client.Reporting;

namespace TikTokFollowing.Cmdlets.Pipeline;

/// <summary>
/// Reads what can be piped into a report: accounts, pages and changes as our cmdlets write them, and what becomes of them in a job, a file (CSV, CLIXML, JSON) or Select-Object. By the
/// names of their properties, so that it takes what other versions of the module wrote.
/// </summary>
internal static class ReportInput
{
    private const string Previous = "Previous";

    // Of an object in plain clothes, one of these must be there beside what names the account: a handle alone could be anything.
    private static readonly string[] s_marks =
        [nameof(FollowedAccount.FollowedBy), nameof(FollowedAccount.FollowerCount), nameof(FollowedAccount.DisplayName), nameof(FollowedAccount.ProfileUrl), nameof(FollowedAccount.Bio), nameof(FollowedAccount.IsVerified)];

    private static readonly string[] s_names = [nameof(FollowedAccount.Handle), nameof(FollowedAccount.Id), nameof(FollowedAccount.SecUid)];

    /// <summary>Puts it into the report; false where it is none of these.</summary>
    public static bool TryAdd(PSObject item, FollowingReport report)
    {
        switch (item.BaseObject)
        {
            case FollowedAccount account:
                report.Accounts.Add(account);
                return true;
            case FollowingPage page:
                report.Accounts.AddRange(page.Accounts);
                return true;
            case string or ValueType or IDictionary:
                return false;
        }
        if (IsPage(item)) { return TryAddPage(item, report); }
        if (KindOf(item) is string kind)
        {
            report.Changes.Add(new ReportChange(kind, ReadAccount(item), ReadEdits(item)));
            return true;
        }
        if (!Has(item, s_names) || !Has(item, s_marks)) { return false; }
        report.Accounts.Add(ReadAccount(item));
        return true;
    }

    private static bool IsPage(PSObject item) => item.Properties[nameof(FollowingPage.Accounts)] is not null && item.Properties[nameof(FollowingPage.HasMore)] is not null;

    private static bool TryAddPage(PSObject page, FollowingReport report)
    {
        object? accounts = page.Properties[nameof(FollowingPage.Accounts)].Value;
        IEnumerable items = (accounts is PSObject wrapped ? wrapped.BaseObject : accounts) as IEnumerable ?? Array.Empty<object>();
        return items is not string && items.Cast<object>().All(account => TryAdd(PSObject.AsPSObject(account), report));
    }

    // Its kind is the property Change; the class of changes has no other name for it.
    private static string? KindOf(PSObject item) => Has(item, s_names) ? Text(item, "Change") : null;

    // ChangedProperties names them; without it, what has a value before.
    private static List<ReportEdit> ReadEdits(PSObject change)
    {
        IEnumerable<string> named = Text(change, "ChangedProperties")?.Split([", "], StringSplitOptions.RemoveEmptyEntries)
            ?? change.Properties.Select(property => property.Name).Where(name => name.StartsWith(Previous, StringComparison.Ordinal) && Text(change, name) is not null).Select(name => name.Substring(Previous.Length));
        return [.. named.Select(name => new ReportEdit(name, Text(change, Previous + name), Text(change, name)))];
    }

    private static FollowedAccount ReadAccount(PSObject item) => new()
    {
        Handle = Text(item, nameof(FollowedAccount.Handle)),
        DisplayName = Text(item, nameof(FollowedAccount.DisplayName)),
        Id = Text(item, nameof(FollowedAccount.Id)),
        SecUid = Text(item, nameof(FollowedAccount.SecUid)),
        Bio = Text(item, nameof(FollowedAccount.Bio)),
        IsVerified = Flag(item, nameof(FollowedAccount.IsVerified)),
        IsPrivate = Flag(item, nameof(FollowedAccount.IsPrivate)),
        Region = Text(item, nameof(FollowedAccount.Region)),
        ProfileUrl = Text(item, nameof(FollowedAccount.ProfileUrl)),
        FollowerCount = Count(item, nameof(FollowedAccount.FollowerCount)),
        FollowingCount = Count(item, nameof(FollowedAccount.FollowingCount)),
        LikeCount = Count(item, nameof(FollowedAccount.LikeCount)),
        VideoCount = Count(item, nameof(FollowedAccount.VideoCount)),
        FollowedBy = Text(item, nameof(FollowedAccount.FollowedBy)) ?? "",
        Position = Count(item, nameof(FollowedAccount.Position)) is long position and > 0 and <= int.MaxValue ? (int)position : 0,
        FollowedAfter = Time(item, nameof(FollowedAccount.FollowedAfter)) ?? Time(item, "ChangedAfter"),
        FollowedBefore = Time(item, nameof(FollowedAccount.FollowedBefore)) ?? Time(item, "ChangedBefore"),
        Provider = Text(item, nameof(FollowedAccount.Provider)) ?? "",
        RetrievedAt = Time(item, nameof(FollowedAccount.RetrievedAt)) ?? default,
    };

    private static bool Has(PSObject item, string[] names) => names.Any(name => item.Properties[name] is not null);

    // A getter of somebody else's object may throw: then it is not known.
    private static object? Value(PSObject item, string property)
    {
        try
        {
            object? value = item.Properties[property]?.Value;
            return value is PSObject wrapped ? wrapped.BaseObject : value;
        }
        catch (GetValueException) { return null; }
    }

    // A CSV has no null, only an empty text. What is no plain value (a list, an object) has no text worth showing.
    private static string? Text(PSObject item, string property) =>
        Value(item, property) is IConvertible value && value.ToString(CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private static bool? Flag(PSObject item, string property) => Value(item, property) switch
    {
        bool flag => flag,
        string text when bool.TryParse(text, out bool flag) => flag,
        _ => null,
    };

    private static long? Count(PSObject item, string property) =>
        Text(item, property) is string text && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long count) ? count : null;

    // Export-Csv writes the time of this machine in the invariant form and does not say so; a spreadsheet that saved it again writes it in the user's.
    private static DateTime? Time(PSObject item, string property) => Value(item, property) switch
    {
        DateTime time => time,
        DateTimeOffset time => time.LocalDateTime,
        string text when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTime time) => time,
        string text when DateTime.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeLocal, out DateTime time) => time,
        _ => null,
    };
}
