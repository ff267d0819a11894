using System.Management.Automation;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>Represents the options of Get-TikTokFollowing that apply to each list.</summary>
/// <param name="Paging">-First, -Skip and -IncludeTotalCount.</param>
/// <param name="Since">-Since as it was specified.</param>
/// <param name="IsOnePage">True if no parameter requests more than one page.</param>
internal sealed record ListOptions(PagingParameters Paging, DateTime? Since, bool IsOnePage)
{
    public DateTime? SinceUtc => Since is DateTime since ? FollowTime.EarliestUtc(since) : null;
}

/// <summary>Writes the accounts of one list, page by page.</summary>
internal sealed class PagedListOperation(
    ListPager pager,
    string? typedHandle,
    StartPoint start,
    ListOptions options,
    SkipTakeCounter counter,
    PSCmdlet output,
    DeferredWarnings warnings) : ListOperation(pager, typedHandle, start.Cursor)
{
    private DateTime? _lastFollowedAfter;
    private long? _total;

    public override int AccountsReturned => counter.Count;

    private protected override Task CreateStep(AsyncCmdlet cmdlet) => cmdlet.Start(Pager.NextPageAsync);

    public override bool CompleteStep(AsyncCmdlet cmdlet)
    {
        FollowingPage? page = cmdlet.ResultOf((Task<FollowingPage?>)Step);
        IsComplete = page is not { HasMore: true };
        return page is not null && WritePage(page);
    }

    public override void OnListCompleted()
    {
        if (Pager.Saved is CompletedJournal saved)
        {
            warnings.AddSaved(this, saved);
        }
        if (counter.Count == 0 && !counter.IsComplete && !Pager.Extent.IsTruncated)
        {
            ExplainEmptyOutput();
        }
    }

    /// <summary>Writes the accounts of a page, and indicates whether the next page is needed.</summary>
    private bool WritePage(FollowingPage page)
    {
        OnPageReceived(page);
        if (Pages == 1 && options.Paging.IncludeTotalCount)
        {
            // Never exact: the provider's total changes, and includes banned accounts.
            double accuracy = page.Total is null ? 0.0 : 0.9;
            output.WriteObject(options.Paging.NewTotalCount((ulong)(page.Total ?? 0), accuracy));
        }
        if (!(page.FollowedBefore?.ToUniversalTime() < options.SinceUtc))
        {
            WriteAccounts(page);
        }
        if (counter.IsComplete || IsSkipBeyondTotal(page) || (page.HasMore && !ContinuesSince(page)))
        {
            return false;
        }
        if (!options.IsOnePage || (page.HasMore && counter.Count == 0))
        {
            return true;
        }
        if (Pager.Failure is not null)
        {
            throw Pager.Failure;
        }
        if (page.HasMore)
        {
            ReportMore(page);
        }
        return false;
    }

    private void OnPageReceived(FollowingPage page)
    {
        Pages++;
        _total = page.Total;
        IsGoalExact = counter.Wanted is long wanted && !(page.Total < wanted);
        Goal = IsGoalExact ? counter.Wanted : page.Total ?? Goal;
        if (options.Paging.Skip > 0 && page.Extent is ListExtent extent)
        {
            extent.IsFromStart = false; // the newest accounts are omitted
        }
    }

    private void WriteAccounts(FollowingPage page)
    {
        foreach (FollowedAccount account in page.Accounts)
        {
            if (counter.IsComplete)
            {
                return;
            }
            if (counter.Take())
            {
                output.WriteObject(account);
            }
        }
    }

    // A total includes banned accounts, so that it is not too small. One below the number of accounts read is wrong.
    private bool IsSkipBeyondTotal(FollowingPage page) =>
        counter.Count == 0
        && page.Total >= Pager.AccountsRead
        && (ulong)page.Total <= options.Paging.Skip;

    // The pages are in order of their follow times, newest first.
    private bool ContinuesSince(FollowingPage page)
    {
        if (options.SinceUtc is not DateTime since)
        {
            return true;
        }
        DateTime? after = page.FollowedAfter?.ToUniversalTime();
        string? problem = after is null ? "returned a page without a follow time"
            : after > _lastFollowedAfter ? "returned follow times that are not in order"
            : null;
        _lastFollowedAfter = after;
        if (problem is not null)
        {
            // Without a time to stop at, -Since would fetch the whole list.
            string accounts = Quantity.Of(Pager.AccountsRead, "account");
            output.WriteWarning(
                $"{Pager.Facts.Name} {problem} for @{Pager.Handle}, so -Since cannot determine where to stop. "
                + $"Stopped after {accounts} for {Quantity.Of(Pager.CreditsCharged, "credit")}. "
                + "-All reads the whole list.");
        }
        return problem is null && after >= since;
    }

    private void ReportMore(FollowingPage page)
    {
        if (start.IsNewest)
        {
            output.WriteWarning(MoreAvailableWarning.Create(Pager, page, counter.Count));
            return;
        }
        // Users who specify a cursor page by hand.
        string arguments = ResumeAdvice.CreateArguments(Pager);
        output.WriteVerbose($"@{Pager.Handle}: there are more accounts. {arguments} fetches the next page.");
    }

    private void ExplainEmptyOutput()
    {
        if (Pager.AccountsRead > 0 && counter.Skipped == (ulong)Pager.AccountsRead)
        {
            warnings.AddSkipped(this, options.Paging.Skip, _total);
        }
        else if (Pager.AccountsRead == 0 && start.IsNewest)
        {
            warnings.AddEmpty(this);
        }
        else if (Pager.AccountsRead == 0 && start.Page is null)
        {
            warnings.AddStartedAfterEnd(this, start);
        }
        else
        {
            string skip = options.Paging.Skip > 0 ? $" after -Skip {options.Paging.Skip:N0}" : "";
            string result = Pager.AccountsRead > 0
                ? $"no accounts since {LocalTime.Format(options.Since, "g")}{skip}"
                : "no more accounts";
            output.WriteVerbose($"@{Pager.Handle}: {result}, for {Quantity.Of(Pager.CreditsCharged, "credit")}.");
        }
    }
}
