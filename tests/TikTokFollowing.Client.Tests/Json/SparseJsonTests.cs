using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Json;
using Xunit;

namespace TikTokFollowing.Client.Tests.Json;

public sealed class SparseJsonTests
{
    private static readonly FieldNames s_names = new(["a", "list", "text"]);

    [Fact]
    public void Only_the_named_fields_are_kept_at_every_depth()
    {
        using SparseJson json = Parse(
            """{"a":{"b":1,"a":[{"b":2,"text":"x"},{"c":[1,2,{"a":9}]}]},"b":{"a":3}}""", s_names);

        Assert.Equal(["Object", "Object", "Array", "Object", "String", "Object"], Kinds(json));
        Assert.Equal("x", json.Root.Field("a").Field("a").Items()![0].Field("text").Text());
    }

    [Fact]
    public void Without_names_all_fields_are_kept()
    {
        using SparseJson json = Parse("""{"a":{"b":[1,null,true]},"c":"x"}""", null);

        Assert.Equal(["Object", "Object", "Array", "Number", "Null", "True", "String"], Kinds(json));
    }

    // Some providers send lists as objects with numeric keys.
    [Fact]
    public void Fields_with_numeric_names_are_always_kept()
    {
        using SparseJson json = Parse("""{"list":{"10":{"a":10},"2":{"a":2},"x1":{"a":0}}}""", s_names);

        Assert.Null(json.Root.Field("list").Items()); // x1 is not a number and was not kept, so this is not a list
        using SparseJson list = Parse("""{"list":{"10":{"a":10},"2":{"a":2}}}""", s_names);
        Assert.Equal([2L, 10L], list.Root.Field("list").Items()!.Select(item => item.Field("a").Number()));
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("007", 7L)]
    [InlineData("\\u0031", 1L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("-1", null)]
    [InlineData("1.0", null)]
    [InlineData("", null)]
    [InlineData("\\ud83d", null)]
    public void A_numeric_name_is_read_as_a_number(string name, long? expected)
    {
        using SparseJson json = Parse($$"""{"{{name}}":true}""", null);

        Assert.Equal(expected is not null, Assert.Single(json.Root.Children()).TryGetNumberName(out long number));
        Assert.Equal(expected ?? 0, number);
    }

    [Fact]
    public void An_escaped_name_is_kept_and_found()
    {
        using SparseJson json = Parse("""{"\u0061":1,"l\u0069st":{"\u0031":"x"},"\ud83d":{"a":1}}""", s_names);

        Assert.Equal(1, json.Root.Field("a").Number());
        Assert.Equal("x", Assert.Single(json.Root.Field("list").Items()!).Text());
        Assert.True(json.Root.HasGaps);
    }

    [Fact]
    public void Reading_a_field_that_is_not_among_the_names_throws()
    {
        using SparseJson json = Parse("""{"a":1,"b":2}""", s_names);

        Assert.Throws<NotSupportedException>(() => json.Root.Field("b"));
        Assert.Equal(JsonValueKind.Undefined, json.Root.Field("list").ValueKind);
    }

    [Fact]
    public void The_last_of_two_fields_with_one_name_counts()
    {
        using SparseJson json = Parse("""{"a":{"a":1},"a":{"a":2}}""", s_names);

        Assert.Equal(2, json.Root.Field("a").Field("a").Number());
    }

    [Theory]
    [InlineData("""{"b":{"c":[1,2,]},"a":1}""")]
    [InlineData("""{"b":01,"a":1}""")]
    [InlineData("""{"b":"a line""" + "\n" + """break","a":1}""")]
    [InlineData("""{"b":[1 2],"a":1}""")]
    [InlineData("""{"b":{"c"},"a":1}""")]
    [InlineData("""{"b":"\x","a":1}""")]
    [InlineData("""{"\x":2,"a":1}""")]
    [InlineData("""{"b":{"a":tru},"a":1}""")]
    [InlineData("""{"b":{"c":[1,2}]},"a":1}""")]
    [InlineData("""{"b":"half,"a":1}""")]
    [InlineData("""{"b":x,"a":1}""")]
    [InlineData("""{"b":nul,"a":1}""")]
    [InlineData("""{"b",1,"a":1}""")]
    [InlineData("""{"b":1 "a":1}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":[1,]}""")]
    [InlineData("""{"a":[1 2]}""")]
    [InlineData("""{"a":tru}""")]
    [InlineData("""{"a":"\x"}""")]
    [InlineData("""{"a":"\u12"}""")]
    [InlineData("""{"a":1}}""")]
    [InlineData("""{"a":1} {"a":2}""")]
    [InlineData("""{"a":1} x""")]
    public void Invalid_JSON_is_invalid_in_any_field(string text)
    {
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text).Dispose());
        Assert.ThrowsAny<JsonException>(() => SparseJson.Parse(Encoding.UTF8.GetBytes(text), s_names));
        Assert.ThrowsAny<JsonException>(() => SparseJson.Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_million_values_are_kept_and_no_more(int more, bool isValid)
    {
        // The array is a value too.
        string text = $"[0{new StringBuilder().Insert(0, ",0", SparseJson.MaximumCount - 2 + more)}]";

        if (isValid)
        {
            using SparseJson json = Parse(text, null);
            Assert.Equal(SparseJson.MaximumCount, json[0].End);
        }
        else
        {
            JsonLimitException e = Assert.Throws<JsonLimitException>(() => Parse(text, null));
            Assert.Equal("it has over 1,000,000 values.", e.Message);
        }
    }

    [Fact]
    public void Fields_that_are_not_read_have_the_same_maximum_depth()
    {
        using SparseJson json = Parse(Nested(SparseJson.MaximumDepth - 1), s_names);

        Assert.Equal(1, json.Root.Field("a").Number());
        byte[] tooDeep = Encoding.UTF8.GetBytes(Nested(SparseJson.MaximumDepth + 1));
        Assert.ThrowsAny<JsonException>(() => SparseJson.Parse(tooDeep, s_names));

        static string Nested(int levels) => $$"""{"b":{{new string('[', levels)}}{{new string(']', levels)}},"a":1}""";
    }

    [Fact]
    public void A_damaged_document_is_valid_only_if_it_is_for_System_Text_Json()
    {
        Gen<(string, (int, char))> damaged = Gen.Zip(
            Documents, Gen.Zip(Gen.Choose(0, 10_000), Gen.Elements("\"\\{}[],:1 nx".ToCharArray())));
        Prop.ForAll(damaged.ToArbitrary(), one =>
        {
            (string whole, (int place, char letter)) = one;
            string text = whole.Remove(place % whole.Length, 1).Insert(place % whole.Length, letter.ToString()) + "\n";
            using SparseJson? json = ParseOrNull(text);
            using JsonDocument? expected = ParseDocumentOrNull(text);
            Assert.Equal(expected is null, json is null);
            if (expected is not null)
            {
                AssertSame(expected.RootElement, json!.Root, s_names);
            }
        }).QuickCheckThrowOnFailure();

        static SparseJson? ParseOrNull(string text)
        {
            try
            {
                return SparseJson.Parse(Encoding.UTF8.GetBytes(text), s_names);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        static JsonDocument? ParseDocumentOrNull(string text)
        {
            try
            {
                return JsonDocument.Parse(text);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    [Theory]
    [InlineData("""{"b":{"c":[1,2""")]
    [InlineData("""{"b":"half""")]
    [InlineData("""{"b":""")]
    [InlineData("""{"b":1,"a":[{"a":""")]
    public void Text_that_ends_in_a_skipped_value_differs_from_text_that_is_not_JSON(string text) =>
        Assert.Null(SparseJson.Parse(Encoding.UTF8.GetBytes(text), s_names));

    [Fact]
    public void A_field_reads_as_in_System_Text_Json()
    {
        Prop.ForAll(Documents.ToArbitrary(), text =>
        {
            using JsonDocument expected = JsonDocument.Parse(text);
            using SparseJson all = Parse(text, null);
            using SparseJson some = Parse(text, s_names);
            AssertSame(expected.RootElement, all.Root, names: null);
            AssertSame(expected.RootElement, some.Root, s_names);
        }).QuickCheckThrowOnFailure();
    }

    // JSON texts with all kinds of strings, of various depths and widths, with names to keep and other names.
    private static Gen<string> Documents => Gen.Sized(size => Value(Math.Min(size, 40)));

    private static Gen<string> Value(int size)
    {
        Gen<string> leaf = Gen.OneOf(
            Gen.Choose(-1_000_000, 1_000_000).Select(number => number.ToString(CultureInfo.InvariantCulture)),
            ArbMap.Default.GeneratorFor<string>().Select(text => JsonSerializer.Serialize(Whole(text ?? ""))),
            Gen.Elements("true", "false", "null", "\"\\u00e9\\n\""));
        if (size < 2)
        {
            return leaf;
        }
        Gen<string> list = Gen.Choose(0, 4)
            .SelectMany(count => Value(size / 3).ListOf(count))
            .Select(items => $"[{string.Join(" ,", items)}]");
        Gen<string> field = Gen
            .Zip(Gen.Elements("a", "b", "list", "text", "é", "7", "x\\\"y", "\\u0061"), Value(size / 3))
            .Select(pair => $"\"{pair.Item1}\": {pair.Item2}");
        Gen<string> record = Gen.Choose(0, 6)
            .SelectMany(count => field.ListOf(count))
            .Select(fields => $"{{{string.Join(",", fields)}}}");
        return Gen.OneOf(leaf, list, record);
    }

    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static void AssertSame(JsonElement expected, JsonPart actual, FieldNames? names)
    {
        Assert.Equal(expected.ValueKind, actual.ValueKind);
        Assert.Equal(expected.GetRawText(), actual.GetRawText());
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                JsonProperty[] kept = [.. expected.EnumerateObject().Where(field =>
                    names is null || names.GetNumber(field.Name) > 0 || field.Name.All(char.IsAsciiDigit))];
                Assert.Equal(kept.Length, actual.Children().Count());
                Assert.Equal(kept.Length < expected.EnumerateObject().Count(), actual.HasGaps);
                foreach ((JsonProperty field, JsonPart child) in kept.Zip(actual.Children()))
                {
                    AssertSame(field.Value, child, names);
                    bool isNumber = field.Name.All(char.IsAsciiDigit);
                    Assert.Equal(isNumber, child.TryGetNumberName(out _));
                    if (!isNumber && field.Name.All(char.IsAscii))
                    {
                        // The last field with this name.
                        string last = expected.GetProperty(field.Name).GetRawText();
                        Assert.Equal(last, actual.Field(field.Name).GetRawText());
                    }
                }
                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.Children().Count());
                foreach ((JsonElement item, JsonPart child) in expected.EnumerateArray().Zip(actual.Children()))
                {
                    AssertSame(item, child, names);
                }
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), actual.GetString());
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetInt64(), actual.Number());
                break;
        }
    }

    private static SparseJson Parse(string text, FieldNames? names) =>
        SparseJson.Parse(Encoding.UTF8.GetBytes(text + "\n"), names)
        ?? throw new InvalidOperationException("The JSON is not complete.");

    private static List<string> Kinds(SparseJson json)
    {
        List<string> kinds = [];
        for (int i = 0; i < json[0].End; i++) { kinds.Add(json[i].Kind.ToString()); }
        return kinds;
    }
}
