using System;
using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading;
using TikTokFollowing.Client.Reports;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>
/// Reads the input of a report: accounts, pages and changes, live or from jobs, files (CSV, CLIXML, JSON) and
/// Select-Object.
/// </summary>
internal static class ReportInput
{
    // All rows of a report together determine the order of day and month.
    private static readonly ConditionalWeakTable<FollowingReport, AccountConverter> s_converters = new();

    /// <summary>Adds an object, or the objects of a list, to the report.</summary>
    /// <returns>The first object that is not an account, a page or a change; null if all were added.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public static object? Add(PSObject item, FollowingReport report, CancellationToken cancellation = default)
    {
        AccountConverter converter =
            s_converters.GetValue(report, _ => new AccountConverter("the input", cancellation));
        object? rejected = null;
        foreach (object inner in converter.Flatten(item))
        {
            bool isAdded = AccountConverter.Unwrap(inner) is not (string or ValueType or IDictionary)
                && TryAdd(inner, report, converter);
            if (!isAdded)
            {
                rejected ??= inner;
            }
        }

        return rejected;
    }

    /// <summary>
    /// Sets the dates that depend on all rows, and checks the ids. Call it once, after the last object.
    /// </summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidInput"/>: a date is ambiguous, or ids were rounded.
    /// </exception>
    public static void Complete(FollowingReport report)
    {
        if (s_converters.TryGetValue(report, out AccountConverter? converter))
        {
            converter.Complete();
            s_converters.Remove(report);
        }
    }

    private static bool TryAdd(object item, FollowingReport report, AccountConverter converter)
    {
        if (AccountConverter.IsPage(item))
        {
            if (converter.ReadPage(item) is not FollowingPage page)
            {
                return false;
            }
            report.Accounts.AddRange(page.Accounts);
            return true;
        }
        if (converter.ReadChange(item) is ReportChange change)
        {
            report.Changes.Add(change);
            return true;
        }
        if (converter.ReadAccount(item, needsProfile: true) is not FollowedAccount account)
        {
            return false;
        }
        report.Accounts.Add(account);
        return true;
    }
}
