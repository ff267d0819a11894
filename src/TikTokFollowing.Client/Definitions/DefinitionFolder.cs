using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Represents the definitions of a folder as they were when it was read.</summary>
/// <param name="Path">The folder as it was specified; empty if none was.</param>
/// <param name="Providers">The providers.</param>
/// <param name="Problems">The descriptions of files that cannot be used, one line each.</param>
internal sealed record DefinitionFolder(
    string Path, IReadOnlyList<IFollowingProvider> Providers, IReadOnlyList<string> Problems)
{
    /// <summary>Specifies the environment variable that contains the path of the folder.</summary>
    public const string Variable = "TIKTOKFOLLOWING_DEFINITION_PATH";

    // The schema, which editors use, can be in the same folder as the definitions.
    private const string SchemaEnding = ".schema.json";

    /// <summary>Gets an empty set of definitions.</summary>
    public static DefinitionFolder None { get; } = new("", [], []);

    /// <summary>
    /// Reads the .json files of a folder in the order of their names. A file that cannot be used does not affect the
    /// others.
    /// </summary>
    /// <param name="path">
    /// The full path of the folder. A relative one is not read, because it can mean any folder.
    /// </param>
    public static DefinitionFolder Read(string path)
    {
        string folder = path.Trim();
        if (folder.Length == 0)
        {
            return None with { Path = path };
        }
        if (!IsFullPath(folder))
        {
            return Unusable(path, "it is not a full path. Set the variable to the full path of a folder.");
        }
        try
        {
            return Directory.Exists(folder)
                ? Read(path, System.IO.Path.GetFullPath(folder))
                : Unusable(path, "the folder does not exist.");
        }
        catch (Exception e) when (e
            is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Unusable(path, TextSanitizer.Sanitize(e.Message));
        }
    }

    /// <summary>Returns the provider with a name; null if none exists.</summary>
    public IFollowingProvider? Find(string name) =>
        Providers.FirstOrDefault(one => one.Facts.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns a copy of the folder without a provider.</summary>
    public DefinitionFolder Without(string name) =>
        Find(name) is IFollowingProvider found
            ? this with { Providers = [.. Providers.Where(one => one != found)] }
            : this;

    private static DefinitionFolder Read(string path, string folder)
    {
        List<IFollowingProvider> providers = [];
        List<string> problems = [];
        foreach (string file in Directory
            .EnumerateFiles(folder, "*.json")
            .Where(static file => !file.EndsWith(SchemaEnding, StringComparison.OrdinalIgnoreCase))
            .OrderBy(static file => file, StringComparer.Ordinal))
        {
            try
            {
                IFollowingProvider provider = DefinedProviders.Load(file, isRegistered: false);
                string name = provider.Facts.Name;
                if (providers.Find(one => one.Facts.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    is IFollowingProvider first)
                {
                    problems.Add(
                        $"The definition {TextSanitizer.Sanitize(file)} was not loaded: "
                        + $"{TextSanitizer.Sanitize(first.Facts.DefinitionPath!)} defines {name}, too.");
                    continue;
                }
                providers.Add(provider);
            }
            catch (FollowingException e)
            {
                problems.Add($"A definition in $env:{Variable} was not loaded. {e.Message}");
            }
        }
        return new DefinitionFolder(path, providers, problems);
    }

    private static DefinitionFolder Unusable(string path, string reason) => new(
        path, [], [$"No definition was loaded from $env:{Variable} '{TextSanitizer.Sanitize(path)}': {reason}"]);

    // Path.IsPathFullyQualified is missing in .NET Framework. On Windows, "\folder" and "C:folder" depend on the
    // current drive and folder.
    private static bool IsFullPath(string path)
    {
        if (System.IO.Path.DirectorySeparatorChar == '/')
        {
            return path[0] == '/';
        }
        bool isShare = path.Length > 2 && IsSeparator(path[0]) && IsSeparator(path[1]);
        return isShare || (path.Length > 2 && path[1] == ':' && IsSeparator(path[2]));
    }

    private static bool IsSeparator(char c) => c is '\\' or '/';
}
