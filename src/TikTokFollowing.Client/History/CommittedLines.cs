namespace TikTokFollowing.Client.History;

/// <summary>Represents the lines of one commit. They are valid until the next commit is read.</summary>
/// <param name="Lines">The lines before the commit line, without their ends.</param>
/// <param name="Commit">The commit line, a JSON object.</param>
internal readonly record struct CommittedLines(
    IReadOnlyList<ReadOnlyMemory<byte>> Lines, ReadOnlyMemory<byte> Commit);
