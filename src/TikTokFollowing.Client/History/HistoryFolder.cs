using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Finds the histories in a folder. The header of a file decides, not its name. Two files of the same history are an
/// error: tools that synchronize folders create them, and neither can be trusted.
/// </summary>
internal sealed class HistoryFolder(string path, HistoryStorage storage)
{
    public string Path => path;

    public HistoryStorage Storage => storage;

    /// <summary>Returns the path of the history of a user, whether it exists or not.</summary>
    public string PathOf(FollowingHandle user) => System.IO.Path.Combine(path, HistoryFileName.Of(user));

    /// <summary>Finds the history of a user.</summary>
    /// <returns>Its path; null if none exists.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public async Task<string?> FindAsync(FollowingHandle user, CancellationToken cancellationToken)
    {
        string usual = PathOf(user);
        if (new FileInfo(usual) is { Exists: true, Length: > 0 })
        {
            await ThrowIfCopiedAsync(user, usual, cancellationToken).ConfigureAwait(false);
            return usual;
        }
        string? found = null;
        foreach (string file in Enumerate(""))
        {
            if (await IsOfAsync(user, file, cancellationToken).ConfigureAwait(false))
            {
                found = found is null ? file : throw Copied(found, file);
            }
        }
        return found;
    }

    /// <summary>Returns the paths of all histories in the order of their names.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryNotFound"/> or <see cref="FollowingErrorKind.HistoryUnusable"/>
    /// </exception>
    public IReadOnlyList<string> List()
    {
        if (!Directory.Exists(path) && !File.Exists(path))
        {
            throw new FollowingException(
                FollowingErrorKind.HistoryNotFound, null, $"There is no folder {HistoryErrors.Show(path)}.");
        }
        return [.. Enumerate("").Where(file => ReadHeader(file) is not null)];
    }

    // Copies have the name of the history and an addition: "name (1).history.jsonl", "name-PC.history.jsonl",
    // "name.history-PC.jsonl", "name.history.sync-conflict-20261127-101500-ABCDEFG.jsonl".
    private async Task ThrowIfCopiedAsync(FollowingHandle user, string usual, CancellationToken cancellationToken)
    {
        string? hash = ReadHeader(usual)?.Hash;
        foreach (string file in Enumerate(HistoryFileName.StemOf(user)))
        {
            bool isUsual = string.Equals(
                System.IO.Path.GetFileName(file), HistoryFileName.Of(user), StringComparison.OrdinalIgnoreCase);
            if (isUsual || ReadHeader(file) is not HistoryHeader header)
            {
                continue;
            }
            bool isSameFile = hash is not null && header.Hash == hash;
            if (isSameFile || await IsOfAsync(user, file, cancellationToken).ConfigureAwait(false))
            {
                throw Copied(usual, file);
            }
        }
    }

    // The header has the first handle. A history that was continued under another one has it in a later line.
    private async Task<bool> IsOfAsync(FollowingHandle user, string file, CancellationToken cancellationToken)
    {
        if (ReadHeader(file)?.User is not FollowingHandle first || !HistoryHeader.IsSame(first, user))
        {
            return false;
        }
        using HistoryReader reader =
            await HistoryReader.OpenAsync(file, storage, cancellationToken).ConfigureAwait(false);
        reader.ReadUntil();
        return reader.List is HistoryPlayback list && HistoryHeader.IsSame(list.User, user);
    }

    private IReadOnlyList<string> Enumerate(string start)
    {
        try
        {
            return !Directory.Exists(path) && !File.Exists(path)
                ? []
                : [.. Directory.EnumerateFiles(path, start + "*.jsonl").Where(IsCandidate).OrderBy(
                    static file => file, StringComparer.Ordinal)];
        }
        catch (Exception e) when (HistoryErrors.IsFileError(e))
        {
            throw HistoryErrors.Unusable(path, e);
        }
    }

    private static bool IsCandidate(string file) => file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
        && !file.EndsWith(HistoryFileName.PendingExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the header of a file; null if the file is not a history, or a damaged one.</summary>
    internal static HistoryHeader? ReadHeader(string file)
    {
        try
        {
            using FileStream stream = UnlockedFile.OpenRead(file);
            using CommitReader reader = new(stream, HistoryFormat.Name);
            return reader.ReadHeader() ? HistoryHeader.Read(reader.Header) : null;
        }
        catch (Exception e) when (HistoryErrors.IsFileError(e))
        {
            return null; // no history, or one that is reported when it is used
        }
    }

    internal static FollowingException Copied(string first, string second) => HistoryErrors.Unusable(
        first,
        $"{HistoryErrors.Show(second)} is a history of the same user. A synchronized folder can contain such copies. "
            + "Compare their last lines, and move the older file to another folder.");
}
