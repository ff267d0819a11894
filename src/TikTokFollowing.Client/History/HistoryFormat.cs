using System.Text.Json;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Writes and reads the lines of an update: accounts and changes in lines of at most 200, then a commit line with the
/// facts of the reading. Described for users in docs/history.md. A change that older versions cannot read takes another
/// <see cref="CommitReader.Version"/>.
/// </summary>
internal static class HistoryFormat
{
    public const string Name = "TikTokFollowing history";

    private const int MaxItems = 200;

    /// <summary>Writes the lines before the commit line.</summary>
    /// <param name="delta">The update.</param>
    /// <param name="before">The marks before the update.</param>
    /// <param name="nextKey">The key of the next new account.</param>
    /// <exception cref="ArgumentException">The update does not continue the history.</exception>
    public static List<ReadOnlyMemory<byte>> WriteLines(HistoryDelta delta, HistoryMarks before, int nextKey)
    {
        List<ReadOnlyMemory<byte>> lines = [];
        WriteItems(lines, "Removed", delta.Removals, (json, removal) =>
            HistoryFields.Removal.WriteObject(json, removal, HistoryFields.NoRemoval));
        PlacedAccount previous = PlacedAccount.First;
        WriteItems(lines, "Placed", delta.Placements, (json, placement) =>
        {
            PlacedAccount placed = PlacedAccount.Of(placement, previous, nextKey);
            HistoryFields.Placed.WriteObject(json, placed, previous.Next);
            nextKey += placement.Account is null ? 0 : 1;
            previous = placed;
        });
        WriteItems(lines, "Updated", delta.Updates, (json, update) =>
            HistoryFields.Update.WriteObject(json, update, HistoryFields.NoUpdate));
        long sequence = before.ChangeCount;
        WriteItems(lines, "Changes", delta.Changes, (json, change) =>
            HistoryFields.Change.WriteObject(json, change, HistoryFields.DefaultChange(++sequence, delta.Reading)));
        HistoryMarks predicted = HistoryFields.Predict(before, delta.Reading, delta.Changes.Count);
        if (predicted != delta.Marks)
        {
            lines.Add(HistoryJson.Write(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("Marks");
                HistoryFields.Marks.WriteObject(json, delta.Marks, predicted);
                json.WriteEndObject();
            }));
        }
        return lines;
    }

    /// <summary>Writes the fields of the commit line.</summary>
    /// <param name="delta">The update.</param>
    /// <param name="handle">The handle of the user if it is another one from now on; otherwise null.</param>
    public static ReadOnlyMemory<byte> WriteCommit(HistoryDelta delta, string? handle = null) =>
        HistoryJson.WriteObject(HistoryFields.Commit, CommitFacts.Of(delta, handle), CommitFacts.Usual);

    /// <summary>Reads an update.</summary>
    /// <param name="commit">The lines.</param>
    /// <param name="before">The marks before the update.</param>
    /// <param name="nextKey">The key of the next new account.</param>
    /// <exception cref="JsonException">The lines have another form.</exception>
    public static StoredUpdate Read(CommittedLines commit, HistoryMarks before, int nextKey)
    {
        CommitFacts facts = HistoryJson.ReadObject(commit.Commit, HistoryFields.Commit, CommitFacts.Usual);
        DeltaReader reader = new(facts.Reading, before, nextKey);
        foreach (ReadOnlyMemory<byte> line in commit.Lines)
        {
            Utf8JsonReader json = new(line.Span);
            HistoryJson.Checked(ref json, reader.ReadLine);
        }
        return new StoredUpdate(commit.Sequence, reader.ToDelta(facts), facts.Handle);
    }

    private static void WriteItems<T>(
        List<ReadOnlyMemory<byte>> lines, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        for (int start = 0; start < items.Count; start += MaxItems)
        {
            lines.Add(HistoryJson.Write(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray(name);
                for (int i = start; i < items.Count && i < start + MaxItems; i++)
                {
                    write(json, items[i]);
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }));
        }
    }

    /// <summary>Collects the lines of one update.</summary>
    private sealed class DeltaReader(ReadingFacts reading, HistoryMarks before, int nextKey)
    {
        private readonly List<Removal> _removals = [];
        private readonly List<Placement> _placements = [];
        private readonly List<AccountUpdate> _updates = [];
        private readonly List<HistoryChange> _changes = [];
        private PlacedAccount _previous = PlacedAccount.First;
        private int _nextKey = nextKey;
        private HistoryMarks? _marks;

        /// <summary>Reads a line: an object with one field.</summary>
        public bool ReadLine(ref Utf8JsonReader json)
        {
            if (!json.Read() || !json.Read() || json.TokenType != JsonTokenType.PropertyName)
            {
                throw new JsonException();
            }
            string? name = json.GetString();
            json.Read();
            switch (name)
            {
                case "Removed":
                    _removals.AddRange(JsonValues.ReadArray(ref json, ReadRemoval));
                    break;
                case "Placed":
                    _placements.AddRange(JsonValues.ReadArray(ref json, ReadPlacement));
                    break;
                case "Updated":
                    _updates.AddRange(JsonValues.ReadArray(ref json, ReadUpdate));
                    break;
                case "Changes":
                    // Each number depends on the ones before it.
                    JsonValues.ReadArray(ref json, ReadChange);
                    break;
                case "Marks":
                    _marks = HistoryFields.Marks.ReadObject(ref json, Predict());
                    break;
                default:
                    throw new JsonException();
            }
            return true;
        }

        public HistoryDelta ToDelta(CommitFacts facts) => new()
        {
            Reading = reading,
            Removals = _removals,
            Placements = _placements,
            Updates = _updates,
            Seen = facts.Seen ?? [],
            SeenByOthers = facts.SeenByOthers ?? [],
            Held = facts.Held ?? [],
            Released = facts.Released ?? [],
            Changes = _changes,
            Marks = _marks ?? Predict(),
        };

        private HistoryMarks Predict() => HistoryFields.Predict(before, reading, _changes.Count);

        private static Removal ReadRemoval(ref Utf8JsonReader json) =>
            HistoryFields.Removal.ReadObject(ref json, HistoryFields.NoRemoval);

        private static AccountUpdate ReadUpdate(ref Utf8JsonReader json) =>
            HistoryFields.Update.ReadObject(ref json, HistoryFields.NoUpdate);

        private Placement ReadPlacement(ref Utf8JsonReader json)
        {
            PlacedAccount read = HistoryFields.Placed.ReadObject(ref json, _previous.Next);
            Placement placement = read.ToPlacement(_nextKey);
            _nextKey += read.IsNew ? 1 : 0;
            _previous = read with { PlacedKey = placement.Key };
            return placement;
        }

        private HistoryChange ReadChange(ref Utf8JsonReader json)
        {
            long sequence = before.ChangeCount + _changes.Count + 1;
            HistoryChange change =
                HistoryFields.Change.ReadObject(ref json, HistoryFields.DefaultChange(sequence, reading));
            _changes.Add(change);
            return change;
        }
    }
}

/// <summary>Represents one update of a stored history.</summary>
/// <param name="Sequence">The number of its commit.</param>
/// <param name="Delta">The changes of the list.</param>
/// <param name="Handle">The handle of the user from this update on; null if it stays the same.</param>
internal sealed record StoredUpdate(long Sequence, HistoryDelta Delta, string? Handle);
