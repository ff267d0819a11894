using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Providers;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Security;

public class SecretRedactorTests
{
    private static readonly ApiKey s_key = new(Lists.Key);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two\r\nlines", "two lines")]
    [InlineData("a\tb", "a b")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred [0m")]
    [InlineData("\0\u0007\u009b", "")]
    [InlineData("a\u202eb\u200bc\u2066d", "a b c d")]
    [InlineData("a\u2028b\u2029c", "a b c")]
    [InlineData("é 日本 😀 &<>", "é 日本 😀 &<>")]
    [InlineData("  around  ", "around")]
    [InlineData("", "")]
    public void Only_one_line_of_visible_text_is_shown(string text, string shown) =>
        Assert.Equal(shown, TextSanitizer.Sanitize(text));

    [Fact]
    public void A_long_text_is_truncated()
    {
        Assert.Equal(new string('a', 200), TextSanitizer.Sanitize(new string('a', 200)));
        Assert.Equal(new string('a', 200) + "…", TextSanitizer.Sanitize(new string('a', 100_000)));
    }

    [Fact]
    public void Every_control_character_becomes_a_space()
    {
        string all = string.Concat(Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c =>
            char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')));

        Assert.All(all, c => Assert.Equal("a b", TextSanitizer.Sanitize($"a{c}b")));
    }

    [Fact]
    public void The_key_is_redacted_everywhere_in_a_text() =>
        Assert.Equal("<redacted> and x<redacted>y", SecretRedactor.RedactKey($"{Lists.Key} and x{Lists.Key}y", s_key));

    // Plain, in an address, in base64 (alone and after "Bearer "), in hexadecimal digits.
    [Theory]
    [InlineData("sk/live+0123456789")]
    [InlineData("sk%2Flive%2B0123456789")]
    [InlineData("c2svbGl2ZSswMTIzNDU2Nzg5")]
    [InlineData("QmVhcmVyIHNrL2xpdmUrMDEyMzQ1Njc4OQ==")]
    [InlineData("736b2f6c6976652b30313233343536373839")]
    [InlineData("736B2F6C6976652B30313233343536373839")]
    public void The_key_is_found_in_every_form_that_a_provider_can_echo(string form)
    {
        ApiKey key = new("sk/live+0123456789");
        byte[] body = Encoding.UTF8.GetBytes($"\"{form}\"");

        SecretRedactor.RedactJson(body, SecretRedactor.GetDataForms(key));

        string bare = form.TrimEnd('=');
        Assert.DoesNotContain(bare, Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        Assert.DoesNotContain(bare, SecretRedactor.RedactKey($"x {form} y", key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing here")]
    [InlineData("sk_test_0123456789abcde")]
    public void A_text_without_the_key_is_unchanged(string text) =>
        Assert.Equal(text, SecretRedactor.RedactKey(text, s_key));

    [Fact]
    public void The_key_is_redacted_everywhere_in_a_body_and_nothing_else_is()
    {
        byte[] body = Encoding.UTF8.GetBytes($"é{Lists.Key}{Lists.Key} \"{Lists.Key}\"");

        SecretRedactor.RedactJson(body, SecretRedactor.GetDataForms(s_key));

        string blot = new('*', Lists.Key.Length);
        Assert.Equal($"é{blot}{blot} \"{blot}\"", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public void A_body_that_is_shorter_than_the_key_or_empty_is_unchanged()
    {
        byte[] body = "sk_test"u8.ToArray();

        SecretRedactor.RedactJson(body, SecretRedactor.GetDataForms(s_key));
        SecretRedactor.RedactJson([], SecretRedactor.GetDataForms(s_key));

        Assert.Equal("sk_test"u8.ToArray(), body);
    }

    [Theory]
    [InlineData("demo", "demo")]
    [InlineData("1234567", "1234567")]
    [InlineData("12345678", "********")]
    public void A_key_so_short_that_it_could_be_a_word_is_not_redacted_in_data(string key, string expected)
    {
        byte[] body = Encoding.UTF8.GetBytes(key);

        SecretRedactor.RedactJson(body, SecretRedactor.GetDataForms(new ApiKey(key)));

        Assert.Equal(expected, Encoding.UTF8.GetString(body));
    }

    // JSON libraries escape different characters. The key is redacted in each value and in the raw record.
    [Theory]
    [MemberData(nameof(Echoes))]
    public void A_key_is_redacted_in_every_escaping(string layer, string writer)
    {
        Random random = new(4711);
        string[] keys =
        [
            "sk/live+0123456789==", "a&b<c>d=e'f\"g\\h/0123", "sk_live_0123456789abcdef", "100%25&amp;\\u0041/key",
            "~!@#$%^&*()_+{}|:?",
        ];
        foreach (string key in keys)
        {
            string echo = KeyEchoes.Writers[writer](KeyEchoes.Layers[layer](key, random), random);
            byte[] body =
                Encoding.UTF8.GetBytes($"{{\"a\":\"before \\ud83d\\ude00 {echo} after\",\"{echo}\":1,\"b\":\"c\"}}");
            string original = Encoding.UTF8.GetString(body);
            Assert.True(KeyEchoes.Shows(original, key), "the search would find it");

            SecretRedactor.RedactJson(body, SecretRedactor.GetDataForms(new ApiKey(key)));

            string redacted = Encoding.UTF8.GetString(body);
            Assert.False(KeyEchoes.Shows(redacted, key), redacted);
            Assert.Equal(original.Length, redacted.Length);
            using JsonDocument document = JsonDocument.Parse(redacted);
            Assert.Equal("c", document.RootElement.GetProperty("b").GetString());
            string? text = document.RootElement.GetProperty("a").GetString();
            Assert.StartsWith("before 😀 ", text, StringComparison.Ordinal);
            Assert.EndsWith(" after", text, StringComparison.Ordinal);

            string message = SecretRedactor.RedactKey($"It says \"{echo}\", twice: {echo}.", new ApiKey(key));
            Assert.False(KeyEchoes.Shows(message, key), message);
            Assert.StartsWith("It says \"", message, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, string> Echoes()
    {
        TheoryData<string, string> data = [];
        foreach (string layer in KeyEchoes.Layers.Keys)
        {
            foreach (string writer in KeyEchoes.Writers.Keys) { data.Add(layer, writer); }
        }
        return data;
    }

    // Random keys in random escapings in random fields of the records of all providers.
    [Theory]
    [InlineData("DumplingAI")]
    [InlineData("ScrapeCreators")]
    [InlineData("SociaVault")]
    [InlineData("SocialFetch")]
    [InlineData("UnifAPI")]
    public void No_field_of_a_record_shows_a_key_in_any_escaping(string provider)
    {
        string recorded = Recorded.Text(provider, "first");
        MatchCollection texts = Regex.Matches(recorded, "\"(?:[^\"\\\\]|\\\\.)*(?<end>\")");
        int planted = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            string key =
                new([.. Enumerable.Range(0, random.Next(10, 40)).Select(_ => (char)random.Next('!', '~' + 1))]);
            (string layer, Func<string, Random, string> wrap) =
                KeyEchoes.Layers.ElementAt(random.Next(KeyEchoes.Layers.Count));
            (string writer, Func<string, Random, string> write) =
                KeyEchoes.Writers.ElementAt(random.Next(KeyEchoes.Writers.Count));
            int place = texts[random.Next(texts.Count)].Groups["end"].Index;
            byte[] body = Encoding.UTF8.GetBytes(recorded.Insert(place, " " + write(wrap(key, random), random)));

            string shown = Read(provider, [.. body], SecretRedactor.GetDataForms(new ApiKey(key)));
            Assert.False(KeyEchoes.Shows(shown, key), $"{seed}: {key} as {layer}, {writer}: {shown}");
            if (KeyEchoes.Shows(Read(provider, body, SecretForms.None), key)) { planted++; }
        }
        Assert.InRange(planted, 50, 300); // only in records: other parts of a page are never shown
    }

    private static string Read(string provider, byte[] body, SecretForms secrets)
    {
        using SparseJson? json = BodyReader.Parse(body, Recorded.Provider(provider).Fields, secrets);
        try
        {
            ProviderPage page =
                Recorded.Provider(provider).ReadPage(Recorded.Request(includeRaw: true), HttpStatusCode.OK, json!.Root);
            foreach (FollowedAccount account in page.Accounts)
            {
                using JsonDocument raw = JsonDocument.Parse(account.Raw!);
            }
            return string.Join(
                "\n",
                page.Accounts.Select(account =>
                    JsonSerializer.Serialize(account, s_asIs) + account.Raw)) + JsonSerializer.Serialize(page, s_asIs);
        }
        // The text was inserted into the name of a field or into a status.
        catch (FollowingException e)
        {
            return e.ToString();
        }
    }

    private static readonly JsonSerializerOptions s_asIs =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void A_number_stays_a_number_and_a_match_does_not_extend_beyond_a_string()
    {
        byte[] body = """{"id":1234567890,"a":"b","c":"1234567890"}"""u8.ToArray();
        SecretRedactor.RedactJson(body, SecretRedactor.GetDataForms(new ApiKey("1234567890")));
        Assert.Equal("""{"id":1111111111,"a":"b","c":"**********"}""", Encoding.UTF8.GetString(body));

        byte[] whole = """{"abcd":"efgh","x":"bcd\":\"efg"}"""u8.ToArray();
        SecretRedactor.RedactJson(whole, SecretRedactor.GetDataForms(new ApiKey("bcd\":\"efg")));
        Assert.Equal("""{"abcd":"efgh","x":"***********"}""", Encoding.UTF8.GetString(whole));
    }

    [Theory]
    [InlineData("""{"a":"\\","b":"\\\"","c":"x%&\u0026amp;y"}""")]
    [InlineData(""" "100 % & more; &amp; &#61; \u0041 \ud83d\ude00 \ud83d \\" """)]
    [InlineData("%")]
    [InlineData("&")]
    [InlineData("\\")]
    [InlineData("&#;&#x;&;%u%uD%4\\u00")]
    [InlineData("&#99999999999;&#xFFFFFFFFFF;")]
    public void A_text_with_escapes_and_without_the_key_is_unchanged(string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        SecretRedactor.RedactJson(body, SecretRedactor.GetDataForms(s_key));
        Assert.Equal(text, Encoding.UTF8.GetString(body));
        Assert.Equal(text, SecretRedactor.RedactKey(text, s_key));
    }

    [Fact]
    public void Base64_with_line_breaks_is_found()
    {
        string key = "sk_live_" + new string('7', 60);
        string lines = Convert.ToBase64String(Encoding.ASCII.GetBytes(key), Base64FormattingOptions.InsertLineBreaks)
            .Replace("\r\n", "\\r\\n", StringComparison.Ordinal);
        byte[] body = Encoding.UTF8.GetBytes($"\"{lines}\"");
        SecretRedactor.RedactJson(body, SecretRedactor.GetDataForms(new ApiKey(key)));
        Assert.DoesNotContain(lines[..12], Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }
}
