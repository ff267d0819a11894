using System;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Connecting: an incremental update stops when the accounts that were read end with a run of stored accounts in their
/// stored order, so that nothing new can be below.
/// </summary>
internal static class Connection
{
    /// <summary>The number of stored accounts that a run must have.</summary>
    public const int ShortestRun = 5;

    // Fewer missing accounts than this are unfollows. More look like a run by chance, in a block of re-follows.
    private const int SuspiciousUnfollows = 3;

    /// <summary>Indicates whether an incremental update can stop after the pages that were read.</summary>
    public static bool IsConnected(HistoryState state, ListReading reading)
    {
        if (reading.IsAtEnd)
        {
            return true;
        }
        return !HasOnlyNewFollows(state, reading) && HasRun(state, reading);
    }

    // The oldest follow on the last page is newer than the newest stored one.
    private static bool HasOnlyNewFollows(HistoryState state, ListReading reading) =>
        reading.Provider.HasFollowTimes
        && reading.Pages.Count > 0
        && reading.Pages[reading.Pages.Count - 1].FollowedAfter > state.Marks.NewestFollow;

    private static bool HasRun(HistoryState state, ListReading reading)
    {
        int[] matches = state.Matcher.Match(reading.Accounts);
        int end = matches.Length == 0 ? AccountMatcher.None : matches[matches.Length - 1];
        int run = RunAtEnd(matches, state.Listed.Count);
        if (run == 0)
        {
            return false;
        }
        return run >= state.Listed.Count
            || run >= RequiredRun(state, reading.Provider, ImpliedUnfollows(state, reading, matches, end));
    }

    private static int RunAtEnd(int[] matches, int listed)
    {
        int run = 0;
        int below = listed;
        for (int i = matches.Length - 1; i >= 0 && matches[i] != AccountMatcher.None && matches[i] < below; i--)
        {
            below = matches[i];
            run++;
        }
        return run;
    }

    private static int RequiredRun(HistoryState state, ProviderTraits provider, int unfollows)
    {
        if (unfollows < SuspiciousUnfollows)
        {
            return ShortestRun;
        }
        // Follow times already prove that the page reaches back to the stored follows.
        bool hasProof = provider.HasFollowTimes && state.Marks.NewestFollow is not null;
        return Math.Max(ShortestRun, unfollows + 1 + (hasProof ? 0 : provider.PageSize));
    }

    // Accounts that this provider has never listed are no unfollows.
    private static int ImpliedUnfollows(HistoryState state, ListReading reading, int[] matches, int end)
    {
        bool[] isRead = new bool[end + 1];
        foreach (int match in matches)
        {
            if (match != AccountMatcher.None && match <= end)
            {
                isRead[match] = true;
            }
        }
        int count = 0;
        for (int i = 0; i <= end; i++)
        {
            count += !isRead[i] && state.Listed[i].SeenBy.Contains(reading.Provider.Name) ? 1 : 0;
        }
        return count;
    }
}
