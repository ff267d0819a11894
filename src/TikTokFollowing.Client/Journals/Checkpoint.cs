namespace TikTokFollowing.Client.Journals;

/// <summary>Where a command keeps its journals.</summary>
/// <param name="Folder">The folder; it is made if it is not there.</param>
/// <param name="IsMadeUp">The accounts come from the sandbox, and must not be taken for real ones later.</param>
internal sealed record Checkpoint(string Folder, bool IsMadeUp);
