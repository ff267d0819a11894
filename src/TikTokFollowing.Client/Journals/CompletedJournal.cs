using System;

namespace TikTokFollowing.Client.Journals;

/// <summary>Describes a journal that has a list to its end, so that no request is sent.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="ReadAt">The time at which its last page was retrieved; null if that page has no accounts.</param>
internal sealed record CompletedJournal(string Path, DateTime? ReadAt);
