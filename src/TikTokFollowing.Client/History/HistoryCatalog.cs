using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.History;

/// <summary>Lists the histories of a folder by their users.</summary>
internal static class HistoryCatalog
{
    /// <summary>Returns the histories in the order of their file names.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryNotFound"/> or <see cref="FollowingErrorKind.HistoryUnusable"/>
    /// </exception>
    public static async Task<IReadOnlyList<HistoryEntry>> ReadAsync(
        HistoryFolder folder, CancellationToken cancellationToken)
    {
        List<HistoryEntry> entries = [];
        foreach (string path in folder.List())
        {
            if (await ReadAsync(path, folder.Storage, cancellationToken).ConfigureAwait(false) is HistoryEntry entry)
            {
                entries.Add(entry);
            }
        }
        return [.. entries.Select((entry, index) => MarkCopy(entry, entries.Take(index), entries.Skip(index + 1)))];
    }

    private static async Task<HistoryEntry?> ReadAsync(
        string path, HistoryStorage storage, CancellationToken cancellationToken)
    {
        using HistoryReader reader =
            await HistoryReader.OpenAsync(path, storage, cancellationToken).ConfigureAwait(false);
        if (reader.List is not HistoryPlayback list)
        {
            return null;
        }
        try
        {
            return new HistoryEntry(path, reader.FindUser() ?? list.User, list.Header.Hash);
        }
        catch (FollowingException e)
        {
            return new HistoryEntry(path, list.User, list.Header.Hash) { Error = e };
        }
    }

    // The first of several files has the error.
    private static HistoryEntry MarkCopy(
        HistoryEntry entry, IEnumerable<HistoryEntry> before, IEnumerable<HistoryEntry> after)
    {
        if (before.Any(other => IsSame(other, entry)))
        {
            return entry with { IsCopy = true };
        }
        return after.FirstOrDefault(other => IsSame(other, entry)) is HistoryEntry copy
            ? entry with { Error = HistoryFolder.Copied(entry.Path, copy.Path) }
            : entry;
    }

    // The present user of a damaged history is unknown.
    private static bool IsSame(HistoryEntry first, HistoryEntry second) =>
        first.Hash == second.Hash
        || (first.Error is null && second.Error is null && HistoryHeader.IsSame(first.User, second.User));
}

/// <summary>Represents a history in a folder.</summary>
/// <param name="Path">The path of its file.</param>
/// <param name="User">The user, with the present handle.</param>
/// <param name="Hash">The hash of its header, which identifies it.</param>
internal sealed record HistoryEntry(string Path, FollowingHandle User, string? Hash)
{
    /// <summary>Gets the reason for which it cannot be read; null if it can.</summary>
    public FollowingException? Error { get; init; }

    /// <summary>Indicates whether another file of the same history has the error.</summary>
    public bool IsCopy { get; init; }
}
