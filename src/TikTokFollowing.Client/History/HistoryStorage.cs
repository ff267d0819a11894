using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.History;

/// <summary>Opens the files of histories, and waits a moment for a file that another program has open.</summary>
internal sealed class HistoryStorage(TimeProvider clock)
{
    private const int MaxRetries = 10;

    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the function that opens files for writing; tests replace it.</summary>
    public OpenFile Open { get; init; } = DiskFile.Open;

    /// <summary>Opens a file for the only writer, and creates it and its folder if necessary.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryInUse"/> or <see cref="FollowingErrorKind.HistoryUnusable"/>
    /// </exception>
    public Task<Stream> OpenWriteAsync(string path, CancellationToken cancellationToken)
    {
        return OpenAsync(path, Open, cancellationToken);

        // Except on Windows, the lock is exclusive. The readers of this module open files without a lock.
        Stream Open(string path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            RegularFile.ThrowIfOther(path);
            return this.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, DiskFile.WriterShare);
        }
    }

    /// <summary>Opens a file for reading while another command can write to it.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryNotFound"/>, <see cref="FollowingErrorKind.HistoryInUse"/> or
    /// <see cref="FollowingErrorKind.HistoryUnusable"/>
    /// </exception>
    public async Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(path, UnlockedFile.OpenRead, cancellationToken).ConfigureAwait(false);
        }
        catch (FollowingException e) when (e.InnerException is FileNotFoundException or DirectoryNotFoundException)
        {
            throw HistoryErrors.NotFound(path, e.InnerException);
        }
    }

    private async Task<Stream> OpenAsync(
        string path, Func<string, Stream> open, CancellationToken cancellationToken)
    {
        for (int retries = 0; ; retries++)
        {
            try
            {
                return open(path);
            }
            catch (IOException e) when (IsSharingViolation(e))
            {
                if (retries == MaxRetries)
                {
                    throw HistoryErrors.InUse(path, e);
                }
            }
            catch (Exception e) when (HistoryErrors.IsFileError(e))
            {
                throw HistoryErrors.Unusable(path, e);
            }
            await DelayAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DelayAsync(CancellationToken cancellationToken)
    {
#if NETFRAMEWORK
        await clock.Delay(s_retryInterval, cancellationToken).ConfigureAwait(false);
#else
        await Task.Delay(s_retryInterval, clock, cancellationToken).ConfigureAwait(false);
#endif
    }

    private static bool IsSharingViolation(IOException e)
    {
        const int SharingViolation = unchecked((int)0x80070020);
        const int LockViolation = unchecked((int)0x80070021);
        const int LinuxWouldBlock = 11;
        const int BsdWouldBlock = 35;
        return Path.DirectorySeparatorChar == '\\'
            ? e.HResult is SharingViolation or LockViolation
            : e.HResult is LinuxWouldBlock or BsdWouldBlock or SharingViolation;
    }
}
