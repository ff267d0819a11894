using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Errors;

/// <summary>Describes the accounts and the cost of a list that failed, and the command that resumes it.</summary>
/// <param name="Parameters">The parameters that read the rest of the list.</param>
/// <param name="HasJournal">True if a journal has the accounts that were returned.</param>
/// <param name="IsSingleList">True if the command reads one list, so that its error is the newest one.</param>
internal record ResumeAdvice(string Parameters, bool HasJournal, bool IsSingleList)
{
    /// <summary>Describes a failure at a resume point; empty if nothing was returned or charged.</summary>
    public virtual string Describe(FollowingErrorKind kind, ResumePoint point)
    {
        string credits = Quantity.Of(point.CreditsCharged, "credit");
        if (point.AccountsReturned == 0)
        {
            bool isKnown = point.CreditsCharged != 0 && kind != FollowingErrorKind.UnexpectedResponse;
            return isKnown ? $"It cost {credits}." : "";
        }
        // Its message counts the accounts, and a provider that repeats itself is likely to do so again.
        if (kind == FollowingErrorKind.PagingStalled)
        {
            return $"They cost {credits}.";
        }
        // A response that could not be read did not state its charge. For accounts that are charged, it can be higher.
        string bound = kind != FollowingErrorKind.UnexpectedResponse ? ""
            : ProviderRegistry.Find(point.Provider ?? "")?.Facts.CreditsPerRecord > 0 ? "at least "
            : "at most ";
        string returned = $"{Quantity.Of(point.AccountsReturned, "account")} returned for {bound}{credits}";
        if (HasJournal)
        {
            // A resume point would start another journal, and pages would be paid for twice.
            string budget = kind == FollowingErrorKind.BudgetReached ? " with a higher -MaxCredits" : "";
            return $"{returned}. To resume, run the same command again{budget}: the journal has these accounts.";
        }
        // PowerShell discards an assignment when a command ends with an error.
        string kept = kind.EndsCommand()
            ? " (-OutVariable and -CheckpointPath keep them; an assignment does not)"
            : "";
        // With several lists, the newest error can belong to another list.
        string command = IsSingleList ? $"$Error[0] | Get-TikTokFollowing {Parameters}" : CreateCommand(point);
        return $"{returned}{kept}. To resume: {command}";
    }

    /// <summary>Describes the resume point of a list that stopped because another one ended the command.</summary>
    public virtual string DescribeStopped(ResumePoint point) =>
        HasJournal ? "To resume, run the same command again."
        : point.NextCursor is null ? "No page of it was read."
        : $"To resume: {CreateCommand(point)}";

    /// <summary>Returns the parameters for the next page. A cursor belongs to the provider that returned it.</summary>
    public static string CreateArguments(ListPager pager)
    {
        ResumePoint stopped = pager.Stopped;
        string provider = stopped.Provider == pager.First.Name ? "" : $" -Provider {stopped.Provider}";
        return $"-Cursor {Quote(stopped.NextCursor!)}{provider}";
    }

    private string CreateCommand(ResumePoint point)
    {
        string cursor = point.NextCursor is null ? "" : " -Cursor " + Quote(point.NextCursor);
        return $"Get-TikTokFollowing {Quote(point.Handle)} -Provider {point.Provider}{cursor} {Parameters}";
    }

    // PowerShell ends a command at a semicolon, and reads a leading hyphen as a parameter.
    /// <summary>Quotes an argument, unless it is plain.</summary>
    public static string Quote(string text)
    {
        bool isPlain = text.Length > 0 && text[0] != '-' && text.All(static c =>
            c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.');
        return isPlain ? text : $"'{text.Replace("'", "''")}'";
    }
}
