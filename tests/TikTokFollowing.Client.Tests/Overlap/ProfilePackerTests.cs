using System;
using System.Linq;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Overlap;
using Xunit;

namespace TikTokFollowing.Client.Tests.Overlap;

public class ProfilePackerTests
{
    private static readonly string[] s_ofOneList =
    [
        nameof(FollowedAccount.FollowedBy), nameof(FollowedAccount.Position), nameof(FollowedAccount.FollowedAfter),
        nameof(FollowedAccount.FollowedBefore), nameof(FollowedAccount.Provider), nameof(FollowedAccount.Raw),
    ];

    private static readonly PropertyInfo[] s_profile =
        [.. typeof(FollowedAccount).GetProperties().Where(property => !s_ofOneList.Contains(property.Name))];

    [Fact]
    public void Every_profile_is_unpacked_unchanged() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Profiles().ToArbitrary(), profile =>
        {
            FollowedAccount unpacked = ProfilePacker.Unpack(ProfilePacker.Pack(profile));

            foreach (PropertyInfo property in s_profile)
            {
                Assert.Equal(property.GetValue(profile), property.GetValue(unpacked));
            }
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
    public void Every_id_is_unpacked_unchanged(string id) =>
        Assert.Equal(id, ProfilePacker.Unpack(ProfilePacker.Pack(new FollowedAccount { Id = id })).Id);

    [Fact]
    public void Missing_identifiers_come_from_the_other_record_and_other_values_do_not()
    {
        FollowedAccount other = new() { Id = "1", SecUid = "s", Handle = "old", Bio = "words" };

        FollowedAccount unpacked = ProfilePacker.Unpack(ProfilePacker.Pack(new FollowedAccount { Handle = "new" }, other));

        Assert.Equal(("1", "s", "new", null), (unpacked.Id, unpacked.SecUid, unpacked.Handle, unpacked.Bio));
    }

    private static Gen<FollowedAccount> Profiles() =>
        from text in Gen.Elements(null, "", "some.one", "🎵 mus\u0001ic\r\n", "静かな", "\ud83c", "x\udfb5\ud83c").ArrayOf(9)
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
            AvatarUrl = text[7],
            ProfileUrl = text[8] ?? (text[2] is null ? null : "https://www.tiktok.com/@" + text[2]),
            IsVerified = flag.Item1,
            IsPrivate = flag.Item2,
            CreatedAt = day.Item1 == 0 ? null : new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Local).AddDays(day.Item1),
            RetrievedAt = day.Item2 == 0 ? default : new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local).AddDays(day.Item2),
            FollowerCount = number[0],
            FollowingCount = number[1],
            LikeCount = number[2],
            VideoCount = number[3],
            LikedCount = number[4],
        };
}
