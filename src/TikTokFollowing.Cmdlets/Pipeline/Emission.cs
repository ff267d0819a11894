using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Pipeline;

/// <summary>What of one list goes down the pipeline: <c>-Skip</c> and <c>-First</c>, for each handle anew.</summary>
internal sealed class Emission(PagingParameters paging)
{
    private ulong _skipped;

    public int Count { get; private set; }

    public bool IsComplete => (ulong)Count >= paging.First;

    /// <summary>How many accounts of the list are needed for it; null is all.</summary>
    public long? Wanted => paging.First > long.MaxValue || paging.Skip > long.MaxValue - paging.First ? null : (long)(paging.Skip + paging.First);

    /// <summary>Counts one account; whether it is to be written.</summary>
    public bool Take()
    {
        if (_skipped < paging.Skip)
        {
            _skipped++;
            return false;
        }
        Count++;
        return true;
    }
}
