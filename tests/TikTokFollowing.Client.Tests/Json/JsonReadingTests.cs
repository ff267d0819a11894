using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Json;

public sealed class JsonReadingTests
{
    private static readonly string[] s_anything =
    [
        "null", "true", "false", "0", "-1", "1", "17", "1.5", "-0", "1e3", "1e400", "9223372036854775807",
        "9223372036854775808", "79228162514264337593543950336", "\"\"", "\" \"", "\"0\"", "\"-1\"", "\"null\"",
        "\"17\"", "\"text\"", "\"\\ud83d\"", "\"\\ude00x\"", "\"2020-02-30\"", "[]", "[1]", "[null]", "{}",
        "{\"0\":1}", "{\"a\":1}", "{\"-1\":1}", "{\"1\":1,\"01\":2}", "{\"99999999999999999999\":1}", "{\"\":1}",
        "{\"\\ud83d\":1}", "{\"\\ud83d\":\"\\ud83d\\ud83d\"}",
    ];

    [Fact]
    public void Reading_never_throws_and_never_returns_an_empty_text()
    {
        foreach (JsonPart element in s_anything.Select(Recorded.Json).Append(default))
        {
            Assert.NotEqual("", element.Text());
            Assert.NotEqual("", element.Id());
            Assert.NotEqual("", element.Cursor());
            Assert.NotEqual("", element.Address());
            Assert.False(element.Count() < 0);
            _ = element.Field("a").Field("b");
            _ = element.Number();
            _ = element.Flag();
            _ = element.Time();
            _ = element.Items();
            _ = element.IsPresent();
        }
    }

    // ---- Field

