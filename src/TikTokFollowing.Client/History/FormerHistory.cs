using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.History;

/// <summary>Moves the history of a renamed user to the name of the file that belongs to the present handle.</summary>
internal static class FormerHistory
{
    /// <returns>The path after the move.</returns>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryNotFound"/>, <see cref="FollowingErrorKind.HistoryInUse"/> or
    /// <see cref="FollowingErrorKind.HistoryUnusable"/>
    /// </exception>
    public static async Task<string> MoveAsync(
        HistoryFolder folder, FollowingHandle former, FollowingHandle user, CancellationToken cancellationToken)
    {
        string path = await folder.FindAsync(former, cancellationToken).ConfigureAwait(false)
            ?? throw new FollowingException(
                FollowingErrorKind.HistoryNotFound, null, $"There is no history of {former.Shown}, the -FormerHandle.");
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
