using System.Text;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Definitions;

public sealed class DefinitionReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definitions").FullName;

    public static TheoryData<string> Cultures =>
        ["en-US", "en-GB", "de-DE", "fr-CA", "tr-TR", "th-TH", "ar-SA", "fa-IR"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_definition_has_its_metadata_under_every_culture(string culture)
    {
        using CultureScope scope = new(culture);
        ProviderDefinition definition = Twin.Parse(SampleDefinition.Everything);
        Assert.Equal("Sample", definition.Metadata.Name);
        Assert.Equal(new Uri("https://api.sample.example/base"), definition.Metadata.BaseUri);
        Assert.Equal("api.sample.example", definition.Metadata.BaseUri.Authority);
        Assert.Null(definition.Metadata.DefinitionPath);
        Assert.Null(definition.Metadata.EnvironmentVariable); // only a registration enables it
        Assert.Equal("X-Access-Key", definition.Metadata.KeyHeader.Name);
        Assert.Equal("Key ", definition.Metadata.KeyHeader.Prefix);
        Assert.Equal("3 credits a page", definition.Metadata.Cost);
        Assert.Equal(3, definition.Metadata.CreditsPerRequest);
        Assert.Equal(30, definition.Metadata.DefaultPageSize);
        Assert.Equal(40, definition.Metadata.MaximumPageSize);
        Assert.True(definition.Metadata.SupportsPageSize);
        Assert.True(definition.Metadata.SupportsTrim);
        Assert.True(definition.Metadata.LooksUpIds);
        Assert.False(definition.Metadata.HasFollowTimes);
        Assert.Equal(["It is fictitious."], definition.Metadata.Notes);
        Assert.Equal(
            [HandleKind.Name, HandleKind.NumericId, HandleKind.SecUid], definition.Metadata.Accepts);
    }

    [Fact]
    public void The_host_includes_a_port_that_is_not_the_default() =>
        Assert.Equal(
            "127.0.0.1:8080",
            Twin.Parse(SampleDefinition.With(("address", "\"http://127.0.0.1:8080\""))).Metadata.BaseUri.Authority);

    [Theory]
    [InlineData("https://localhost")]
    [InlineData("http://localhost:5000/api")]
    [InlineData("http://[::1]:5000")]
    [InlineData("https://gateway.example/path/")]
    public void An_address_can_be_https_or_on_this_machine(string address) =>
        Assert.Equal(
            new Uri(address), Twin.Parse(SampleDefinition.With(("address", $"\"{address}\""))).Metadata.BaseUri);

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed()
    {
        string text = "// a comment\n" + SampleDefinition.Minimal.Replace("\"name\" }", "\"name\", /* none */ }");
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)];
        Assert.Equal("Minimal", DefinitionReader.Parse(bytes, null).Metadata.Name);
    }

    [Theory]
    [InlineData("version", "2", "$.version", "1 is expected instead of 2")]
    [InlineData("version", "", "$, line 1:", "the property 'version' is missing")]
    [InlineData("name", "\"SociaVault\"", "$.name", "'SociaVault' is the name of a built-in provider")]
    [InlineData("name", "\"unifapi\"", "$.name", "'unifapi' is the name of a built-in provider")]
    [InlineData("name", "\"x\"", "$.name", "a name of 2 to 32 letters and digits")]
    [InlineData("name", "\"1abc\"", "$.name", "a name of 2 to 32 letters and digits")]
    [InlineData("name", "\"a-b\"", "$.name", "instead of 'a-b'")]
    [InlineData("name", "\"\u0130stanbul\"", "$.name", "a name of 2 to 32 letters and digits")]
    [InlineData("name", "\"a234567890123456789012345678901234\"", "$.name", "34 characters are too many")]
    [InlineData("name", "5", "$.name", "instead of 5")]
    [InlineData("address", "\"http://api.example.com\"", "$.address", "http would send the key unencrypted")]
    [InlineData("address", "\"https://me:pw@api.example.com\"", "$.address", "must not contain a user name")]
    [InlineData("address", "\"https://api.example.com/?key=1\"", "$.address", "must not contain '?' or '#'")]
    [InlineData("address", "\"https://api.example.com/#x\"", "$.address", "must not contain '?' or '#'")]
    [InlineData("address", "\"ftp://api.example.com\"", "$.address", "an https address such as")]
    [InlineData("address", "\"api.example.com\"", "$.address", "an https address such as")]
    [InlineData("address", "\"https:\\\\\\\\api.example.com\"", "$.address", "an https address such as")]
    [InlineData("website", "\"javascript:alert(1)\"", "$.website", "the https address of a web page")]
    [InlineData("auth", "{ \"header\": \"Host\" }", "$.auth.header", "cannot be set by a definition")]
    [InlineData("auth", "{ \"header\": \"cookie\" }", "$.auth.header", "cannot be set by a definition")]
    [InlineData("auth", "{ \"header\": \"Content-Type\" }", "$.auth.header", "cannot be set by a definition")]
    [InlineData("auth", "{ \"header\": \"Proxy-Authorization\" }", "$.auth.header", "cannot be set by a definition")]
    [InlineData("auth", "{ \"header\": \"Transfer-Encoding\" }", "$.auth.header", "cannot be set by a definition")]
    [InlineData("auth", "{ \"header\": \"User-Agent\" }", "$.auth.header", "cannot be set by a definition")]
    [InlineData("auth", "{ \"header\": \"x key\" }", "$.auth.header", "the name of a header")]
    [InlineData("auth", "{ \"header\": \"x\", \"prefix\": \"a\\r\\nHost: b\" }", "$.auth.prefix", "printable ASCII")]
    [InlineData("auth", "{ \"header\": \"x\", \"query\": \"key\" }", "$.auth.query", "there is no property 'query'")]
    [InlineData("headers", "{ \"Authorization\": \"x\" }", "$.headers.Authorization", "must not contain a key")]
    [InlineData("headers", "{ \"X-API-KEY\": \"x\" }", "$.headers.X-API-KEY", "must not contain a key")]
    [InlineData("headers", "{ \"Connection\": \"x\" }", "$.headers.Connection", "cannot be set by a definition")]
    [InlineData("headers", "{ \"a\": \"x\", \"A\": \"y\" }", "$.headers.A", "the header occurs more than once")]
    [InlineData("cost", "{ \"perRequest\": -1 }", "$.cost.perRequest", "a whole number from 0 to 1,000,000")]
    [InlineData("cost", "{ \"perPage\": 1 }", "$.cost.perPage", "there is no property 'perPage'")]
    [InlineData("cost", "{}", "$.cost", "'perRequest' or 'perRecord' is missing; 0 means that requests are free")]
    [InlineData("cost", "{ \"text\": \"free\" }", "$.cost", "'perRequest' or 'perRecord' is missing")]
    [InlineData("cost", "{ \"perRecord\": 1 }", "$", "'pageSize.default' is missing")]
    [InlineData("headers", "{ \"X-User\": \"{handle}\" }", "$.headers.X-User", "headers have fixed values")]
    [InlineData("auth", "{ \"header\": \"x\", \"prefix\": \"Key {key} \" }", "$.auth.prefix", "have fixed values")]
    [InlineData("address", "\"https://api.example.com/a/../b\"", "$.address", "must not contain '.', '..' or '//'")]
    [InlineData("address", "\"https://api.example.com/%2e%2e/b\"", "$.address", "must not contain '.', '..' or '//'")]
    [InlineData("address", "\"https://api.example.com//b\"", "$.address", "must not contain '.', '..' or '//'")]
    [InlineData("resolve", "{ \"request\": { \"path\": \"{handle}\" }, \"take\": { \"id\": \"b\" }, "
        + "\"cost\": { \"perRequest\": 2 } }", "$.resolve.cost.perRequest",
        "2 credits for a lookup is more than a page costs according to 'cost'; the limit is 1")]
    [InlineData("accepts", "[\"name\"]", "$.accepts[0]", "one of handle, id, secUid is expected")]
    [InlineData("accepts", "[]", "$.accepts", "at least one of handle, id, secUid")]
    [InlineData("accepts", "[\"handle\", \"id\"]", "$.request", "does not contain a numeric id")]
    [InlineData("pageSize", "{ \"maximum\": 50 }", "$.pageSize", "the request does not contain {pageSize}")]
    [InlineData("pgae", "{}", "$.pgae", "there is no property 'pgae'; did you mean page?")]
    [InlineData("record", "{ \"bio\": \"b\" }", "$.record", "a record needs a path for 'handle', 'id' or 'secUid'")]
    [InlineData("record.hanlde", "\"x\"", "$.record.hanlde", "did you mean handle?")]
    [InlineData("page.items", "\"users.*\"", "$.page.items", "a path such as data.users, without '*', is expected")]
    [InlineData("page.items", "[]", "$.page.items", "a path such as data.users")]
    [InlineData("page.items", "[\"a\", 5]", "$.page.items[1]", "instead of 5")]
    [InlineData("page.items", "\"$.data[0]\"", "$.page.items", "names with dots between them")]
    [InlineData("page.items", "\"a..b\"", "$.page.items", "names with dots between them")]
    [InlineData("page.items", "\"a.b.c.d.e.f.g.h.i.j.k.l.m\"", "$.page.items", "13 steps are too many")]
    [InlineData("page.next", "", "$.request.query.cursor", "'page.next' does not read a cursor")]
    [InlineData("page.next", "{ \"a\": \"x\" }", "$.request.query.cursor", "known: {cursor.a}")]
    [InlineData("page.next", "{ \"a b\": \"x\" }", "$.page.next.a b", "a part whose name is unique")]
    [InlineData("page.cursorIsFollowTime", "1", "$.page.cursorIsFollowTime", "true or false is expected")]
    [InlineData("page.failure", "{ \"at\": \"x\" }", "$.page.failure", "the property 'kind' is missing")]
    [InlineData("request.method", "\"PUT\"", "$.request.method", "one of GET, POST is expected")]
    [InlineData("request.body", "{}", "$.request.body", "a GET request has no body")]
    [InlineData("request.path", "\"https://evil.example/x\"", "$.request.path", "a path after the address")]
    [InlineData("request.path", "\"//evil.example/x\"", "$.request.path", "a path after the address")]
    [InlineData("request.path", "\"a/../b\"", "$.request.path", "a path after the address")]
    [InlineData("request.path", "\"a/%2e%2e/b\"", "$.request.path", "a path after the address")]
    [InlineData("request.path", "\"a\\\\b\"", "$.request.path", "a path after the address")]
    [InlineData("request.path", "\"a?b=c\"", "$.request.path", "a path after the address")]
    [InlineData("request.path", "\"a#b\"", "$.request.path", "a path after the address")]
    [InlineData("request.path", "\"{cursor}\"", "$.request.path", "the path has a placeholder without a value")]
    [InlineData("request.path", "\"u/{id}\"", "$.request.path", "the path has a placeholder without a value")]
    [InlineData("request.path", "\"u/{key}\"", "$.request.path", "there is no placeholder '{key}' here")]
    [InlineData("request.path", "\"u/{handle\"", "$.request.path", "a '{' has no '}' after it")]
    [InlineData("request.path", "\"u/handle}\"", "$.request.path", "a '}' has no '{' before it")]
    [InlineData("request.query.token", "\"abc\"", "$.request.query.token", "must not contain a key")]
    [InlineData("request.query.api_key", "\"{apiKey}\"", "$.request.query.api_key", "there is no placeholder")]
    [InlineData("request.query.a&b", "\"1\"", "$.request.query.a&b", "a parameter whose name has letters")]
    [InlineData("request.query", "{ \"cursor\": \"{cursor}\" }", "$.request", "does not contain a handle")]
    [InlineData("request.query", "{ \"user\": \"{handle}\" }", "$.request", "does not contain {cursor}")]
    [InlineData("resolve", "{ \"request\": { \"path\": \"a\" }, \"take\": { \"id\": \"b\" } }", "$.resolve.request",
        "does not contain a handle")]
    [InlineData("errors", "{ \"status\": { \"200\": \"RateLimited\" } }", "$.errors.status.200", "a status from 400")]
    [InlineData("errors", "{ \"status\": { \"403\": \"NoCredits\" } }", "$.errors.status.403", "AccountPrivate")]
    [InlineData("errors", "{ \"codes\": { \"at\": \"a\" } }", "$.errors.codes", "the rule has no effect")]
    [InlineData("balance", "{ \"request\": { \"path\": \"b/{handle}\" } }", "$.balance.request",
        "cannot contain placeholders")]
    public void An_error_states_the_path_and_the_expected_value(
        string path, string json, string location, string expected)
    {
        using CultureScope scope = new("en-US");
        FollowingException error = Refused(SampleDefinition.With((path, json)));
        Assert.Contains($"At {location}", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_names_the_file_and_the_line()
    {
        string path = Path.Combine(_folder, "sample.json");
        const string Id = "\"id\": \"id\"";
        File.WriteAllText(
            path, SampleDefinition.Everything.Replace(Id, "\"id\": 5", StringComparison.Ordinal));
        FollowingException error = Assert.Throws<FollowingException>(() => DefinitionReader.ReadFile(path));
        Assert.Equal(FollowingErrorKind.InvalidDefinition, error.Kind);
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        int line = SampleDefinition.Everything.Split('\n').ToList().FindIndex(text => text.Contains(Id)) + 1;
        Assert.Contains($"At $.record.id, line {line}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_read_with_its_path()
    {
        string path = Path.Combine(_folder, "minimal.json");
        File.WriteAllText(path, SampleDefinition.Minimal);
        Assert.Equal(path, DefinitionReader.ReadFile(path).Metadata.DefinitionPath);
    }

    [Theory]
    [InlineData("missing.json")]
    [InlineData("")]
    [InlineData("missing/folder/x.json")]
    [InlineData("\0")]
    public void A_file_that_cannot_be_read_is_an_invalid_definition(string name)
    {
        FollowingException error = Assert.Throws<FollowingException>(
            () => DefinitionReader.ReadFile(name == "\0" ? name : Path.Combine(_folder, name)));
        Assert.Equal(FollowingErrorKind.InvalidDefinition, error.Kind);
        Assert.Contains("The file cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_file_is_refused()
    {
        string path = Path.Combine(_folder, "large.json");
        File.WriteAllText(path, SampleDefinition.Minimal + new string(' ', 256 * 1024));
        FollowingException error = Assert.Throws<FollowingException>(() => DefinitionReader.ReadFile(path));
        Assert.Contains("larger than 256 kB", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "It is empty")]
    [InlineData(" \r\n\t", "It is empty")]
    [InlineData("{ \"a\": \"\0\" }", "It contains a null character")]
    [InlineData("{\0\"\0", "It is UTF-16 text; save it as UTF-8")]
    [InlineData("[[[[[[[[[[[[[[[[1 2", "not valid JSON")]
    [InlineData("[[[[[[[[[[[[[[[[[", "nested too deeply at line 1; the limit is 16 levels")]
    [InlineData("{ \"version\": 1", "not valid JSON")]
    [InlineData("[]", "an object is expected instead of a list")]
    [InlineData("{ \"version\": 1, \"version\": 1 }", "the property occurs more than once")]
    [InlineData("{ \"name\": \"\\ud83d\" }", "is missing")]
    [InlineData("{ \"\\ud83d\": 1 }", "unpaired surrogate")]
    public void A_text_that_is_no_definition_is_refused(string text, string expected) =>
        Assert.Contains(expected, Refused(text).Message, StringComparison.Ordinal);

    [Fact]
    public void Free_requests_are_stated_by_a_price_of_zero() => Assert.Equal(
        "no credits", Twin.Parse(SampleDefinition.With(("cost", """{ "perRequest": 0 }"""))).Metadata.Cost);

    [Fact]
    public void A_host_of_other_letters_is_shown_in_its_encoded_form()
    {
        ProviderMetadata facts = Twin.Parse(SampleDefinition.With(
            ("address", "\"https://\u0430pi.example.com/v1\""), // a Cyrillic letter
            ("website", "\"https://\u0430pi.example.com\""))).Metadata;
        Assert.Equal("https://xn--pi-6kc.example.com/v1", facts.BaseUri.ToString());
        Assert.Equal("https://xn--pi-6kc.example.com/", facts.Website.ToString());
        Assert.Equal("Minimal@xn--pi-6kc.example.com", facts.KeyName);
    }

    [Theory]
    [InlineData("http://[::1]:5000", "Minimal@[::1]:5000")]
    [InlineData("https://[::1]/v1", "Minimal@[::1]")]
    public void The_secret_of_an_IPv6_host_has_brackets(string address, string name) => Assert.Equal(
        name, Twin.Parse(SampleDefinition.With(("address", $"\"{address}\""))).Metadata.KeyName);

    [Fact]
    public void Known_values_are_listed_once()
    {
        string message = Refused(SampleDefinition.With(("request.method", "\"PUT\""))).Message;
        Assert.EndsWith("one of GET, POST is expected instead of 'PUT'.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cursor_as_a_number_is_a_known_placeholder_of_a_body()
    {
        string message = Refused(SampleDefinition.Change(
            SampleDefinition.Everything, ("request.body.page_token", "\"{cursor.x}\""))).Message;
        Assert.Contains(
            "known: {cursor.time}, {cursor.time:number}, {cursor.token}, {cursor.token:number}",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_not_UTF8_is_refused()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("{ \"name\": \""), 0xFF, .. Encoding.UTF8.GetBytes("\" }")];
        FollowingException error = Assert.Throws<FollowingException>(() => DefinitionReader.Parse(bytes, null));
        Assert.Contains("not valid UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_and_many_paths_are_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));
        Assert.Contains(
            "nested too deep", Refused($"{{ \"version\": {deep} }}").Message, StringComparison.Ordinal);
        string paths = "[" + string.Join(",", Enumerable.Range(0, 200).Select(number => $"\"p{number}\"")) + "]";
        string many = SampleDefinition.With(
            ("record.bio", paths), ("record.region", paths), ("record.language", paths));
        Assert.Contains("more than 500 paths", Refused(many).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_cannot_steer_a_terminal()
    {
        string name = "\\u001b[31mred\\r\\n\\u202e";
        FollowingException error = Refused($"{SampleDefinition.With(("name", $"\"{name}\""))[..^1]},\"{name}\":1}}");
        Assert.DoesNotContain(error.Message, c => char.IsControl(c) || c == '\u202e');
    }

    private static FollowingException Refused(string text)
    {
        FollowingException error = Assert.Throws<FollowingException>(() => Twin.Parse(text));
        Assert.Equal(FollowingErrorKind.InvalidDefinition, error.Kind);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        return error;
    }
}
