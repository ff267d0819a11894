namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Represents a folder of one check, which is deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(FullName);

    public string FullName { get; } =
        Path.Combine(Path.GetTempPath(), "TikTokFollowing-" + Guid.NewGuid().ToString("n"));

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
