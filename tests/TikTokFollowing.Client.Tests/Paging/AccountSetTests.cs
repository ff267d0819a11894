using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Paging;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public class AccountSetTests
{
    [Theory]
    [InlineData("1", "s", "h", "1", "s", "h", true)]
    [InlineData("1", "s", "h", "1", null, null, true)]
    [InlineData("1", "s", "h", "1", "other", "other", true)] // the account was renamed
    [InlineData("1", "s", "h", "2", "s", "h", false)] // the handle moved to another account
    [InlineData("1", "s", "h", null, "s", null, true)]
    [InlineData("1", "s", "h", null, null, "h", true)]
    [InlineData("1", "s", "h", null, null, "H", true)]
    [InlineData("1", "s", "h", null, "x", "h", false)] // the sec_uid decides
    [InlineData("1", "s", "h", null, "x", "x", false)]
    [InlineData(null, "s", "h", null, "x", "h", false)]
    [InlineData(null, "s", "h", "1", "s", null, true)]
    [InlineData(null, "s", "h", "1", null, "h", true)]
    [InlineData(null, "s", "h", "1", "x", "h", false)]
    [InlineData(null, null, "h", "1", null, "x", false)]
    [InlineData(null, null, "h", "1", "s", "h", true)]
    [InlineData(null, null, "h", null, null, "h", true)]
    [InlineData("1", null, null, "1", null, null, true)]
    [InlineData("1", null, null, null, null, null, false)]
    [InlineData(null, null, null, null, null, null, false)]
    [InlineData(null, "SecA", null, null, "SecB", null, false)]
    [InlineData(null, "SecA", null, null, "SECA", null, false)] // case matters in a sec_uid
    [InlineData(null, "x", null, null, null, "x", false)] // a sec_uid is not a handle
    public void Contains_compares_the_strongest_identifier_that_both_accounts_have(
        string? id,
        string? secUid,
        string? handle,
        string? otherId,
        string? otherSecUid,
        string? otherHandle,
        bool expected)
    {
        AccountSet set = new();
        set.Add(Account(id, secUid, handle));

        Assert.Equal(expected, set.Contains(Account(otherId, otherSecUid, otherHandle)));
        Assert.Equal(!expected, set.Add(Account(otherId, otherSecUid, otherHandle)));
    }

    [Theory]
    [InlineData("7", "07")]
    [InlineData("7", "+7")]
    [InlineData("7", " 7")]
    [InlineData("7", "７")]
    [InlineData("0", "00")]
    [InlineData("0", "")]
    [InlineData("18446744073709551615", "18446744073709551616")]
    [InlineData("MS4wLjABAAAA", "ms4wljabaaaa")]
    public void Ids_are_compared_as_text(string id, string other)
    {
        AccountSet set = new();

        Assert.True(set.Add(Account(id, null, null)));
        Assert.True(set.Add(Account(other, null, null)));
        Assert.False(set.Add(Account(id, null, null)));
        Assert.False(set.Add(Account(other, null, null)));
        Assert.Equal(2, set.Count);
    }

    [Fact]
    public void Contains_finds_an_account_without_an_id_whose_handle_an_account_with_an_id_has_too()
    {
        AccountSet set = new();
        set.Add(Account(null, "s", "h"));
        set.Add(Account("1", "t", "h"));

        Assert.Equal(2, set.Count);
        Assert.True(set.Contains(Account("2", null, "h")));
        Assert.False(set.Contains(Account("2", "u", "h")));
    }

    [Fact]
    public void Contains_finds_all_accounts_of_a_long_list()
    {
        AccountSet set = new();
        for (int i = 0; i < 5000; i++)
        {
            Assert.True(set.Add(Account($"{i}", $"s{i}", $"h{i}")));
        }

        Assert.Equal(5000, set.Count);
        for (int i = 0; i < 5000; i++)
        {
            Assert.True(set.Contains(Account($"{i}", null, null)));
            Assert.True(set.Contains(Account(null, $"s{i}", null)));
            Assert.True(set.Contains(Account(null, null, $"H{i}")));
            Assert.False(set.Contains(Account($"{i + 5000}", $"s{i}", $"h{i}")));
            Assert.False(set.Contains(Account(null, $"t{i}", $"h{i}")));
        }
    }

    // They differ only where one sec_uid has several ids, as in files with rounded ids.
    [Fact]
    public void The_set_and_the_index_of_a_comparison_agree() => Prop.ForAll(Accounts().ListOf().ToArbitrary(), drawn =>
    {
        AccountSet set = new();
        List<FollowedAccount> added = [];
        AccountIndex index = new(added, System.StringComparer.Ordinal);
        return drawn.All(account =>
        {
            bool isNew = index.Find(account) is null;
            if (isNew)
            {
                added.Add(account);
                index.Add(added.Count - 1);
            }
            return set.Add(account) == isNew && set.Count == added.Count;
        });
    }).QuickCheckThrowOnFailure();

    private static Gen<FollowedAccount> Accounts() =>
        from name in Gen.Elements("1", "2", "x")
        from hasId in Gen.Elements(true, false)
        from hasSecUid in Gen.Elements(true, false)
        from handle in Gen.Elements(null, "h", "H", "i", "s1")
        select Account(hasId ? name : null, hasSecUid ? "s" + name : null, handle);

    private static FollowedAccount Account(string? id, string? secUid, string? handle) =>
        new() { Id = id, SecUid = secUid, Handle = handle };
}
