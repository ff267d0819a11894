using System;
using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading;
using TikTokFollowing.Client.Reports;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>
/// Reads what can be piped into a report: accounts, pages and changes as our cmdlets write them, and what becomes of them
/// in a job, a file (CSV, CLIXML, JSON) or Select-Object.
/// </summary>
internal static class ReportInput
{
    // The rows of one report decide together about the order of day and month.
    private static readonly ConditionalWeakTable<FollowingReport, AccountConverter> s_converters = new();

    /// <summary>Adds an object to the report; false where it is neither an account nor a page nor a change.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public static bool TryAdd(PSObject item, FollowingReport report, CancellationToken cancellation = default)
    {
        AccountConverter converter = s_converters.GetValue(report, _ => new AccountConverter("the input", cancellation));
        bool isAdded = true;
        foreach (object inner in converter.Flatten(item))
        {
            isAdded &= AccountConverter.Unwrap(inner) is not (string or ValueType or IDictionary) && TryAdd(inner, report, converter);
        }
        return isAdded;
    }

    /// <summary>Sets the dates that depend on all rows, and checks the ids. Call it once, after the last object.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/>: a date is ambiguous, or ids were rounded.</exception>
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
        if (converter.ReadAccount(item, isMarked: true) is not FollowedAccount account)
        {
            return false;
        }
        report.Accounts.Add(account);
        return true;
    }
}
