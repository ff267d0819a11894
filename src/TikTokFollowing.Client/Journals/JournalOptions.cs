namespace TikTokFollowing.Client.Journals;

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
    public OpenFile Open { get; init; } = DiskFile.Open;
}
