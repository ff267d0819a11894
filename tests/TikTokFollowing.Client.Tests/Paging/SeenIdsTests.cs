using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Paging;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public sealed class SeenIdsTests
{
    [Fact]
    public void It_tells_the_same_as_a_set_of_texts()
    {
        Gen<string> ids = Gen.OneOf(
            Gen.Choose(0, 20).Select(number => $"{number}"),
            Gen.Elements("07", "007", "-7", "+7", " 7", "7 ", "", "0", "00", "18446744073709551615", "18446744073709551616", "018446744073709551615", "７", "1e3", "MS4wLjABAAAA", "ms4wljabaaaa"));
        Prop.ForAll(ids.ListOf().ToArbitrary(), drawn =>
        {
            SeenIds seen = new();
            HashSet<string> expected = [];
            return drawn.All(id => seen.Add(id) == expected.Add(id) && seen.Count == expected.Count);
        }).QuickCheckThrowOnFailure();
    }
}
