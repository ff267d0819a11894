using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.History;

/// <summary>Stores lists that were read before in the history of their user, by the rules of an update.</summary>
internal sealed class HistoryImporter(HistoryFolder folder, FollowingHandle user, HistoryWriter writer) : IDisposable
{
    private string Shown => TextSanitizer.Sanitize(user.Shown);

    /// <summary>Opens the history of a user for this command alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="user">The user.</param>
    /// <param name="isSandbox">True if the accounts are fictitious.</param>
    /// <param name="cancellationToken">Cancels the wait for another command.</param>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.HistoryInUse"/> or <see cref="FollowingErrorKind.HistoryUnusable"/>
    /// </exception>
    public static async Task<HistoryImporter> OpenAsync(
        HistoryFolder folder, FollowingHandle user, bool isSandbox, CancellationToken cancellationToken)
    {
        HistoryWriter writer = await HistoryWriter
            .OpenAsync(folder, user, null, isSandbox, cancellationToken)
            .ConfigureAwait(false);
        HistoryImporter importer = new(folder, user, writer);
        if (writer.Pending is null)
        {
            return importer;
        }
        importer.Dispose();
        throw new FollowingException(
            FollowingErrorKind.HistoryInUse,
            null,
            $"An interrupted update of {importer.Shown} has pages that were paid for. Finish it before the import: "
            + $"Update-TikTokFollowingHistory {user.Value}");
    }

    /// <summary>Stores a list.</summary>
    /// <returns>The result; null if the list had been stored before.</returns>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidRequest"/> or <see cref="FollowingErrorKind.HistoryUnusable"/>: nothing of
    /// the list was stored.
    /// </exception>
    public async Task<HistoryUpdate?> ImportAsync(ListReading reading, CancellationToken cancellationToken)
    {
        HistoryState state = writer.State;
        if (reading.StartedAt <= state.Marks.LastUpdate)
        {
            return await IsStoredAsync(reading, cancellationToken).ConfigureAwait(false)
                ? null
                : throw Invalid(
                    $"{Describe(reading)} is older than the last update of its history, "
                    + $"{LocalTime.Format(state.Marks.LastUpdate?.ToLocalTime())}. Import lists in the order of "
                    + "their time. To start with the older list, import it first, with another -Path.");
        }
        // Like an update, which reads on.
        bool isConnected = !state.HasBaseline
            || reading.IsAtEnd
            || (state.Marks.IsOrderProven && Connection.IsConnected(state, reading));
        if (!isConnected)
        {
            throw NotWhole(reading);
        }
        switch (HistoryRules.Evaluate(state, reading))
        {
            case UpdateConclusion.Store store:
                return new HistoryUpdate
                {
                    Accounts = reading.Accounts.Count,
                    Changes = writer.Commit(store.Delta),
                    Warnings = store.Warnings,
                    IsBaseline = !state.HasBaseline,
                };
            case UpdateConclusion.Unusable { Reason: UnusableReason.EmptyBaseline }:
                throw Invalid(
                    $"{Describe(reading)} is empty, but no total of 0 confirms that. A hidden list looks empty, too. "
                    + "It was not stored.");
            case UpdateConclusion.Unusable:
                throw HistoryErrors.Unusable(
                    writer.Path,
                    $"none or hardly any of its accounts are in the list of {Shown} that was read at "
                    + $"{TimeOf(reading)}. The handle may belong to another user. The list was not stored.");
            default:
                throw NotWhole(reading);
        }
    }

    public void Dispose() => writer.Dispose();

    private async Task<bool> IsStoredAsync(ListReading reading, CancellationToken cancellationToken)
    {
        using HistoryReader reader =
            await HistoryReader.OpenAsync(writer.Path, folder.Storage, cancellationToken).ConfigureAwait(false);
        return reader.ReadUpdates(reading.ReadAt).Any(update => update.Reading.StartedAt == reading.StartedAt
            && update.Reading.ReadAt == reading.ReadAt
            && update.Reading.Accounts == reading.Accounts.Count);
    }

    private FollowingException NotWhole(ListReading reading) => Invalid(
        $"{Describe(reading)} does not reach far enough into the stored list, so its changes are unknown. "
        + "If it is the whole list, use -Complete. It was not stored.");

    private string Describe(ListReading reading) =>
        $"The list of {Shown} ({Quantity.Of(reading.Accounts.Count, "account")}, read at {TimeOf(reading)})";

    private static string TimeOf(ListReading reading) => LocalTime.Format(reading.ReadAt.ToLocalTime());

    private static FollowingException Invalid(string message) => new(FollowingErrorKind.InvalidRequest, null, message);
}
