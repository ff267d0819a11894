using System.Management.Automation;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Resolves the path of a file that a command reads.</summary>
internal static class InputFile
{
    /// <summary>Returns the full path of an existing file. Wildcards are not expanded.</summary>
    /// <param name="session">The session, which has the current folder.</param>
    /// <param name="path">The path as it was specified.</param>
    /// <param name="parameter">The parameter, for messages.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public static string Resolve(SessionState session, string path, string parameter)
    {
        string shown = $"{parameter} '{TextSanitizer.Sanitize(path)}'";
        // Windows allows no wildcards in names, but users may expect that they are expanded.
        string hint = WildcardPattern.ContainsWildcardCharacters(path) ? " Wildcards are not expanded." : "";
        string full = LiteralPath.Resolve(
            session,
            path,
            e => RequestErrors.Invalid($"{shown} cannot be used: {e.Message}{hint}"),
            out ProviderInfo provider);
        if (provider.Name != "FileSystem")
        {
            throw RequestErrors.Invalid($"{shown} is not a file, but a path of the provider {provider.Name}.");
        }
        return File.Exists(full) ? full
            : Directory.Exists(full) ? throw RequestErrors.Invalid($"{shown} is a folder. Specify a file in it.")
            : throw RequestErrors.Invalid($"{shown} does not exist. Wildcards are not expanded.");
    }
}
