using System.Management.Automation;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Cmdlets.Abstractions;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Returns the similarity of each pair of lists.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "TikTokFollowingOverlap")]
[OutputType(typeof(ListOverlap))]
public sealed class MeasureTikTokFollowingOverlapCommand : OverlapCmdletBase
{
    /// <inheritdoc/>
    protected override void BeginProcessing() => ReadInto(OverlapInput.ForPairs());

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(() =>
    {
        FollowingOverlap overlap = GetOverlap();
        WarnOfSingleList(overlap);
        foreach (ListOverlap pair in overlap.Overlaps(StopToken))
        {
            WriteObject(pair);
        }
    });
}
