using System;
using System.Globalization;

namespace TikTokFollowing.SandboxServer;

/// <summary>Represents the handle of a generated account and the two words that it consists of.</summary>
internal readonly record struct GeneratedName(string Adjective, string Noun, string Handle)
{
    private const int MaxDigits = 4;

    public static GeneratedName Of(int adjectiveIndex, int nounIndex, int number)
    {
        string adjective = SandboxWords.Adjectives[adjectiveIndex];
        string noun = SandboxWords.Nouns[nounIndex];
        string digits = number.ToString(CultureInfo.InvariantCulture);
        string handle = (number % 3) switch
        {
            0 => $"{adjective}.{noun}{digits}",
            1 => $"{adjective}_{noun}{digits}",
            _ => $"{noun}.{adjective}{digits}",
        };
        return new GeneratedName(adjective, noun, handle);
    }

    /// <summary>
    /// Indicates whether a handle can be that of a generated account. The handles that users choose for their lists are
    /// usually not.
    /// </summary>
    public static bool IsGenerated(string handle)
    {
        int separator = handle.IndexOfAny(['.', '_']);
        int end = handle.Length;
        while (end > 0 && handle[end - 1] is >= '0' and <= '9')
        {
            end--;
        }

        if (separator < 0 || separator >= end || handle.Length - end is 0 or > MaxDigits)
        {
            return false;
        }

        string first = handle.Substring(0, separator);
        string second = handle.Substring(separator + 1, end - separator - 1);
        return (IsIn(SandboxWords.Adjectives, first) && IsIn(SandboxWords.Nouns, second))
            || (IsIn(SandboxWords.Nouns, first) && IsIn(SandboxWords.Adjectives, second));
    }

    private static bool IsIn(string[] words, string text) => Array.IndexOf(words, text) >= 0;
}
