using System;

namespace TikTokFollowing.Client.Journals;

/// <summary>A list that a journal has to its end, so that nothing is asked for it.</summary>
/// <param name="Path">The journal.</param>
/// <param name="ReadAt">When its last page was read; null where no account says so.</param>
internal sealed record CompletedJournal(string Path, DateTime? ReadAt);
