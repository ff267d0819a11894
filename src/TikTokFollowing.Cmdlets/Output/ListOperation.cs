using System;
using System.Diagnostics;
using System.Threading.Tasks;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>One list on its way down the pipeline: where it is, the page that is under way, and what was written of it.</summary>
/// <param name="walk">The list.</param>
/// <param name="emission">What of it is wanted.</param>
/// <param name="typed">The handle as it was typed.</param>
/// <param name="cursor">Where the list starts; null is the newest follow.</param>
/// <param name="isRest">It is the rest of a list whose page was piped in.</param>
internal sealed class ListOperation(ListPager walk, SkipTakeCounter emission, string? typed, string? cursor, bool isRest) : IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public ListPager Walk { get; } = walk;

    public SkipTakeCounter SkipTakeCounter { get; } = emission;

    public string? Typed { get; } = typed;

    /// <summary>The same for the same list from the same place: what is not to be bought twice.</summary>
    public string Name { get; } = $"{walk.Facts.Name} {walk.Handle} {cursor}";

    /// <summary>Where it starts; null is the newest follow.</summary>
    public string? Cursor { get; } = cursor;

    /// <summary>Whether it starts with the newest follow.</summary>
    public bool IsFromStart => Cursor is null;

    /// <summary>Whether it goes on after a page, as the provider promised, and not at a place that somebody typed.</summary>
    public bool IsRest { get; } = isRest;

    /// <summary>The page that was asked for.</summary>
    public Task<FollowingPage?> Page { get; set; } = Task.FromResult<FollowingPage?>(null);

    /// <summary>How many accounts the whole list has, as the last page said; null where it did not.</summary>
    public long? Total { get; private set; }

    /// <summary>How many pages came.</summary>
    public int Pages { get; private set; }

    /// <summary>How many accounts there will be, as far as is known.</summary>
    public long? Goal { get; private set; }

    /// <summary>Whether <see cref="Goal"/> is what was asked for, and not what the provider takes the total to be.</summary>
    public bool IsGoalExact { get; private set; }

    /// <summary>Seconds until the list is read, by the pace so far; null while that cannot be told.</summary>
    public int? SecondsLeft
    {
        get
        {
            int read = Walk.AccountsRead;
            double seconds = _watch.Elapsed.TotalSeconds;
            return Goal > read && read > 0 && seconds >= 1 ? (int)Math.Min(int.MaxValue, seconds * (Goal.Value - read) / read) : null;
        }
    }

    /// <summary>The follow time of the last page's last account, in UTC; null where it had none.</summary>
    public DateTime? FollowedAfter { get; set; }

    public void Came(FollowingPage page)
    {
        Pages++;
        Total = page.Total;
        IsGoalExact = SkipTakeCounter.Wanted is long wanted && !(page.Total < wanted);
        Goal = IsGoalExact ? SkipTakeCounter.Wanted : page.Total ?? Goal;
    }

    public void Dispose() => Walk.Dispose();
}
