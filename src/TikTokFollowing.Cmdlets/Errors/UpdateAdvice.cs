using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Errors;

/// <summary>Describes the pages of an update that failed: they are saved, and the next command uses them.</summary>
internal sealed record UpdateAdvice() : ResumeAdvice("", HasJournal: true, IsSingleList: false)
{
    private const string Resume = "To resume, run the same command again.";

    /// <inheritdoc/>
    public override string Describe(FollowingErrorKind kind, ResumePoint point)
    {
        bool isAboutHistory = kind is FollowingErrorKind.HistoryInUse
            or FollowingErrorKind.HistoryUnusable
            or FollowingErrorKind.HistoryNotFound;
        if (isAboutHistory)
        {
            return "";
        }
        string credits = Quantity.Of(point.CreditsCharged, "credit");
        if (point.AccountsReturned == 0)
        {
            return point.CreditsCharged == 0 ? "" : $"It cost {credits}.";
        }
        return $"Saved so far: {Quantity.Of(point.AccountsReturned, "account")} for {credits}. {Resume}";
    }

    /// <inheritdoc/>
    public override string DescribeStopped(ResumePoint point) => Resume;
}
