using System.Management.Automation;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Cmdlets.Abstractions;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Returns the accounts that several users follow, the one in most lists first.</summary>
[Cmdlet(VerbsData.Group, "TikTokFollowing")]
[OutputType(typeof(SharedAccount))]
public sealed class GroupTikTokFollowingCommand : OverlapCmdletBase
{
    /// <summary>Specifies the number of lists that must contain an account. The default is 2.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MinimumListCount { get; set; } = 2;

    /// <inheritdoc/>
    protected override void BeginProcessing() => ReadInto(OverlapInput.ForSharedAccounts());

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(() =>
    {
        FollowingOverlap overlap = GetOverlap();
        if (MinimumListCount > 1)
        {
            WarnOfSingleList(overlap);
        }
        foreach (SharedAccount account in overlap.SharedAccounts(MinimumListCount, StopToken))
        {
            WriteObject(account);
        }
    });
}
