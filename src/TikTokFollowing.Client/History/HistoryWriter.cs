using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Represents the history of one user that this command alone can change. It is locked until it is disposed.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="storage">Opens the file of the pages.</param>
/// <param name="user">The user.</param>
/// <param name="isSandbox">True if the accounts are fictitious.</param>
internal sealed class HistoryWriter(HistoryFile file, HistoryStorage storage, FollowingHandle user, bool isSandbox)
    : IDisposable
{
    private HistoryPlayback? _list;

    public string Path => file.Path;

    /// <summary>Gets the stored list; it is empty before the baseline.</summary>
    public HistoryState State { get; private set; } = HistoryState.Empty;

    /// <summary>Gets the update that has started and is not committed; null if none exists.</summary>
    public PendingFile? Pending { get; private set; }

    /// <summary>Opens the history of a user for an update, and the pages of an interrupted one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="user">The user.</param>
    /// <param name="former">The former handle of the user, whose history is continued; null for the same one.</param>
    /// <param name="isSandbox">True if the accounts are fictitious.</param>
    /// <param name="cancellationToken">Cancels the wait for another command.</param>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryInUse"/>, <see cref="FollowingErrorKind.HistoryUnusable"/> or
    /// <see cref="FollowingErrorKind.HistoryNotFound"/>
    /// </exception>
    public static async Task<HistoryWriter> OpenAsync(
        HistoryFolder folder,
        FollowingHandle user,
        FollowingHandle? former,
        bool isSandbox,
        CancellationToken cancellationToken)
    {
        string? own = await folder.FindAsync(user, cancellationToken).ConfigureAwait(false);
        string path = former is null
            ? own ?? folder.PathOf(user)
            : await FormerHistory.ContinueAsync(folder, former, user, own, cancellationToken).ConfigureAwait(false);
        HistoryFile file = await HistoryFile
            .OpenAsync(path, HistoryFormat.Name, folder.Storage, cancellationToken)
            .ConfigureAwait(false);
        HistoryWriter writer = new(file, folder.Storage, user, isSandbox);
        try
        {
            writer.Read(former);
            await writer.OpenPendingAsync(cancellationToken).ConfigureAwait(false);
            return writer;
        }
        catch (Exception e)
        {
            writer.Dispose();
            if (HistoryErrors.IsFileError(e))
            {
                throw HistoryErrors.Unusable(path, e);
            }
            throw;
        }
    }

    /// <summary>Starts an update: creates the file of its pages.</summary>
    /// <param name="options">The options of the update; the state that it continues is added.</param>
    /// <param name="cancellationToken">Cancels the wait for another program.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public async Task<PendingFile> StartAsync(PendingUpdate options, CancellationToken cancellationToken)
    {
        PendingUpdate update = options with
        {
            Handle = user.Value,
            IsSandbox = isSandbox,
            Commit = file.Sequence,
            CommitHash = file.Hash,
        };
        Pending = await PendingFile
            .CreateAsync(HistoryFileName.PendingPathOf(Path), update, storage, cancellationToken)
            .ConfigureAwait(false);
        return Pending;
    }

    /// <summary>Commits an update to disk, then deletes the file of its pages.</summary>
    /// <returns>The changes of the update.</returns>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryUnusable"/>: nothing was stored, and the pages are kept.
    /// </exception>
    public IReadOnlyList<FollowingChange> Commit(HistoryDelta delta)
    {
        file.SetHeader(new HistoryHeader
        {
            User = user,
            CreatedAt = delta.Reading.StartedAt,
            IsSandbox = isSandbox,
        }.ToJson());
        _list ??= new HistoryPlayback(HistoryHeader.Read(file.Header));
        bool isRenamed = !HistoryHeader.IsSame(_list.User, user);
        delta = delta with { Handle = isRenamed ? user.Value : null };
        ReadOnlyMemory<byte> commit = HistoryFormat.WriteCommit(delta);
        List<ReadOnlyMemory<byte>> lines;
        IReadOnlyList<FollowingChange> changes;
        try
        {
            lines = HistoryFormat.WriteLines(delta, State.Marks, State.NextKey);
            // Like the next reader does it, so that nothing is stored that cannot be read.
            changes = _list.ApplyWithChanges(new CommittedLines(lines, commit));
        }
        catch (Exception e) when (HistoryErrors.IsFileError(e))
        {
            throw HistoryErrors.Unusable(Path, "the update does not fit the stored list. It was not stored.", e);
        }
        file.Append(lines, commit);
        State = _list.ToState();
        DeletePending();
        return changes;
    }

    /// <summary>Deletes the pages of an update from which nothing can be concluded.</summary>
    public void DeletePending()
    {
        Pending?.Delete();
        Pending = null;
    }

    public void Dispose()
    {
        Pending?.Dispose();
        file.Dispose();
    }

    private void Read(FollowingHandle? former)
    {
        if (!file.Header.IsEmpty)
        {
            _list = new HistoryPlayback(HistoryHeader.Read(file.Header));
        }
        while (file.ReadNext() is CommittedLines commit)
        {
            _list!.ApplyUntil(commit);
        }
        if (_list is null)
        {
            return;
        }
        State = _list.ToState();
        bool isUser = HistoryHeader.IsSame(_list.User, user);
        if (!isUser && (former is null || !HistoryHeader.IsSame(_list.User, former)))
        {
            throw new InvalidDataException(
                $"it is the history of {_list.User.Shown}. If {user.Shown} is the same user, use -FormerHandle.");
        }
        if (_list.Header.IsSandbox != isSandbox)
        {
            throw new InvalidDataException(
                isSandbox
                    ? "it has real accounts, but the sandbox returns fictitious ones. Use another -Path."
                    : "it has the fictitious accounts of the sandbox. Use another -Path.");
        }
    }

    private async Task OpenPendingAsync(CancellationToken cancellationToken)
    {
        string path = HistoryFileName.PendingPathOf(Path);
        Pending = await PendingFile.OpenAsync(path, storage, cancellationToken).ConfigureAwait(false);
        if (Pending is null)
        {
            return;
        }
        PendingUpdate update = Pending.Update;
        // The process can have ended after the first line of the file, whose hash the baseline did not know yet.
        bool isSameHash = update.Commit == 0 || update.CommitHash == file.Hash;
        if (update.Commit < file.Sequence)
        {
            DeletePending(); // the process ended between the commit and the deletion
        }
        else if (update.Commit != file.Sequence || !isSameHash || update.IsSandbox != isSandbox)
        {
            throw HistoryErrors.Unusable(
                path,
                "it belongs to an interrupted update of another version of this history. "
                    + "Restore that version, or delete this file.");
        }
    }
}
