using System.Collections.Generic;

namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Finds the longest increasing subsequence. Accounts that were unfollowed and followed again move to the start of a
/// list; the subsequence excludes them.
/// </summary>
internal static class IncreasingRun
{
    /// <summary>Returns the indexes of a longest increasing subsequence, in n log n steps.</summary>
    public static List<int> Longest(IReadOnlyList<int> values)
    {
        List<int> tails = [];
        int[] previous = new int[values.Count];
        for (int i = 0; i < values.Count; i++)
        {
            int low = 0, high = tails.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (values[tails[middle]] < values[i])
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }
            previous[i] = low > 0 ? tails[low - 1] : -1;
            if (low == tails.Count)
            {
                tails.Add(i);
            }
            else
            {
                tails[low] = i;
            }
        }
        List<int> run = [];
        for (int i = tails.Count > 0 ? tails[tails.Count - 1] : -1; i >= 0; i = previous[i])
        {
            run.Add(i);
        }
        run.Reverse();
        return run;
    }
}
