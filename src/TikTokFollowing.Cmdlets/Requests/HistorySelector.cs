using System.Management.Automation;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Transformations;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Finds the histories of the handles in -Handle, which can be wildcard patterns.</summary>
internal sealed class HistorySelector(HistoryFolder folder)
{
    private IReadOnlyList<HistoryEntry>? _all;

    /// <summary>Returns the histories of a handle or pattern.</summary>
    /// <param name="handle">The handle; null for all histories.</param>
    /// <param name="cancellationToken">Cancels the wait for a file.</param>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryNotFound"/>, <see cref="FollowingErrorKind.HistoryUnusable"/>,
    /// <see cref="FollowingErrorKind.InvalidHandle"/> or <see cref="FollowingErrorKind.InvalidRequest"/>
    /// </exception>
    public async Task<IReadOnlyList<HistoryEntry>> FindAsync(string? handle, CancellationToken cancellationToken)
    {
        HandleTransformationAttribute.ThrowIfMissing(handle);
        // The address of a profile can contain a question mark.
        if (handle is not null && (IsAddress(handle) || !WildcardPattern.ContainsWildcardCharacters(handle)))
        {
            return [await FindOneAsync(handle, cancellationToken).ConfigureAwait(false)];
        }
        _all ??= await HistoryCatalog.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        if (handle is null)
        {
            return _all;
        }
        WildcardPattern pattern = ProviderSelector.CreatePattern(handle.TrimStart('@'));
        return [.. _all.Where(entry => pattern.IsMatch(entry.User.Value))];
    }

    private static bool IsAddress(string handle) => handle.Contains("://", StringComparison.Ordinal);

    private async Task<HistoryEntry> FindOneAsync(string handle, CancellationToken cancellationToken)
    {
        FollowingHandle user;
        try
        {
            user = FollowingHandle.Parse(WildcardPattern.Unescape(handle));
        }
        catch (FollowingException e) when (handle.IndexOfAny(['/', '\\']) >= 0 && !IsAddress(handle))
        {
            throw e.With("Specify the folder of the histories with -Path.");
        }
        string path = await folder.FindAsync(user, cancellationToken).ConfigureAwait(false)
            ?? throw new FollowingException(
                FollowingErrorKind.HistoryNotFound,
                null,
                $"There is no history of {user.Shown} in {TextSanitizer.Sanitize(folder.Path)}. "
                + "To list the histories: Get-TikTokFollowingHistory -Summary");
        return new HistoryEntry(path, user, null);
    }
}
