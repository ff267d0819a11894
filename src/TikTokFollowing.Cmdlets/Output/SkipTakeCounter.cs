using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>Applies -Skip and -First to one list.</summary>
internal sealed class SkipTakeCounter(PagingParameters paging)
{
    /// <summary>Gets the number of accounts that -Skip omitted.</summary>
    public ulong Skipped { get; private set; }

    /// <summary>Gets the number of accounts to return so far.</summary>
    public int Count { get; private set; }

    public bool IsComplete => (ulong)Count >= paging.First;

    /// <summary>Gets the number of accounts to read; null for all.</summary>
    public long? Wanted =>
        paging.First > long.MaxValue || paging.Skip > long.MaxValue - paging.First
            ? null
            : (long)(paging.Skip + paging.First);

    /// <summary>
    /// Returns the number of accounts after which no further page is read; null if the whole list is read.
    /// </summary>
    /// <param name="isOnePage">True to stop after the first page with an account to return.</param>
    public long? GetAccountsToRead(bool isOnePage) =>
        !isOnePage ? (paging.First == 0 ? 0 : Wanted)
        : paging.Skip < long.MaxValue ? (long)paging.Skip + 1
        : null;

    /// <summary>Counts one account, and indicates whether it is returned.</summary>
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
