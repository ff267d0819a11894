using System.Text;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests updates that do not fit the list before them.</summary>
public class HistoryPlaybackTests
{
    [Theory]
    [InlineData("""{"Removed":[{"Key":2}]}""")]
    [InlineData("""{"Removed":[{"Key":0,"Below":1},{"Key":0,"Below":1}]}""")]
    [InlineData("""{"Placed":[{"Key":2}]}""")]
    [InlineData("""{"Placed":[{"Key":1},{"Key":1,"Above":0}]}""")]
    [InlineData("""{"Placed":[{"Key":1,"Above":1}]}""")]
    [InlineData("""{"Updated":[{"Key":-1,"Handle":"x"}]}""")]
    [InlineData("""{"Changes":[{"Change":"Followed","Key":2}]}""")]
    [InlineData("""{"Changes":[{"Change":"Unfollowed","Key":2}]}""")]
    public void An_update_of_another_list_is_refused(string line)
    {
        HistoryPlayback list = new(new HistoryHeader { User = FollowingHandle.Parse("someone") });
        list.ApplyUntil(Commit(1, """{"Placed":[{"Id":"1"},{"Id":"2"}]}"""));
        Assert.Equal(["1", "2"], list.ToState().Listed.Select(account => account.Id));

        InvalidDataException e = Assert.Throws<InvalidDataException>(() => list.ApplyWithChanges(Commit(2, line)));

        Assert.Contains("does not fit the list before it", e.Message, StringComparison.Ordinal);
    }

    private static CommittedLines Commit(int number, string line) => new(
        [Encoding.ASCII.GetBytes(line)],
        Encoding.ASCII.GetBytes($$"""{"Commit":{{number}},"ReadAt":"2026-01-0{{number}}T00:00:00Z"}"""));
}
