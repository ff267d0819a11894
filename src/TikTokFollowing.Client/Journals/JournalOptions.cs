namespace TikTokFollowing.Client.Journals;

/// <summary>Opens a file without a buffer.</summary>
internal delegate Stream OpenFile(string path, FileMode mode, FileAccess access, FileShare share);

/// <summary>Specifies the journals of a command.</summary>
/// <param name="Folder">The folder, which is created if it does not exist.</param>
/// <param name="IsFictitious">Indicates whether the accounts come from the sandbox.</param>
internal sealed record JournalOptions(string Folder, bool IsFictitious)
{
    /// <summary>
    /// Gets the age from which a finished list is fetched again; null if saved lists are used at any age.
    /// </summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Gets the function that opens the files; a test can replace the disk.</summary>
    // A buffer would write a page again, on closing, that a full disk has refused.
    public OpenFile Open { get; init; } =
        static (path, mode, access, share) => new FileStream(path, mode, access, share, bufferSize: 1);
}
