using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.History;

/// <summary>Rebuilds a stored list from the commits of its file, one after another.</summary>
internal sealed class HistoryPlayback(HistoryHeader header)
{
    private readonly HistoryReplay _replay = new(HistoryState.Empty);

    public HistoryHeader Header => header;

    /// <summary>Gets the user as of the last applied update.</summary>
    public FollowingHandle User { get; private set; } =
        header.User ?? throw new InvalidDataException("it does not name a user.");

    /// <summary>Gets the marks as of the last applied update.</summary>
    public HistoryMarks Marks => _replay.Marks;

    /// <summary>Gets the key of the next new account.</summary>
    public int NextKey => _replay.Count;

    public HistoryState ToState() => _replay.ToState();

    /// <summary>Applies the next update, unless it was read after a time.</summary>
    /// <returns>The update; null if it was read later.</returns>
    /// <exception cref="InvalidDataException">It does not continue the list.</exception>
    /// <exception cref="System.Text.Json.JsonException">Its lines have another form.</exception>
    public HistoryDelta? ApplyUntil(CommittedLines commit, DateTime? time = null)
    {
        HistoryDelta update = HistoryFormat.Read(commit, Marks, NextKey);
        if (update.Reading.ReadAt > time)
        {
            return null;
        }
        Apply(update);
        return update;
    }

    /// <summary>Applies the next update and returns its changes.</summary>
    /// <exception cref="InvalidDataException">It does not continue the list.</exception>
    /// <exception cref="System.Text.Json.JsonException">Its lines have another form.</exception>
    public IReadOnlyList<FollowingChange> ApplyWithChanges(CommittedLines commit)
    {
        HistoryDelta update = HistoryFormat.Read(commit, Marks, NextKey);
        Dictionary<int, StoredAccount> before = update.Changes
            .Select(change => change.Key)
            .Where(IsKnown)
            .Distinct()
            .ToDictionary(key => key, key => _replay[key]);
        Apply(update);
        return update.Changes.All(change => IsKnown(change.Key))
            ? [.. update.Changes.Select(ToChange)]
            : throw NoContinuation(null);

        FollowingChange ToChange(HistoryChange change)
        {
            before.TryGetValue(change.Key, out StoredAccount? old);
            return HistoryOutput.ToChange(this, change, old, _replay[change.Key]);
        }
    }

    private bool IsKnown(int key) => key >= 0 && key < NextKey;

    private void Apply(HistoryDelta update)
    {
        try
        {
            _replay.Apply(update);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw NoContinuation(e);
        }
        User = update.Handle is null ? User : HistoryHeader.Parse(update.Handle);
    }

    private static InvalidDataException NoContinuation(Exception? e) =>
        new("one of its updates does not fit the list before it. Restore a copy of it.", e);
}
