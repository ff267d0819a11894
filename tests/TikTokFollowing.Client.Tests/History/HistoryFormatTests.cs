using System.Reflection;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.History;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests that updates are the same after they are written to lines and read.</summary>
public class HistoryFormatTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void A_written_update_is_read_as_it_was_and_leads_to_the_same_list() =>
        Check.One(s_config, Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            RandomUpdates updates = new(new Random(seed));
            HistoryState state = HistoryState.Empty;
            for (int i = 1; i <= 6; i++)
            {
                HistoryDelta delta = updates.Next(state);
                (CommittedLines lines, _) = Write(delta, state);

                HistoryDelta read = HistoryFormat.Read(lines, state.Marks, state.NextKey);

                AssertEqual(delta, read);
                HistoryState expected = state.Apply(delta);
                AssertEqual(expected, state.Apply(read));
                state = expected;
            }
        }));

    [Fact]
    public void Lines_are_ASCII_and_have_at_most_200_accounts()
    {
        SampleList list = new(450);
        HistoryDelta delta = SampleList.Evaluate(HistoryState.Empty, list.Read());

        (CommittedLines lines, List<string> texts) = Write(delta, HistoryState.Empty);

        Assert.All(texts, line => Assert.DoesNotContain(line, c => c is < ' ' or > '~'));
        int[] counts = [.. lines.Lines.Select(line => CountOf(line, "Placed")).Where(count => count > 0)];
        Assert.Equal([200, 200, 50], counts);
    }

    [Theory]
    [MemberData(nameof(Cultures.All), MemberType = typeof(Cultures))]
    public void Lines_are_the_same_under_every_culture(string culture)
    {
        SampleList list = new(45);
        HistoryDelta delta = SampleList.Evaluate(HistoryState.Empty, list.Read());
        (_, List<string> expected) = Write(delta, HistoryState.Empty);

        Cultures.Run(culture, () =>
        {
            (CommittedLines lines, List<string> texts) = Write(delta, HistoryState.Empty);
            Assert.Equal(expected, texts);
            AssertEqual(delta, HistoryFormat.Read(lines, HistoryMarks.None, 0));
        });
    }

    [Theory]
    [InlineData("{\"Other\":[]}")]
    [InlineData("{\"Placed\":{}}")]
    [InlineData("{\"Placed\":[{\"Handle\":1}]}")]
    [InlineData("{\"Placed\":[{\"Other\":1}]}")]
    [InlineData("{\"Placed\":[{\"Window\":[null]}]}")]
    [InlineData("{\"Changes\":[{\"DetectedAt\":\"2026-01-15T12:00:00\"}]}")]
    [InlineData("{\"Changes\":[{\"DetectedAt\":\"15.01.2026\"}]}")]
    [InlineData("{\"Marks\":{\"Held\":{\"Kind\":\"Other\"}}}")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Another_line_is_refused(string line)
    {
        CommittedLines lines = new([Encoding.ASCII.GetBytes(line)], Encoding.ASCII.GetBytes("{\"Commit\":1}"));

        Assert.ThrowsAny<JsonException>(() => HistoryFormat.Read(lines, HistoryMarks.None, 0));
    }

    [Fact]
    public void Every_mark_is_stored()
    {
        IEnumerable<string> stored = HistoryFields.Marks
            .Cast<JsonFields<HistoryMarks>.Field>()
            .Select(field => field.Name);
        string[] marks =
        [
            .. typeof(HistoryMarks)
                .GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Select(property => property.Name),
        ];

        Assert.Equal(marks.Order(), stored.Order());
    }

    /// <summary>Writes a delta to lines, and returns the delta that is read from them.</summary>
    internal static HistoryDelta WriteAndRead(HistoryDelta delta, HistoryMarks before, int nextKey)
    {
        List<ReadOnlyMemory<byte>> lines = HistoryFormat.WriteLines(delta, before, nextKey);
        CommittedLines commit = new(lines, HistoryFormat.WriteCommit(delta));
        return HistoryFormat.Read(commit, before, nextKey);
    }

    private static (CommittedLines Lines, List<string> Texts) Write(HistoryDelta delta, HistoryState state)
    {
        List<ReadOnlyMemory<byte>> lines = HistoryFormat.WriteLines(delta, state.Marks, state.NextKey);
        ReadOnlyMemory<byte> commit = HistoryFormat.WriteCommit(delta);
        return (
            new CommittedLines(lines, commit),
            [.. lines.Append(commit).Select(line => Encoding.UTF8.GetString(line.Span))]);
    }

    private static void AssertEqual(HistoryDelta expected, HistoryDelta actual)
    {
        Assert.Equal(expected.Reading, actual.Reading);
        Assert.Equal(expected.Removals, actual.Removals);
        Assert.Equal(expected.Placements, actual.Placements);
        Assert.Equal(expected.Updates, actual.Updates);
        Assert.Equal(expected.Seen, actual.Seen);
        Assert.Equal(expected.Held, actual.Held);
        Assert.Equal(expected.Released, actual.Released);
        Assert.Equal(expected.Marks, actual.Marks);
        Assert.Equal(expected.Changes.Count, actual.Changes.Count);
        foreach ((HistoryChange one, HistoryChange other) in expected.Changes.Zip(actual.Changes))
        {
            Assert.Equal(one, other with { ChangedProperties = one.ChangedProperties });
            Assert.Equal(one.ChangedProperties, other.ChangedProperties);
        }
    }

    private static void AssertEqual(HistoryState expected, HistoryState actual)
    {
        Assert.Equal(expected.Listed, actual.Listed);
        Assert.Equal(expected.Dropped, actual.Dropped);
        Assert.Equal(expected.Marks, actual.Marks);
        Assert.Equal(expected.NextKey, actual.NextKey);
    }

    private static int CountOf(ReadOnlyMemory<byte> line, string name)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty(name, out JsonElement items) ? items.GetArrayLength() : 0;
    }
}
