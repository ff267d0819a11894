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
        Comparer<int> byValue = Comparer<int>.Create((first, second) => values[first].CompareTo(values[second]));
        int[] previous = new int[values.Count];
        for (int i = 0; i < values.Count; i++)
        {
            int found = tails.BinarySearch(i, byValue);
            int length = found < 0 ? ~found : found;
            previous[i] = length > 0 ? tails[length - 1] : -1;
            if (length == tails.Count)
            {
                tails.Add(i);
            }
            tails[length] = i;
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
