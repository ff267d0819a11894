using System.Management.Automation;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>Updates the history of one user, page by page, and writes the changes.</summary>
internal sealed class UpdateOperation(
    HistoryUpdater updater, string? typedHandle, PSCmdlet output, UpdateSummary summary)
    : ListOperation(updater.Pager, typedHandle, startCursor: null)
{
    public override ListPager Pager => updater.Pager;

    public override int AccountsReturned => updater.HasPending ? Pager.AccountsRead : 0;

    private protected override Task CreateStep(AsyncCmdlet cmdlet) => cmdlet.Start(updater.NextAsync);

    public override bool CompleteStep(AsyncCmdlet cmdlet)
    {
        HistoryUpdate? update = cmdlet.ResultOf((Task<HistoryUpdate?>)Step);
        Pages++;
        if (update is null)
        {
            return true;
        }
        IsComplete = !update.IsOutdated;
        summary.Add(Pager.Handle, update);
        if (!update.IsBaseline && update.NotStored is null)
        {
            output.WriteVerbose($"@{Pager.Handle}: {Quantity.Of(update.Changes.Count, "change")}.");
        }
        ChangeView.Write(output, update);
        return update.IsOutdated;
    }

    public override void Dispose()
    {
        base.Dispose();
        updater.Dispose();
    }
}
