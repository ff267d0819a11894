using System.Management.Automation;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Resolves the folder in -CheckpointPath or -Path.</summary>
internal static class JournalFolder
{
    /// <summary>Returns the full path of the folder, which does not have to exist.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public static string Resolve(SessionState session, string path, string parameter = "-CheckpointPath")
    {
        string folder = LiteralPath.Resolve(
            session,
            path,
            e => RequestErrors.Invalid(
                $"{parameter} '{TextSanitizer.Sanitize(path)}' cannot be a folder: {e.Message}", e: e),
            out ProviderInfo provider);
        bool isFile = File.Exists(folder);
        return !isFile && provider.Name == "FileSystem" && !string.IsNullOrWhiteSpace(path)
            ? folder
            : throw RequestErrors.Invalid(isFile
                ? $"{parameter} '{path}' is a file. Specify a folder; it is created if it does not exist."
                : $"{parameter} '{path}' is not a folder in the file system.");
    }
}
