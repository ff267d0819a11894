namespace TikTokFollowing.Client.Tests.Chaos;

/// <summary>Limits the long suites, which run completely only with <c>TIKTOKFOLLOWING_FULL=1</c>.</summary>
internal static class FullRun
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("TIKTOKFOLLOWING_FULL") == "1";

    public static int Of(int full, int slice) => IsOn ? full : slice;

    /// <summary>
    /// Creates a folder for journals. It is in memory if possible, because each page is flushed to disk.
    /// </summary>
    public static string NewFolder()
    {
        string root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string name = "tiktokfollowing-" + Guid.NewGuid().ToString("N");
        return Directory.CreateDirectory(Path.Combine(root, name)).FullName;
    }
}
