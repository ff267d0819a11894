using System.Text;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Tests the states of a journal, in memory.</summary>
public class PageJournalStateTests
{
    private static readonly JournalHeader s_header = new(
        "SociaVault", FollowingHandle.Parse("someone"), Cursor: null, IsTrimmed: false, IsFictitious: false);

    private readonly Logbook _log = new();

    [Fact]
    public void An_empty_stream_gets_the_header_with_the_first_page()
    {
        using MemoryStream stream = new();
        using PageJournal journal = Open(stream);
        Assert.Equal(JournalState.ReadingHeader, journal.State);

        Assert.Null(journal.ReadNext(null));
        Assert.Equal(JournalState.AppendingHeader, journal.State);
        Assert.Equal(0, stream.Length);

        Assert.True(journal.Append(null, Page("c2", 1, 2)));
        Assert.Equal(JournalState.AppendingPages, journal.State);
        Assert.True(journal.Append("c2", Page(null, 2, 3)));

        Assert.Equal(3, Lines(stream).Length);
        Assert.StartsWith("{\"Format\":", Lines(stream)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Saved_pages_are_returned_in_order_and_then_pages_are_appended()
    {
        byte[] saved = Save(("c2", 1, 2));
        using MemoryStream stream = Copy(saved);
        using PageJournal journal = Open(stream);

        Assert.Equal(["1", "2"], journal.ReadNext(null)!.Accounts.Select(account => account.Id));
        Assert.Equal(JournalState.ReadingPages, journal.State);
        Assert.Equal(0, journal.CountRemainingPages());
        Assert.Null(journal.ReadNext("c2"));
        Assert.Equal(JournalState.AppendingPages, journal.State);
        Assert.True(journal.Append("c2", Page(null, 2, 3)));

        Assert.Equal(saved, stream.ToArray()[..saved.Length]);
        Assert.Equal(3, Lines(stream).Length);
        Assert.False(ReadAll(stream.ToArray(), null, "c2")[1].HasMore);
    }

    [Fact]
    public void A_page_is_not_appended_before_the_saved_pages_are_read()
    {
        byte[] saved = Save(("c2", 1, 2));
        using MemoryStream stream = Copy(saved);
        using PageJournal journal = Open(stream);

        Assert.False(journal.Append(null, Page(null, 9, 9)));
        Assert.NotNull(journal.ReadNext(null));
        Assert.False(journal.Append("c2", Page(null, 9, 9)));

        Assert.Equal(saved, stream.ToArray());
    }

    [Fact]
    public void Remaining_pages_are_counted_without_reading_them()
    {
        using PageJournal journal = Open(Copy(Save(("c2", 1, 2), ("c3", 3, 4), (null, 5, 6))));
        Assert.Equal(0, journal.CountRemainingPages());

        journal.ReadNext(null);
        Assert.Equal(2, journal.CountRemainingPages());
        Assert.Equal("c3", journal.ReadNext("c2")!.NextCursor);
        Assert.Equal(1, journal.CountRemainingPages());
        Assert.False(journal.ReadNext("c3")!.HasMore);
        Assert.Equal(0, journal.CountRemainingPages());
    }

    [Fact]
    public void A_cut_line_is_removed_at_every_length()
    {
        byte[] one = Save(("c2", 1, 2));
        byte[] two = Save(("c2", 1, 2), (null, 3, 4));
        for (int length = one.Length + 1; length < two.Length - 1; length++)
        {
            using MemoryStream stream = Copy(two[..length]);
            using PageJournal journal = Open(stream);

            Assert.NotNull(journal.ReadNext(null));
            Assert.Null(journal.ReadNext("c2"));
            Assert.Equal(one, stream.ToArray());
            Assert.True(journal.Append("c2", Page(null, 3, 4)));
            Assert.Equal(two, stream.ToArray());
        }
    }

    [Fact]
    public void A_line_that_lacks_only_its_line_feed_is_a_page_and_the_next_one_is_on_a_line_of_its_own()
    {
        byte[] one = Save(("c2", 1, 2));
        using MemoryStream stream = Copy(one[..^1]);
        using PageJournal journal = Open(stream);

        Assert.NotNull(journal.ReadNext(null));
        Assert.Null(journal.ReadNext("c2"));
        Assert.True(journal.Append("c2", Page("c3", 3, 4)));
        Assert.True(journal.Append("c3", Page(null, 5, 6)));

        Assert.Equal(Save(("c2", 1, 2), ("c3", 3, 4), (null, 5, 6)), stream.ToArray());
    }

    [Theory]
    [InlineData("text\n")]
    [InlineData("text")]
    [InlineData("{}\n")]
    [InlineData("\n")]
    public void Another_file_is_unusable_and_is_not_changed(string text)
    {
        using MemoryStream stream = Copy(Encoding.UTF8.GetBytes(text));
        using PageJournal journal = Open(stream);

        FollowingException e = Assert.Throws<FollowingException>(() => journal.ReadNext(null));
        Assert.Equal(FollowingErrorKind.CheckpointUnusable, e.Kind);
        Assert.Contains("was not changed", e.Message, StringComparison.Ordinal);
        Assert.Equal(JournalState.Unusable, journal.State);
        Assert.Same(e, Assert.Throws<FollowingException>(() => journal.ReadNext(null)));
        Assert.False(journal.Append(null, Page(null, 1, 2)));

        Assert.Equal(text, Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void A_read_only_stream_is_replayed_and_is_unusable_behind_its_last_page()
    {
        using PageJournal journal = Open(new MemoryStream(Save(("c2", 1, 2)), writable: false));

        Assert.NotNull(journal.ReadNext(null));
        FollowingException e = Assert.Throws<FollowingException>(() => journal.ReadNext("c2"));

        Assert.Contains("read-only", e.Message, StringComparison.Ordinal);
        Assert.Equal(JournalState.Unusable, journal.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void A_failed_write_is_removed_and_ends_the_journal_with_one_warning(int room)
    {
        byte[] one = Save(("c2", 1, 2));
        using FullStream stream = new(one.Length + room);
        stream.Write(one);
        stream.Position = 0;
        using PageJournal journal = Open(stream);
        journal.ReadNext(null);
        journal.ReadNext("c2");

        Assert.False(journal.Append("c2", Page("c3", 3, 4)));
        Assert.Equal(JournalState.WriteFailed, journal.State);
        Assert.False(journal.Append("c3", Page(null, 5, 6)));
        Assert.Null(journal.ReadNext("c2"));

        Assert.Equal(one, stream.ToArray());
        Assert.Contains("not saved", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_journal_returns_and_appends_nothing()
    {
        MemoryStream stream = Copy(Save(("c2", 1, 2)));
        PageJournal journal = Open(stream);
        journal.Dispose();

        Assert.Equal(JournalState.Closed, journal.State);
        Assert.Null(journal.ReadNext(null));
        Assert.False(journal.Append(null, Page(null, 1, 2)));
        Assert.Equal(0, journal.CountRemainingPages());
        Assert.False(stream.CanRead);
    }

    private PageJournal Open(Stream stream) => new(stream, "x.jsonl", s_header, _log.Log);

    private static MemoryStream Copy(byte[] bytes)
    {
        MemoryStream stream = new();
        stream.Write(bytes);
        stream.Position = 0;
        return stream;
    }

    private byte[] Save(params (string? Next, int First, int Second)[] pages)
    {
        MemoryStream stream = new();
        using PageJournal journal = Open(stream);
        journal.ReadNext(null);
        string? cursor = null;
        foreach ((string? next, int first, int second) in pages)
        {
            Assert.True(journal.Append(cursor, Page(next, first, second)));
            cursor = next;
        }
        return stream.ToArray();
    }

    private FollowingPage[] ReadAll(byte[] bytes, params string?[] cursors)
    {
        using PageJournal journal = Open(Copy(bytes));
        return [.. cursors.Select(cursor => journal.ReadNext(cursor)!)];
    }

    private static string[] Lines(MemoryStream stream) =>
        Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static FollowingPage Page(string? next, int first, int second) => new()
    {
        Handle = "someone",
        Provider = "SociaVault",
        HasMore = next is not null,
        NextCursor = next,
        Accounts = [new FollowedAccount { Id = $"{first}" }, new FollowedAccount { Id = $"{second}" }],
    };

    /// <summary>Simulates a disk with a limited capacity.</summary>
    private sealed class FullStream(int capacity) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            int fits = (int)Math.Min(count, capacity - Position);
            base.Write(buffer, offset, fits);
            if (fits < count)
            {
                throw new IOException("No space left on device");
            }
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);
    }
}