    [Fact]
    public void A_field_is_found_by_its_exact_name()
    {
        JsonPart element = Recorded.Json("""{"a":{"b":17},"A":1,"n":null}""");
        Assert.Equal(17, element.Field("a").Field("b").Number());
        Assert.Equal(JsonValueKind.Null, element.Field("n").ValueKind);
        Assert.Equal(JsonValueKind.Undefined, element.Field("z").ValueKind);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"a\"")]
    [InlineData("17")]
    [InlineData("null")]
    public void A_value_that_is_not_an_object_has_no_fields(string json)
    {
        Assert.Equal(JsonValueKind.Undefined, Recorded.Json(json).Field("a").ValueKind);
        Assert.Equal(JsonValueKind.Undefined, default(JsonPart).Field("a").ValueKind);
    }

    [Fact]
    public void An_escaped_name_is_found()
    {
        Assert.Equal(1, Recorded.Json("""{"\u0061b":1}""").Field("ab").Number());
    }

    [Fact]
    public void Half_a_surrogate_pair_in_another_name_is_not_an_error()
    {
        Assert.Equal(1, Recorded.Json("""{"a":1,"\ud83d":2}""").Field("a").Number());
        Assert.Equal(JsonValueKind.Undefined, Recorded.Json("""{"\ud83d":2}""").Field("a").ValueKind);
    }

    [Theory]
    [InlineData("null", false)]
    [InlineData("false", true)]
    [InlineData("0", true)]
    [InlineData("\"\"", true)]
    [InlineData("[]", true)]
    [InlineData("{}", true)]
    public void Only_null_and_missing_fields_are_absent(string json, bool isPresent)
    {
        Assert.Equal(isPresent, Recorded.Json(json).IsPresent());
        Assert.False(default(JsonPart).IsPresent());
    }

    // ---- Text

    [Theory]
    [InlineData("\"a\"", "a")]
    [InlineData("\" a \"", " a ")]
    [InlineData("\" \"", " ")]
    [InlineData("\"a\\n\\u00e9\\ud83c\\udf3f\"", "a\né🌿")]
    [InlineData("\"\"", null)]
    [InlineData("17", null)]
    [InlineData("true", null)]
    [InlineData("null", null)]
    [InlineData("[\"a\"]", null)]
    public void A_text_is_not_empty(string json, string? text)
    {
        Assert.Equal(text, Recorded.Json(json).Text());
    }

    // Not in attributes, which cannot contain half a surrogate pair.
    [Fact]
    public void Lone_surrogates_become_the_replacement_character()
    {
        Assert.Equal("\uFFFD", Recorded.Json("\"\\ud83d\"").Text());
        Assert.Equal("a \uFFFD b", Recorded.Json("\"a \\ude00 b\"").Text());
        Assert.Equal("\uFFFD🌿", Recorded.Json("\"\\ud83d\\ud83c\\udf3f\"").Text());
        Assert.Equal("a\n\"\\\uFFFD", Recorded.Json("\"a\\n\\\"\\\\\\ud83d\"").Text());
    }

    [Fact]
    public void Invalid_UTF_8_is_unknown()
    {
        byte[] json =
            [.. "{\"a\":\""u8, 0xFF, .. "\",\"\\u0062\":\"\\n"u8, 0xC3, .. "\",\""u8, 0xE2, .. "\":1,\"c\":2}"u8];
        JsonPart element = Recorded.Json(json);

        Assert.Null(element.Field("a").Text());
        Assert.Null(element.Field("a").GetRawText());
        Assert.Null(element.Field("b").Text());
        Assert.Null(element.GetRawText());
        Assert.Null(element.Items());
        Assert.Equal(2, element.Field("c").Number());
    }

    // ---- Id

    [Theory]
    [InlineData("\"7100000000000000001\"", "7100000000000000001")]
    [InlineData("\" 71 \"", "71")]
    [InlineData("\"MS4wLjAB-_\"", "MS4wLjAB-_")]
    [InlineData("7100000000000000001", null)] // a number may have lost digits
    [InlineData("\"0\"", null)]
    [InlineData("\" \"", null)]
    [InlineData("null", null)]
    public void An_id_is_a_text_only(string json, string? id)
    {
        Assert.Equal(id, Recorded.Json(json).Id());
    }

    [Theory]
    [InlineData("\"7100000000000000001\"", "7100000000000000001")]
    [InlineData("7100000000000000001", "7100000000000000001")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("12345", "12345")]
    [InlineData("7.1e18", null)]
    [InlineData("7100000000000000000.0", null)]
    [InlineData("1E5", null)]
    [InlineData("-5", null)]
    [InlineData("0", null)]
    [InlineData("100000000000000000000000", null)]
    [InlineData("true", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    public void An_id_of_a_definition_can_be_a_whole_number(string json, string? id)
    {
        Assert.Equal(id, Recorded.Json(json).IdOrNumber());
    }

    // ---- Number and Count

    [Theory]
    [InlineData("17", 17L)]
    [InlineData("-17", -17L)]
    [InlineData("17.0", 17L)]
    [InlineData("1.7e1", 17L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("\"17\"", 17L)]
    [InlineData("\" -17 \"", -17L)]
    [InlineData("17.5", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1e400", null)]
    [InlineData("\"17.5\"", null)]
    [InlineData("\"1,204\"", null)]
    [InlineData("\"1.2K\"", null)]
    [InlineData("\"0x11\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("true", null)]
    [InlineData("null", null)]
    public void A_number_is_whole_and_may_be_a_text(string json, long? number)
    {
        Assert.Equal(number, Recorded.Json(json).Number());
    }

    [Fact]
    public void A_number_is_read_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach (string culture in (string[])["de-DE", "ar-SA", "fa-IR", "sv-SE"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.Equal(-17, Recorded.Json("\"-17\"").Number());
                Assert.Equal("-17", Recorded.Json("-17").Cursor());
                Assert.Equal(Recorded.Local(1546820065), Recorded.Json("\"2019-01-07T00:14:25Z\"").Time());
            }
        }
        finally { CultureInfo.CurrentCulture = before; }
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("5000000000", 5_000_000_000L)]
    [InlineData("\"12\"", 12L)]
    [InlineData("-1", null)]
    [InlineData("\"-1\"", null)]
    [InlineData("0.5", null)]
    public void A_count_is_not_negative(string json, long? count)
    {
        Assert.Equal(count, Recorded.Json(json).Count());
    }

    // ---- Flag

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("1.0", true)]
    [InlineData("\"1\"", true)]
    [InlineData("\"0\"", false)]
    [InlineData("\"true\"", true)]
    [InlineData("\"False\"", false)]
    [InlineData("2", null)]
    [InlineData("-1", null)]
    [InlineData("\"yes\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void A_flag_is_a_bool_or_0_or_1(string json, bool? flag)
    {
        Assert.Equal(flag, Recorded.Json(json).Flag());
    }

    // ---- Time

    [Theory]
    [InlineData("1546820065", 1546820065L)]
    [InlineData("\"1546820065\"", 1546820065L)]
    [InlineData("\"2019-01-07T00:14:25Z\"", 1546820065L)]
    [InlineData("\"2019-01-07T00:14:25.000Z\"", 1546820065L)]
    [InlineData("\"2019-01-07T02:14:25+02:00\"", 1546820065L)]
    [InlineData("\"2019-01-07T00:14:25\"", 1546820065L)] // without a zone it is UTC
    [InlineData("\"2019-01-07\"", 1546819200L)]
    [InlineData("946684800", 946684800L)] // 2000-01-01
    [InlineData("4102444799", 4102444799L)] // the last second of 2099
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("946684799", null)]
    [InlineData("4102444800", null)]
    [InlineData("1770575049000", 1770575049L)] // milliseconds
    [InlineData("\"1770575049123\"", 1770575049L)]
    [InlineData("1546820065.75", 1546820065L)]
    [InlineData("946684799999", null)] // 1999 in milliseconds
    [InlineData("4102444800000", null)] // 2100 in milliseconds
    [InlineData("1e300", null)]
    [InlineData("\"1970-01-01T00:00:00Z\"", null)]
    [InlineData("\"0001-01-01\"", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("\"2020-02-30\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("true", null)]
    [InlineData("[]", null)]
    public void A_time_is_unix_seconds_or_iso_8601_in_local_time(string json, long? seconds)
    {
        DateTime? time = Recorded.Json(json).Time();
        Assert.Equal(seconds is long known ? Recorded.Local(known) : null, time);
        if (time is not null) { Assert.Equal(DateTimeKind.Local, time.Value.Kind); }
    }

    // .NET would complete these texts with the current date or year.
    [Theory]
    [InlineData("\"10:30\"")]
    [InlineData("\"12/31\"")]
    [InlineData("\"May 5\"")]
    [InlineData("\"1.5\"")]
    public void A_text_without_a_complete_date_is_not_a_time(string json)
    {
        Assert.Null(Recorded.Json(json).Time());
    }

    // ---- Cursor

    [Theory]
    [InlineData("1734470383", "1734470383")]
    [InlineData("1734470383.0", "1734470383.0")]
    [InlineData("\"1734470383\"", "1734470383")]
    [InlineData("\" eyJv== \"", "eyJv==")]
    [InlineData("\"007\"", "007")]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("\"0\"", null)]
    [InlineData("\"-1\"", null)]
    [InlineData("\"null\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("\" \"", null)]
    [InlineData("null", null)]
    [InlineData("true", null)]
    [InlineData("{}", null)]
    public void Values_that_mean_no_cursor_are_recognized(string json, string? cursor)
    {
        Assert.Equal(cursor, Recorded.Json(json).Cursor());
    }

    // ---- Address

    [Theory]
    [InlineData("\"https://p16.example.com/a.jpeg?x=%3D\"", "https://p16.example.com/a.jpeg?x=%3D")]
    [InlineData("\"http://p16.example.com/a\"", "http://p16.example.com/a")]
    [InlineData("\"//p16.example.com/a\"", null)]
    [InlineData("\"/a.jpeg\"", null)]
    [InlineData("\"javascript:alert(1)\"", null)]
    [InlineData("\"file:///etc/passwd\"", null)]
    [InlineData("\"data:image/png;base64,AA\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("17", null)]
    public void An_address_is_a_web_address(string json, string? address)
    {
        Assert.Equal(address, Recorded.Json(json).Address());
    }

    // ---- Items

    [Theory]
    [InlineData("[3,1,2]", "3,1,2")]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    [InlineData("null", "")]
    [InlineData("""{"0":3,"1":1,"10":4,"11":5,"2":2}""", "3,1,2,4,5")]
    [InlineData("""{"7":1}""", "1")]
    [InlineData("""{"0":1,"message":2}""", null)]
    [InlineData("""{"-1":1}""", null)]
    [InlineData("""{"1.0":1}""", null)]
    [InlineData("""{"":1}""", null)]
    [InlineData("17", null)]
    [InlineData("\"0\"", null)]
    [InlineData("true", null)]
    public void A_list_is_an_array_or_an_object_with_numeric_keys(string json, string? items)
    {
        IReadOnlyList<JsonPart>? list = Recorded.Json(json).Items();
        Assert.Equal(items, list is null ? null : string.Join(",", list.Select(item => item.GetRawText())));
        Assert.Null(default(JsonPart).Items());
    }

    [Fact]
    public void An_object_with_half_a_surrogate_pair_in_a_name_is_not_a_list()
    {
        Assert.Null(Recorded.Json("""{"0":1,"\ud83d":2}""").Items());
    }

    [Fact]
    public void Items_with_numeric_keys_are_sorted_by_number()
    {
        // Each key is its own value. The keys are distinct and in random order.
        Gen<int[]> keys = Gen.Choose(0, 2_000).ArrayOf().Select(drawn => drawn.Distinct().ToArray());
        Prop.ForAll(keys.ToArbitrary(), drawn =>
        {
            string json = Keyed(drawn.Select(key => (key, key)));
            IEnumerable<int> read = Recorded.Json(json).Items()!.Select(item => (int)item.Number()!);
            return read.SequenceEqual(drawn.Order());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_object_with_numeric_keys_reads_like_the_array()
    {
        Gen<(int[] Values, int[] Order)> lists =
            from values in Gen.Choose(-1_000, 1_000).ArrayOf()
            from order in Gen.Shuffle(Enumerable.Range(0, values.Length).ToArray())
            select (values, order);
        Prop.ForAll(lists.ToArbitrary(), list =>
        {
            string array = JsonSerializer.Serialize(list.Values);
            string keyed = Keyed(list.Order.Select(i => (i, list.Values[i])));
            return Numbers(array).SequenceEqual(Numbers(keyed));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_number_and_its_text_read_the_same()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), number =>
        {
            string text = number.ToString(CultureInfo.InvariantCulture);
            return Recorded.Json(text).Number() == number && Recorded.Json($"\"{text}\"").Number() == number;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Unix_seconds_and_iso_8601_are_the_same_time()
    {
        Prop.ForAll(Gen.Choose(946_684_800, int.MaxValue).ToArbitrary(), seconds =>
        {
            string iso = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("O", CultureInfo.InvariantCulture);
            DateTime? read = Recorded.Json(seconds.ToString(CultureInfo.InvariantCulture)).Time();
            return read == Recorded.Local(seconds) && read == Recorded.Json($"\"{iso}\"").Time();
        }).QuickCheckThrowOnFailure();
    }

    private static string Keyed(IEnumerable<(int Key, int Value)> fields) =>
        "{" + string.Join(",", fields.Select(field =>
            string.Create(CultureInfo.InvariantCulture, $"\"{field.Key}\":{field.Value}"))) + "}";

    private static IEnumerable<long?> Numbers(string json) =>
        Recorded.Json(json).Items()!.Select(item => item.Number());
}
