using System.Management.Automation;
using TikTokFollowing.Client.History;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Resolves the folder of histories.</summary>
internal static class HistoryPath
{
    private const string Variable = "TIKTOKFOLLOWING_HISTORY_PATH";

    /// <summary>Opens the folder in -Path or, without it, in the environment variable.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public static HistoryFolder Open(SessionState session, string? path)
    {
        string? folder = path ?? Environment.GetEnvironmentVariable(Variable);
        if (path is null && string.IsNullOrWhiteSpace(folder))
        {
            throw RequestErrors.Invalid(
                "No folder for the histories was specified. Use -Path with a folder, which is created if it does not "
                + $"exist, or set $env:{Variable} to one.");
        }
        string parameter = path is null ? $"$env:{Variable}" : "-Path";
        return new HistoryFolder(
            JournalFolder.Resolve(session, folder!, parameter), new HistoryStorage(TimeProvider.System));
    }
}
