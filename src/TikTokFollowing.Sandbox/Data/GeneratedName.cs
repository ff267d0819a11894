using System.Globalization;
using System.Text.RegularExpressions;

namespace TikTokFollowing.SandboxServer;

/// <summary>Represents the handle of a generated account and the two words that it consists of.</summary>
internal readonly record struct GeneratedName(string Adjective, string Noun, string Handle)
{
    private static readonly Regex s_handle = new("^([a-z]+)[._]([a-z]+)[0-9]{1,4}\\z", RegexOptions.CultureInvariant);

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
        Match match = s_handle.Match(handle);
        string first = match.Groups[1].Value;
        string second = match.Groups[2].Value;
        return (SandboxWords.Adjectives.Contains(first) && SandboxWords.Nouns.Contains(second))
            || (SandboxWords.Nouns.Contains(first) && SandboxWords.Adjectives.Contains(second));
    }
}
