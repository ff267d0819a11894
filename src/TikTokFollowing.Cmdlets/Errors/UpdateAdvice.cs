using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Errors;

/// <summary>Describes the pages of an update that failed: they are saved, and the next command uses them.</summary>
internal sealed record UpdateAdvice() : ResumeAdvice("", HasJournal: true, IsSingleList: false)
{
    private const string Resume = "To resume, run the same command again.";

    /// <inheritdoc/>
    public override string Describe(FollowingErrorKind kind, ResumePoint point)
    {
        string credits = Quantity.Of(point.CreditsCharged, "credit");
        return kind switch
        {
            FollowingErrorKind.HistoryInUse
                or FollowingErrorKind.HistoryUnusable
                or FollowingErrorKind.HistoryNotFound => "",
            _ when point.AccountsReturned > 0 =>
                $"Saved so far: {Quantity.Of(point.AccountsReturned, "account")} for {credits}. {Resume}",
            _ => point.CreditsCharged == 0 ? "" : $"It cost {credits}.",
        };
    }

    /// <inheritdoc/>
    public override string DescribeStopped(ResumePoint point) => Resume;
}
