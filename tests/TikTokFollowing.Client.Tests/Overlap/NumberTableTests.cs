using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Overlap;
using Xunit;

namespace TikTokFollowing.Client.Tests.Overlap;

public class NumberTableTests
{
    [Fact]
    public void A_table_equals_a_dictionary() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Gen.Choose(0, 300).ArrayOf().ToArbitrary(), names =>
        {
            NumberTable table = new();
            Dictionary<ulong, int> expected = [];
            for (int number = 0; number < names.Length; number++)
            {
                // 0 and names that differ only in their high bits are names as well.
                ulong name = (ulong)names[number] << (names[number] % 2 == 0 ? 48 : 0);
                expected.TryAdd(name, number);
                Assert.Equal(expected[name], table.GetOrAdd(name, number));
            }

            for (ulong i = 0; i <= 300; i++)
            {
                foreach (ulong name in new[] { i, i << 48 })
                {
                    bool isKnown = expected.TryGetValue(name, out int number);
                    Assert.Equal(isKnown ? number : null, table.Find(name));
                }
            }
        }));

    [Fact]
    public void A_table_of_a_million_ids_finds_each()
    {
        const ulong FirstId = 6_800_000_000_000_000_000;
        NumberTable table = new();
        for (int number = 0; number < 1_000_000; number++)
        {
            Assert.Equal(number, table.GetOrAdd(FirstId + (ulong)number, number));
        }

        for (int number = 0; number < 1_000_000; number++)
        {
            Assert.Equal(number, table.Find(FirstId + (ulong)number));
        }
    }
}
