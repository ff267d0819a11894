using System.Text.Json;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.History;

/// <summary>Creates the exceptions for files of histories that cannot be used.</summary>
internal static class HistoryErrors
{
    private const int MaxPath = 190;

    /// <summary>Indicates whether an exception is about a file: its path, its access or its content.</summary>
    public static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException
        or NotSupportedException or ArgumentException or InvalidDataException or JsonException;

    public static FollowingException InUse(string path, Exception e) => new(
        FollowingErrorKind.HistoryInUse,
        null,
        $"Another command is using the history {Show(path)}. Wait until it ends, then run this command again.",
        e);

    public static FollowingException NotFound(string path, Exception e) =>
        new(FollowingErrorKind.HistoryNotFound, null, $"There is no history {Show(path)}.", e);

    public static FollowingException Unusable(string path, Exception e, string advice = "") =>
        Unusable(path, Describe(e) + advice, e);

    public static FollowingException Unusable(string path, string why, Exception? e = null) =>
        new(FollowingErrorKind.HistoryUnusable, null, $"The history {Show(path)} cannot be used: {why}", e);

    private static string Describe(Exception e) => e switch
    {
        InvalidDataException => e.Message,
        JsonException => "it has a line that this version of the module cannot read. Update the module.",
        _ => $"{TextSanitizer.Sanitize(e.Message)} Check the folder in -Path.",
    };

    /// <summary>Returns a path for a message. Of a long one it returns the end, which has the name.</summary>
    public static string Show(string path) => TextSanitizer.Sanitize(
        path.Length > MaxPath ? $"\u2026{path.Remove(0, path.Length - MaxPath)}" : path);
}
