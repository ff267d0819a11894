namespace TikTokFollowing.Client.History;

/// <summary>
/// Represents the pages of an update that is not committed yet. Each page is on disk before it is evaluated, so that an
/// interrupted update resumes without paying again. The writer of the history is the only one that uses it.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    public const string Format = "TikTokFollowing pending update";

    private readonly HistoryFile _file;
    private readonly List<PendingPage> _pages = [];

    private PendingFile(HistoryFile file, PendingUpdate update)
    {
        _file = file;
        Update = update;
    }

    public string Path => _file.Path;

    public PendingUpdate Update { get; }

    /// <summary>Gets the pages that are on disk.</summary>
    public IReadOnlyList<PendingPage> Pages => _pages;

    /// <summary>Opens the file of an interrupted update.</summary>
    /// <returns>Null if none exists, or if it has no page.</returns>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public static async Task<PendingFile?> OpenAsync(
        string path, HistoryStorage storage, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return null;
        }
        HistoryFile file = await HistoryFile.OpenAsync(path, Format, storage, cancellationToken).ConfigureAwait(false);
        try
        {
            PendingUpdate update = file.Header.IsEmpty ? new PendingUpdate() : PendingUpdate.Read(file.Header);
            PendingFile pending = new(file, update);
            while (file.ReadNext() is CommittedLines page)
            {
                pending._pages.Add(PendingPage.Read(page, pending.Update.Handle ?? ""));
            }
            if (pending._pages.Count > 0)
            {
                return pending;
            }
            file.Delete();
            return null;
        }
        catch (Exception e) when (e is FollowingException || HistoryErrors.IsFileError(e))
        {
            file.Dispose();
            const string Advice = " Its pages were paid for. Restore a copy of it, or delete it to read them again.";
            throw e is FollowingException error ? error.With(Advice.Trim()) : HistoryErrors.Unusable(path, e, Advice);
        }
    }

    /// <summary>Creates the file of an update that starts.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public static async Task<PendingFile> CreateAsync(
        string path, PendingUpdate update, HistoryStorage storage, CancellationToken cancellationToken)
    {
        HistoryFile file = await HistoryFile.OpenAsync(path, Format, storage, cancellationToken).ConfigureAwait(false);
        if (!file.Header.IsEmpty || file.ReadNext() is not null)
        {
            file.Dispose();
            throw HistoryErrors.Unusable(path, "it has the pages of another update.");
        }
        file.SetHeader(update.ToJson());
        return new PendingFile(file, update);
    }

    /// <summary>Appends a page and flushes it to disk.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.HistoryUnusable"/></exception>
    public void Append(PendingPage page)
    {
        _file.Append([page.ToLine()], page.ToCommit());
        _pages.Add(page);
    }

    /// <summary>Deletes the file after its pages were committed, or because they cannot be used.</summary>
    public void Delete() => _file.Delete();

    public void Dispose() => _file.Dispose();
}
