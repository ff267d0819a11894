using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Overlap;
using Xunit;

namespace TikTokFollowing.Client.Tests.Overlap;

public class ProfileStoreTests
{
    private static readonly string[] s_ofOneList =
    [
        nameof(FollowedAccount.FollowedBy), nameof(FollowedAccount.Position), nameof(FollowedAccount.FollowedAfter),
        nameof(FollowedAccount.FollowedBefore), nameof(FollowedAccount.Provider), nameof(FollowedAccount.Raw),
    ];

    private static readonly PropertyInfo[] s_profile =
        [.. typeof(FollowedAccount).GetProperties().Where(property => !s_ofOneList.Contains(property.Name))];

    private static readonly string[] s_ofNode =
    [
        nameof(FollowedAccount.Id), nameof(FollowedAccount.SecUid), nameof(FollowedAccount.Handle),
        nameof(FollowedAccount.DisplayName), nameof(FollowedAccount.Region), nameof(FollowedAccount.IsVerified),
        nameof(FollowedAccount.FollowerCount), nameof(FollowedAccount.RetrievedAt),
    ];

    private static readonly string?[] s_texts =
    [
        null, "", "some.one", "🎵 mus\u0001ic\r\n", "静かな", "\ud83c",
        "x\udfb5\ud83c", "/", "?a/b", "a?b/c", "\ud83c/\udfb5",
    ];

    private static readonly DateTime s_start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Local);

    [Fact]
    public void Every_profile_is_returned_unchanged() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Profiles().ArrayOf().ToArbitrary(), profiles =>
        {
            ProfileStore store = StoreOf(profiles);

            for (int number = 0; number < profiles.Length; number++)
            {
                AssertEqual(profiles[number], store.Get(number), s_profile);
            }
        }));

    [Fact]
    public void The_fields_of_a_node_are_returned_and_the_others_are_null() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Profiles().ToArbitrary(), profile =>
        {
            ProfileStore store = new(ProfileFields.Node);
            store.Add(profile);

            FollowedAccount stored = store.Get(0);

            AssertEqual(profile, stored, s_profile.Where(property => s_ofNode.Contains(property.Name)));
            AssertEqual(
                new FollowedAccount(), stored, s_profile.Where(property => !s_ofNode.Contains(property.Name)));
        }));

    [Theory]
    [InlineData("0")]
    [InlineData("07")]
    [InlineData("-7")]
    [InlineData("+7")]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("9223372036854775799")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999")]
    [InlineData("7٧")]
    public void Every_id_is_returned_unchanged(string id) =>
        Assert.Equal(id, StoreOf(new FollowedAccount { Id = id }).Get(0).Id);

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(long.MaxValue)]
    public void Every_number_is_returned_unchanged(long number) =>
        Assert.Equal(number, StoreOf(new FollowedAccount { FollowerCount = number }).Get(0).FollowerCount);

    [Fact]
    public void Pictures_of_more_folders_than_are_numbered_are_returned_unchanged()
    {
        FollowedAccount[] profiles =
        [
            .. Enumerable.Range(0, 1100)
                .Select(i => new FollowedAccount { AvatarUrl = $"https://p{i}.example/a/{i}?b=c/d" }),
        ];

        ProfileStore store = StoreOf(profiles);

        Assert.Equal(
            profiles.Select(profile => profile.AvatarUrl),
            Enumerable.Range(0, profiles.Length).Select(i => store.Get(i).AvatarUrl));
    }

    [Fact]
    public void Missing_identifiers_come_from_the_older_record_and_other_values_do_not()
    {
        ProfileStore store = StoreOf(new FollowedAccount { Id = "1", SecUid = "s", Handle = "old", Bio = "words" });

        store.Merge(0, new FollowedAccount { Handle = "new", RetrievedAt = new DateTime(2026, 1, 1) });
        store.Merge(0, new FollowedAccount { Handle = "older", Bio = "older words" });

        FollowedAccount stored = store.Get(0);
        Assert.Equal(("1", "s", "new", null), (stored.Id, stored.SecUid, stored.Handle, stored.Bio));
    }

    [Fact]
    public void Profiles_that_become_longer_and_shorter_leave_the_others_unchanged() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(50),
        Prop.ForAll(Gen.Two(Gen.Choose(0, 7)).ArrayOf(200).ToArbitrary(), updates =>
        {
            ProfileStore store = StoreOf([.. Enumerable.Range(0, 8).Select(i => new FollowedAccount { Bio = $"{i}" })]);
            string[] expected = [.. Enumerable.Range(0, 8).Select(i => $"{i}")];
            DateTime time = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Local);
            foreach ((int number, int size) in updates)
            {
                time = time.AddMinutes(1);
                // The longest is longer than a chunk.
                expected[number] = new string((char)('a' + number), size == 7 ? 1_500_000 : size * 150_000);
                store.Merge(number, new FollowedAccount { Bio = expected[number], RetrievedAt = time });
            }

            Assert.Equal(expected, Enumerable.Range(0, 8).Select(i => store.Get(i).Bio));
        }));

    private static ProfileStore StoreOf(params FollowedAccount[] profiles)
    {
        ProfileStore store = new(ProfileFields.All);
        foreach (FollowedAccount profile in profiles)
        {
            store.Add(profile);
        }
        return store;
    }

    private static void AssertEqual(
        FollowedAccount expected, FollowedAccount actual, IEnumerable<PropertyInfo> properties)
    {
        foreach (PropertyInfo property in properties)
        {
            Assert.Equal(property.GetValue(expected), property.GetValue(actual));
        }
    }

    private static Gen<FollowedAccount> Profiles() =>
        from text in Gen.Elements(s_texts).ArrayOf(9)
        from number in ArbMap.Default.GeneratorFor<long?>().ArrayOf(5)
        from flag in ArbMap.Default.GeneratorFor<bool?>().Two()
        from day in Gen.Choose(0, 3000).Two()
        select new FollowedAccount
        {
            Id = text[0],
            SecUid = text[1],
            Handle = text[2],
            DisplayName = text[3],
            Bio = text[4],
            Region = text[5],
            Language = text[6],
            AvatarUrl = text[7] is string name ? "https://p16.example/a/b/" + name : text[0],
            ProfileUrl = text[8] ?? (text[2] is null ? null : "https://www.tiktok.com/@" + text[2]),
            IsVerified = flag.Item1,
            IsPrivate = flag.Item2,
            CreatedAt = day.Item1 == 0 ? null : s_start.AddDays(day.Item1),
            RetrievedAt = day.Item2 == 0 ? default : s_start.AddDays(day.Item2),
            FollowerCount = number[0],
            FollowingCount = number[1],
            LikeCount = number[2],
            VideoCount = number[3],
            LikedCount = number[4],
        };
}
