namespace TikTokFollowing.Client.Tests.Chaos;

/// <summary>How much the long suites do: all of it with <c>TIKTOKFOLLOWING_FULL=1</c>, a slice otherwise.</summary>
internal static class FullRun
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("TIKTOKFOLLOWING_FULL") == "1";

    public static int Of(int full, int slice) => IsOn ? full : slice;

    /// <summary>A new folder for journals; in memory where there is such a place, because each page is flushed to the disk.</summary>
    public static string NewFolder()
    {
        string root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(root, "tiktokfollowing-" + Guid.NewGuid().ToString("N"))).FullName;
    }
}
