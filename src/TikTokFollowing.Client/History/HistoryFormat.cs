using System.Text.Json;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Writes and reads the lines of an update. Accounts and changes are in lines of at most 200. The commit line with the
/// facts of the reading follows. The file docs/history.md describes the format. A change that older versions cannot
/// read requires another <see cref="CommitReader.Version"/>.
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
            HistoryFields.Removal.WriteObject(json, removal, new Removal(-1, null)));
        int? above = null;
        FollowWindow? window = null;
        WriteItems(lines, "Placed", delta.Placements, (json, placement) =>
        {
            (int key, int? placedAbove, StoredAccount? added) = placement;
            if (added is not null && key != nextKey++)
            {
                throw new ArgumentException($"The account {key} is not the next one.", nameof(delta));
            }
            StoredAccount usual = new() { Window = window };
            PlacedAccount placed = new(added is null ? key : null, placedAbove, added ?? usual);
            HistoryFields.Placed.WriteObject(json, placed, new PlacedAccount(null, above, usual));
            above = key;
            window = placed.Account.Window;
        });
        WriteItems(lines, "Updated", delta.Updates, (json, update) =>
            HistoryFields.Update.WriteObject(json, update, new AccountUpdate(-1)));
        long sequence = before.ChangeCount;
        WriteItems(lines, "Changes", delta.Changes, (json, change) =>
            HistoryFields.Change.WriteObject(json, change, DefaultChange(++sequence, delta.Reading)));
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
    public static ReadOnlyMemory<byte> WriteCommit(HistoryDelta delta) =>
        HistoryJson.WriteObject(HistoryFields.Commit, delta, UsualCommit(delta.Reading.ReadAt));

    /// <summary>Reads the fields of the commit line.</summary>
    /// <exception cref="JsonException">The line has another format.</exception>
    public static HistoryDelta ReadCommit(ReadOnlyMemory<byte> line)
    {
        HistoryDelta commit = HistoryJson.ReadObject(line, HistoryFields.Commit, UsualCommit(default));
        ReadingFacts reading = commit.Reading;
        return reading.StartedAt == default
            ? commit with { Reading = reading with { StartedAt = reading.ReadAt } }
            : commit;
    }

    /// <summary>Reads an update.</summary>
    /// <param name="commit">The lines.</param>
    /// <param name="before">The marks before the update.</param>
    /// <param name="nextKey">The key of the next new account.</param>
    /// <exception cref="JsonException">The lines have another form.</exception>
    public static HistoryDelta Read(CommittedLines commit, HistoryMarks before, int nextKey)
    {
        DeltaReader reader = new(ReadCommit(commit.Commit), before, nextKey);
        foreach (ReadOnlyMemory<byte> line in commit.Lines)
        {
            HistoryJson.Read(line, reader.ReadLine);
        }
        return reader.ToDelta();
    }

    // Most readings have one page, which costs one credit, and starts and ends at the same time.
    private static HistoryDelta UsualCommit(DateTime startedAt) =>
        new() { Reading = new() { StartedAt = startedAt, Requests = 1, CreditsCharged = 1 } };

    private static HistoryChange DefaultChange(long sequence, ReadingFacts reading) =>
        new() { Sequence = sequence, Key = -1, DetectedAt = reading.ReadAt };

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
    private sealed class DeltaReader(HistoryDelta commit, HistoryMarks before, int nextKey)
    {
        private readonly List<Removal> _removals = [];
        private readonly List<Placement> _placements = [];
        private readonly List<AccountUpdate> _updates = [];
        private readonly List<HistoryChange> _changes = [];
        private int? _above;
        private FollowWindow? _window;
        private HistoryMarks? _marks;

        /// <summary>Reads a line: an object with one field.</summary>
        public string? ReadLine(ref Utf8JsonReader json)
        {
            if (!json.Read() || json.TokenType != JsonTokenType.PropertyName)
            {
                throw new JsonException();
            }
            string? name = json.GetString();
            json.Read();
            switch (name)
            {
                case "Removed":
                    _removals.AddRange(JsonValues.ReadArray(ref json, static (ref item) =>
                        HistoryFields.Removal.ReadObject(ref item, new Removal(-1, null))));
                    break;
                case "Placed":
                    _placements.AddRange(JsonValues.ReadArray(ref json, ReadPlacement));
                    break;
                case "Updated":
                    _updates.AddRange(JsonValues.ReadArray(ref json, static (ref item) =>
                        HistoryFields.Update.ReadObject(ref item, new AccountUpdate(-1))));
                    break;
                case "Changes":
                    long sequence = before.ChangeCount + _changes.Count;
                    _changes.AddRange(JsonValues.ReadArray(ref json, (ref item) =>
                        HistoryFields.Change.ReadObject(ref item, DefaultChange(++sequence, commit.Reading))));
                    break;
                case "Marks":
                    _marks = HistoryFields.Marks.ReadObject(ref json, Predict());
                    break;
                default:
                    throw new JsonException();
            }
            return name;
        }

        public HistoryDelta ToDelta() => commit with
        {
            Removals = _removals,
            Placements = _placements,
            Updates = _updates,
            Changes = _changes,
            Marks = _marks ?? Predict(),
        };

        private HistoryMarks Predict() => HistoryFields.Predict(before, commit.Reading, _changes.Count);

        private Placement ReadPlacement(ref Utf8JsonReader json)
        {
            StoredAccount usual = new() { Key = nextKey, Window = _window };
            PlacedAccount placed = HistoryFields.Placed.ReadObject(ref json, new PlacedAccount(null, _above, usual));
            _window = usual.Window;
            _above = placed.Key ?? nextKey++;
            return new Placement(_above.Value, placed.Above, placed.Key is null ? usual : null);
        }
    }
}
