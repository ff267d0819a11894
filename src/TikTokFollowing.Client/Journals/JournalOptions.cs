using System.IO;

namespace TikTokFollowing.Client.Journals;

/// <summary>Opens a file without a buffer.</summary>
internal delegate FileStream OpenFile(string path, FileMode mode, FileAccess access, FileShare share);

/// <summary>Where a command keeps its journals.</summary>
/// <param name="Folder">The folder; it is made if it is not there.</param>
/// <param name="IsMadeUp">The accounts come from the sandbox, and must not be taken for real ones later.</param>
internal sealed record JournalOptions(string Folder, bool IsMadeUp)
{
    /// <summary>Opens the files; for tests of disks that refuse to be written.</summary>
    public OpenFile Open { get; init; } = static (path, mode, access, share) => new FileStream(path, mode, access, share, bufferSize: 1);
}
