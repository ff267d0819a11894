using TikTokFollowing.Client.Paging;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public class SeenAccountsTests
{
    [Theory]
    [InlineData("1", "s", "h", "1", "s", "h", true)]
    [InlineData("1", "s", "h", "1", null, null, true)]
    [InlineData("1", "s", "h", "1", "other", "other", true)] // the id decides: it was renamed
    [InlineData("1", "s", "h", "2", "s", "h", false)] // the id decides: the handle has passed on to somebody else
    [InlineData("1", "s", "h", null, "s", null, true)]
    [InlineData("1", "s", "h", null, null, "h", true)]
    [InlineData("1", "s", "h", null, null, "H", true)]
    [InlineData("1", "s", "h", null, "x", "x", false)]
    [InlineData(null, "s", "h", "1", "s", null, true)]
    [InlineData(null, "s", "h", "1", null, "h", true)]
    [InlineData(null, null, "h", "1", null, "x", false)]
    [InlineData(null, null, "h", null, null, "h", true)]
    [InlineData("1", null, null, "1", null, null, true)]
    [InlineData("1", null, null, null, null, null, false)]
    [InlineData(null, null, null, null, null, null, false)]
    [InlineData(null, "SecA", null, null, "SecB", null, false)]
    [InlineData(null, "SecA", null, null, "SECA", null, false)] // the letters of a sec_uid's case tell accounts apart
    public void Is_known_by_any_name_that_both_have_the_id_first(string? id, string? secUid, string? handle, string? otherId, string? otherSecUid, string? otherHandle, bool isKnown)
    {
        SeenAccounts seen = new();
        seen.Add(new FollowedAccount { Id = id, SecUid = secUid, Handle = handle });

        Assert.Equal(isKnown, seen.Contains(new FollowedAccount { Id = otherId, SecUid = otherSecUid, Handle = otherHandle }));
    }

    [Fact]
    public void Knows_all_that_were_added()
    {
        SeenAccounts seen = new();
        Assert.False(seen.Contains(new FollowedAccount { Id = "1" }));
        for (int i = 0; i < 100; i++) { seen.Add(new FollowedAccount { Id = $"{i}", Handle = $"h{i}" }); }

        for (int i = 0; i < 100; i++)
        {
            Assert.True(seen.Contains(new FollowedAccount { Id = $"{i}" }));
            Assert.True(seen.Contains(new FollowedAccount { Handle = $"H{i}" }));
        }
        Assert.False(seen.Contains(new FollowedAccount { Id = "100", Handle = "h1" }));
    }

    [Fact]
    public void Somebody_without_an_id_whose_handle_passed_on_is_found_by_it()
    {
        SeenAccounts seen = new();
        seen.Add(new FollowedAccount { Id = "1", Handle = "h" });
        seen.Add(new FollowedAccount { Handle = "h" });

        Assert.True(seen.Contains(new FollowedAccount { Id = "2", Handle = "h" }));
    }

    [Fact]
    public void Nothing_listed_before_is_nothing()
    {
        Assert.Equal(0, ListedBefore.Nothing.Count);
        Assert.Null(ListedBefore.Nothing.Accounts);
    }
}
