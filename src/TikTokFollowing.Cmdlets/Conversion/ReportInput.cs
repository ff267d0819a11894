using System.Collections;
using System.Management.Automation;
using TikTokFollowing.Client.Reports;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>
/// Reads the input of a report: accounts, pages and changes, live or from jobs, files (CSV, CLIXML, JSON) and
/// Select-Object.
/// </summary>
internal sealed class ReportInput(FollowingReport report, CancellationToken cancellation)
{
    private readonly AccountConverter _converter = new("the input", cancellation);

    /// <summary>Adds an object, or the objects of a list, to the report.</summary>
    /// <returns>The first object that is not an account, a page or a change; null if all were added.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidInput"/></exception>
    public object? Add(PSObject item)
    {
        object? rejected = null;
        foreach (object inner in _converter.Flatten(item))
        {
            if (inner.Unwrap() is string or ValueType or IDictionary || !TryAdd(inner))
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
    public void Complete() => _converter.Complete();

    private bool TryAdd(object item)
    {
        if (AccountConverter.IsPage(item))
        {
            if (_converter.ReadPage(item) is not FollowingPage page)
            {
                return false;
            }
            report.Add(page);
            return true;
        }
        if (AccountConverter.IsShared(item))
        {
            IReadOnlyList<FollowedAccount> accounts = _converter.ReadShared(item);
            report.Accounts.AddRange(accounts);
            report.HasSharedAccounts |= accounts.Count > 0;
            return accounts.Count > 0;
        }
        if (_converter.ReadChange(item) is ReportChange change)
        {
            report.Changes.Add(change);
            return true;
        }
        if (_converter.ReadAccount(item, needsProfile: true) is not FollowedAccount account)
        {
            return false;
        }
        report.Accounts.Add(account);
        return true;
    }
}
