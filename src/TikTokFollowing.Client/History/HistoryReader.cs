using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Reads a stored history up to its last commit, while another command can write to it. The history is read once.
/// </summary>
internal sealed class HistoryReader(string path, Stream file) : IDisposable
{
    private readonly CommitReader _commits = new(file, HistoryFormat.Name);

    /// <summary>Gets the list as of the last update that was read; null if the file has no header yet.</summary>
    public HistoryPlayback? List { get; private set; }

    /// <summary>Opens a history and reads its header.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryNotFound"/>, <see cref="FollowingErrorKind.HistoryInUse"/> or
    /// <see cref="FollowingErrorKind.HistoryUnusable"/>
    /// </exception>
    public static async Task<HistoryReader> OpenAsync(
        string path, HistoryStorage storage, CancellationToken cancellationToken)
    {
        Stream file = await storage.OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
        HistoryReader reader = new(path, file);
        try
        {
            if (reader._commits.ReadHeader())
            {
                reader.List = new HistoryPlayback(HistoryHeader.Read(reader._commits.Header));
            }
            return reader;
        }
        catch (Exception e) when (HistoryErrors.IsFileError(e))
        {
            reader.Dispose();
            throw HistoryErrors.Unusable(path, e);
        }
    }

    /// <summary>Reads the changes that were detected in a time, one update after another.</summary>
    /// <param name="after">The UTC time after which they were detected.</param>
    /// <param name="before">The last UTC time at which they were detected.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public IEnumerable<FollowingChange> ReadChanges(DateTime? after = null, DateTime? before = null)
    {
        while (ReadNext(static (list, commit) => list.ApplyWithChanges(commit)) is { } changes)
        {
            foreach (FollowingChange change in changes)
            {
                DateTime? detectedAt = change.DetectedAt?.ToUniversalTime();
                bool isInTime = !(detectedAt <= after) && !(detectedAt > before);
                if (isInTime)
                {
                    yield return change;
                }
            }
        }
    }

    /// <summary>Reads the updates until a time. <see cref="List"/> then has the list of that time.</summary>
    /// <param name="time">The UTC time; null for all updates.</param>
    /// <returns>The number of updates.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public int ReadUntil(DateTime? time = null) => ReadUpdates(time).Count();

    /// <summary>Reads the updates until a time, one after another.</summary>
    /// <param name="time">The UTC time; null for all updates.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public IEnumerable<HistoryDelta> ReadUpdates(DateTime? time = null)
    {
        while (ReadNext((list, commit) => list.ApplyUntil(commit, time)) is HistoryDelta update)
        {
            yield return update;
        }
    }

    /// <summary>Finds the present user of the history, without its accounts.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public FollowingHandle? FindUser()
    {
        FollowingHandle? user = List?.User;
        while (ReadNext((_, commit) => FindHandle(commit) ?? user) is FollowingHandle next)
        {
            user = next;
        }
        return user;
    }

    public void Dispose()
    {
        _commits.Dispose();
        file.Dispose();
    }

    private T? ReadNext<T>(Func<HistoryPlayback, CommittedLines, T?> apply)
        where T : class
    {
        try
        {
            return List is not null && _commits.ReadNext() is CommittedLines commit ? apply(List, commit) : null;
        }
        catch (Exception e) when (HistoryErrors.IsFileError(e))
        {
            throw HistoryErrors.Unusable(path, e);
        }
    }

    // Texts have no quotation marks of their own, so the search finds a field.
    private static FollowingHandle? FindHandle(CommittedLines commit) =>
        commit.Commit.Span.IndexOf(",\"Handle\":"u8) >= 0
            ? HistoryHeader.Parse(HistoryFormat.ReadCommit(commit.Commit).Handle)
            : null;
}
