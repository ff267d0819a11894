using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Resolves the folder of histories.</summary>
internal static class HistoryPath
{
    private const string Variable = "TIKTOKFOLLOWING_HISTORY_PATH";

    /// <summary>Returns the full path of the folder in -Path or, without it, in the environment variable.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public static string Resolve(SessionState session, string? path)
    {
        if (path is not null)
        {
            return JournalFolder.Resolve(session, path, "-Path");
        }
        string? folder = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(folder))
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                null,
                "No folder for the histories was specified. Use -Path with a folder, which is created if it does not "
                + $"exist, or set $env:{Variable} to one.");
        }
        return JournalFolder.Resolve(session, folder!, $"$env:{Variable}");
    }
}
