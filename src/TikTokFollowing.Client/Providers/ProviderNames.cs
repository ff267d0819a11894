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
    public static IReadOnlyList<string> SimilarTo(string text, IEnumerable<string> known)
    {
        string typed = Bare(text);
        if (typed.Length is < ShortestPart or > LongestName)
        {
            return [];
        }

        // The start of a name is no misspelling: "socia" can mean two providers, although one is nearer.
        string[] starts = Select(bare => bare.StartsWith(typed, StringComparison.Ordinal));
        if (starts.Length > 0)
        {
            return starts;
        }

        string[] near = Select(bare =>
            Distance(typed, bare) <= Math.Max(1, Math.Min(typed.Length, bare.Length) / LettersPerMistake));
        if (near.Length > 0)
        {
            return [.. near.GroupBy(name => Distance(typed, Bare(name))).OrderBy(static group => group.Key).First()];
        }

        return Select(bare =>
            bare.Contains(typed, StringComparison.Ordinal)
            || typed.StartsWith(bare.Substring(0, Math.Min(SharedStart, bare.Length)), StringComparison.Ordinal)
            || typed.Contains(bare, StringComparison.Ordinal));

        string[] Select(Func<string, bool> isSimilar) => [.. known.Where(name => isSimilar(Bare(name)))];
    }

    private static string Bare(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    /// <summary>
    /// Returns the optimal string alignment distance, in which two swapped neighbors count as one edit.
    /// </summary>
    private static int Distance(string from, string to)
    {
        int[,] edits = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                bool isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                int least = isSwap ? edits[i - 2, j - 2] + 1 : i + j;
                if (i > 0 && j > 0)
                {
                    int cost = from[i - 1] == to[j - 1] ? 0 : 1;
                    least = Math.Min(least, edits[i - 1, j - 1] + cost);
                    least = Math.Min(least, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                }
                edits[i, j] = least;
            }
        }
        return edits[from.Length, to.Length];
    }
}
