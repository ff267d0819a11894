using System.Text;
using TikTokFollowing.Client.Json;
using Xunit;

namespace TikTokFollowing.Client.Tests.Json;

public sealed class FieldNamesTests
{
    [Fact]
    public void Each_name_has_a_unique_number_as_text_and_as_bytes()
    {
        // More names than any provider has, with the same length and the same letters at the hashed positions.
        string[] names = [.. Enumerable.Range(0, 500).Select(i => $"a{i:000}b{999 - i:000}c")];
        FieldNames fields = new(names);

        Assert.Equal(Enumerable.Range(1, 500), names.Select(name => (int)fields.GetNumber(name)));
        Assert.Equal(
            Enumerable.Range(1, 500), names.Select(name => (int)fields.GetNumber(Encoding.UTF8.GetBytes(name))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("b")]
    [InlineData("A")]
    [InlineData("ab")]
    [InlineData("list ")]
    [InlineData("é")]
    public void Other_names_have_no_number(string name)
    {
        FieldNames fields = new(["a", "list"]);

        Assert.Equal(0, fields.GetNumber(name));
        Assert.Equal(0, fields.GetNumber(Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void A_repeated_name_counts_once() =>
        Assert.Equal(2, new FieldNames(["a", "a"], ["a", "b"]).GetNumber("b"));
}
