using System.Management.Automation;
using TikTokFollowing.Client.History;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Resolves the folder of histories.</summary>
internal static class HistoryPath
{
    private const string Variable = "TIKTOKFOLLOWING_HISTORY_PATH";

    /// <summary>Returns the full path of the folder in -Path or, without it, in the environment variable.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    private static string Resolve(SessionState session, string? path)
    {
        if (path is not null)
        {
            return JournalFolder.Resolve(session, path, "-Path");
        }
        string? folder = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrWhiteSpace(folder)
            ? throw RequestErrors.Invalid(
                "No folder for the histories was specified. Use -Path with a folder, which is created if it does not "
                + $"exist, or set $env:{Variable} to one.")
            : JournalFolder.Resolve(session, folder!, $"$env:{Variable}");
    }

    /// <summary>Opens the folder in -Path or, without it, in the environment variable.</summary>
    /// <inheritdoc cref="Resolve" path="/exception"/>
    public static HistoryFolder Open(SessionState session, string? path) =>
        new(Resolve(session, path), new HistoryStorage(TimeProvider.System));
}
