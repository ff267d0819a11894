using System.IO;
using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Resolves the folder in -CheckpointPath or -Path.</summary>
internal static class JournalFolder
{
    /// <summary>Returns the full path of the folder, which does not have to exist.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public static string Resolve(SessionState session, string path, string parameter = "-CheckpointPath")
    {
        string folder = session.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        bool isFile = File.Exists(folder);
        if (!isFile && provider.Name == "FileSystem" && !string.IsNullOrWhiteSpace(path))
        {
            return folder;
        }
        throw new FollowingException(FollowingErrorKind.InvalidRequest, null, isFile
            ? $"{parameter} '{path}' is a file. Specify a folder; it is created if it does not exist."
            : $"{parameter} '{path}' is not a folder in the file system.");
    }
}
