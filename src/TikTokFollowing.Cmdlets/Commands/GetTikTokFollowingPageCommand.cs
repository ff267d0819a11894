using System.Management.Automation;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Cmdlets.Abstractions;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Returns one page of a following list, with its cursor, total, credits and follow times.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingPage", DefaultParameterSetName = ByHandle)]
[OutputType(typeof(FollowingPage))]
public sealed class GetTikTokFollowingPageCommand : ResumableCmdletBase
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? handle in GetRequestedHandles())
        {
            ListPager? pager = null;
            int returned = 0;
            try
            {
                pager = OpenList(handle, wanted: null);
                if (Await(pager.NextPageAsync) is FollowingPage page)
                {
                    WriteObject(page);
                    returned = page.Count;
                    if (page is { Count: 0, HasMore: false } && Start.IsNewest && !pager.Extent.IsTruncated)
                    {
                        WriteWarning(pager.DescribeEmptyList());
                    }
                }
                if (pager.Failure is not null)
                {
                    throw pager.Failure;
                }
            }
            catch (FollowingException e)
            {
                WriteFailure(e, handle, pager, returned);
            }
            finally
            {
                pager?.Dispose();
            }
        }
    }
}
