using System.Linq;
using System.Text;
using TikTokFollowing.Client.Json;
using Xunit;

namespace TikTokFollowing.Client.Tests.Json;

public sealed class FieldNamesTests
{
    [Fact]
    public void Each_name_has_a_number_of_its_own_as_text_and_as_bytes()
    {
        // Many more than any provider has, with the same length and the same letters where the table looks.
        string[] names = [.. Enumerable.Range(0, 500).Select(i => $"a{i:000}b{999 - i:000}c")];
        FieldNames fields = new(names);

        Assert.Equal(Enumerable.Range(1, 500), names.Select(name => (int)fields.NumberOf(name)));
        Assert.Equal(Enumerable.Range(1, 500), names.Select(name => (int)fields.NumberOf(Encoding.UTF8.GetBytes(name), out _)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("b")]
    [InlineData("A")]
    [InlineData("ab")]
    [InlineData("list ")]
    [InlineData("é")]
    public void Other_names_have_none(string name)
    {
        FieldNames fields = new(["a", "list"]);

        Assert.Equal(0, fields.NumberOf(name));
        Assert.Equal(0, fields.NumberOf(Encoding.UTF8.GetBytes(name), out bool isOnDemand));
        Assert.False(isOnDemand);
    }

    [Fact]
    public void A_name_that_is_given_twice_counts_once() => Assert.Equal(2, new FieldNames(["a", "a"], ["a", "b"]).NumberOf("b"));

    [Fact]
    public void Fields_on_demand_are_told_apart()
    {
        FieldNames fields = new(["a", "list"]) { OnDemand = ["list"] };

        fields.NumberOf("list"u8, out bool isListOnDemand);
        fields.NumberOf("a"u8, out bool isOtherOnDemand);
        Assert.True(isListOnDemand);
        Assert.False(isOtherOnDemand);
    }
}
