using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.History;

/// <summary>Moves the history of a renamed user to the name of the file that belongs to the present handle.</summary>
internal static class FormerHistory
{
    /// <summary>Returns the path of the history that continues the one of a former handle.</summary>
    /// <param name="folder">The folder of the histories.</param>
    /// <param name="former">The former handle of the user.</param>
    /// <param name="user">The present handle of the user.</param>
    /// <param name="own">The history of the present handle; null if none exists.</param>
    /// <param name="cancellationToken">Cancels the wait for another command.</param>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryNotFound"/>, <see cref="FollowingErrorKind.HistoryInUse"/> or
    /// <see cref="FollowingErrorKind.HistoryUnusable"/>
    /// </exception>
    public static async Task<string> ContinueAsync(
        HistoryFolder folder,
        FollowingHandle former,
        FollowingHandle user,
        string? own,
        CancellationToken cancellationToken)
    {
        string? path = await folder.FindAsync(former, cancellationToken).ConfigureAwait(false);
        if (own is not null)
        {
            // A scheduled command keeps -FormerHandle, which can have another user later.
            bool isContinued = HistoryFolder.ReadHeader(own)?.User is FollowingHandle first
                && !HistoryHeader.IsSame(first, user);
            return path is null || path == own || isContinued
                ? own
                : throw HistoryErrors.Unusable(
                    own,
                    $"{former.Shown}, the -FormerHandle, has a history too, and two histories cannot be merged. "
                        + "Move one of them away, or omit -FormerHandle.");
        }
        return path is not null
            ? await MoveAsync(folder, path, user, cancellationToken).ConfigureAwait(false)
            : throw new FollowingException(
                FollowingErrorKind.HistoryNotFound, null, $"There is no history of {former.Shown}, the -FormerHandle.");
    }

    private static async Task<string> MoveAsync(
        HistoryFolder folder, string path, FollowingHandle user, CancellationToken cancellationToken)
    {
        string target = folder.PathOf(user);
        (await folder.Storage.OpenWriteAsync(path, cancellationToken).ConfigureAwait(false)).Dispose();
        try
        {
            // The pages first: after an interruption, the same command finds the history under its former name.
            string pending = HistoryFileName.PendingPathOf(path);
            if (File.Exists(pending))
            {
                File.Move(pending, HistoryFileName.PendingPathOf(target));
            }
            if (File.Exists(target) && new FileInfo(target).Length == 0)
            {
                File.Delete(target);
            }
            File.Move(path, target);
            return target;
        }
        catch (Exception e) when (HistoryErrors.IsFileError(e))
        {
            throw HistoryErrors.Unusable(path, e);
        }
    }
}
