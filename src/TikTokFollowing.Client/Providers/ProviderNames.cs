using System;
using System.Collections.Generic;
using System.Linq;

namespace TikTokFollowing.Client.Providers;

/// <summary>Finds provider names that are similar to a misspelled one.</summary>
internal static class ProviderNames
{
    private const int LongestName = 40;
    private const int ShortestPart = 3;
    private const int LettersPerMistake = 3;
    private const int SharedStart = 4;

    /// <summary>
    /// Returns the names that start with the text, else the nearest ones by edit distance, else those that contain it.
    /// Case, punctuation and spaces are ignored.
    /// </summary>
    public static IReadOnlyList<string> SimilarTo(string name, IEnumerable<string> known)
    {
        string typed = Bare(name);
        if (typed.Length is < ShortestPart or > LongestName)
        {
            return [];
        }

        (string Name, string Bare)[] names = [.. known.Select(each => (each, Bare(each)))];
        // The start of a name is no misspelling: "socia" can mean two providers, although one is nearer.
        string[] starts =
        [
            .. names.Where(each => each.Bare.StartsWith(typed, StringComparison.Ordinal)).Select(each => each.Name),
        ];
        if (starts.Length > 0)
        {
            return starts;
        }

        (string Name, int Distance)[] near =
        [
            .. names
                .Select(each => (each.Name, Distance: Distance(typed, each.Bare), each.Bare.Length))
                .Where(each => each.Distance <= Math.Max(1, Math.Min(typed.Length, each.Length) / LettersPerMistake))
                .Select(each => (each.Name, each.Distance)),
        ];
        if (near.Length > 0)
        {
            int least = near.Min(each => each.Distance);
            return [.. near.Where(each => each.Distance == least).Select(each => each.Name)];
        }

        return
        [
            .. names
                .Where(each =>
                    each.Bare.Contains(typed, StringComparison.Ordinal)
                    || typed.StartsWith(each.Bare.Substring(0, SharedStart), StringComparison.Ordinal)
                    || typed.Contains(each.Bare, StringComparison.Ordinal))
                .Select(each => each.Name),
        ];
    }

    private static string Bare(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    /// <summary>
    /// Returns the optimal string alignment distance, in which two swapped neighbors count as one edit.
    /// </summary>
    private static int Distance(string from, string to)
    {
        int[] beforeLast = new int[to.Length + 1];
        int[] last = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] row = new int[to.Length + 1];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int cost = from[i - 1] == to[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last[to.Length];
    }
}
