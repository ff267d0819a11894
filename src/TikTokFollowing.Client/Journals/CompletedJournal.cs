namespace TikTokFollowing.Client.Journals;

/// <summary>Describes a journal that has all pages that a command reads, so that no request is sent.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="ReadAt">The time at which its first page was retrieved; null if it is unknown.</param>
/// <param name="Age">The time since then; null if it is unknown.</param>
internal sealed record CompletedJournal(string Path, DateTime? ReadAt, TimeSpan? Age);
