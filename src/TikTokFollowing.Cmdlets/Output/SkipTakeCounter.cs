using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>What of one list goes down the pipeline: <c>-Skip</c> and <c>-First</c>, for each handle anew.</summary>
internal sealed class SkipTakeCounter(PagingParameters paging)
{
    /// <summary>How many accounts were left out because of <c>-Skip</c>.</summary>
    public ulong Skipped { get; private set; }

    public int Count { get; private set; }

    public bool IsComplete => (ulong)Count >= paging.First;

    /// <summary>How many accounts of the list are needed for it; null is all.</summary>
    public long? Wanted => paging.First > long.MaxValue || paging.Skip > long.MaxValue - paging.First ? null : (long)(paging.Skip + paging.First);

    /// <summary>Counts one account; whether it is to be written.</summary>
    public bool Take()
    {
        if (Skipped < paging.Skip)
        {
            Skipped++;
            return false;
        }
        Count++;
        return true;
    }
}
