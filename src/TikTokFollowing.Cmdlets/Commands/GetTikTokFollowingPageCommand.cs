using System.Management.Automation;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Cmdlets.Abstractions;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Gets one page of a following list, with everything that it carries: cursor, total, credits, times.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingPage", DefaultParameterSetName = ByHandle)]
[OutputType(typeof(FollowingPage))]
public sealed class GetTikTokFollowingPageCommand : FollowingCmdletBase
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteTotals();

    /// <inheritdoc/>
    private protected override void Ending(FollowingException reason) => WriteTotals();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? handle in HandlesAsked())
        {
            ListPager? list = null;
            int returned = 0;
            try
            {
                list = Open(handle, wanted: null);
                if (Await(list.NextPageAsync) is FollowingPage page)
                {
                    WriteObject(page);
                    returned = page.Count;
                    if (page is { Count: 0, HasMore: false } && StartCursor() is null && !list.IsTruncated)
                    {
                        WriteWarning(list.DescribeEmptyList());
                    }
                }
                if (list.Failure is not null) { throw list.Failure; }
            }
            catch (FollowingException e)
            {
                Report(e, handle, list, returned);
            }
            finally
            {
                list?.Dispose();
            }
        }
    }
}
