using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Chaos;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Fuzz;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;
using Xunit.Abstractions;

namespace TikTokFollowing.Client.Tests.Definitions;

/// <summary>
/// Tests that damaged and hostile definitions are refused, or send requests only to their own host, with the key only
/// in its header. Tests all mutations with <c>TIKTOKFOLLOWING_FULL=1</c>, otherwise a part of them.
/// </summary>
public class DefinitionMutationTests(ITestOutputHelper output)
{
    private const int Seed = 20261127;

    private static readonly string[] s_hostile =
    [
        "https://evil.example", "https://evil.example/x", "http://evil.example", "//evil.example/x", "/", "/x",
        "\\\\evil.example\\x", "../../x", "a/../../b", "a/%2e%2e/b", "a/./b", "..", ".", "@evil.example/x",
        ":@evil.example",
        "evil.example:443/x", "x@evil.example", "https://api.evil.example@x.example", "{key}", "{apiKey}", "{auth}",
        "{handle}", "{id|handle}", "{id}", "{cursor}", "{cursor:number}", "{cursor.a}", "{pageSize}", "{trim}", "{",
        "}",
        "{}", "{{handle}}", "a{handle}b{cursor}", "?a={handle}", "#", "%", "a b", "Host", "Cookie", "Authorization",
        "Content-Type", "Content-Length", "Transfer-Encoding", "x-api-key", "X-Other", "Bearer ",
        "a\r\nHost: evil.example",
        "\r\n", "GET", "POST", "handle", "id", "secUid", "*", "a.*", "a.0.b", "..a", "data", "followings.*",
        "unique_id",
        "SociaVault", "OpenAI", "http://127.0.0.1:8080", "http://localhost", "https://[::1]:443",
        "https://xn--e1afmkfd.example",
        "AccountPrivate", "ProviderUnavailable", "evil.example", "key", "token", "\u202e", "\u0000", "\ud83d\ude00",
    ];

    private static readonly string[] s_wildJson =
    [
        "null", "true", "0", "-1", "1e400", "99999999999", "[]", "{}", "[[]]", "\"\"", "[\"a\", {}]",
        "{\"a\": \"b\"}",
    ];

    [Fact]
    public async Task A_mutated_definition_is_refused_or_harmless()
    {
        int most = FullRun.Of(full: 50_000, slice: 4_000);
        (string Provider, string Text)[] originals =
        [
            .. ProviderRegistry.BuiltIn
                .Select(provider => provider.Facts.Name)
                .Select(name => (name, Bare(Twin.TextOf(name)))),
            ("SociaVault", SampleDefinition.Everything),
        ];
        int workers = Environment.ProcessorCount;
        (int Parsed, int Sent)[] counts = await Task.WhenAll(Enumerable.Range(0, workers).Select(
            worker => Task.Run(async () =>
            {
                (int parsed, int sent) = (0, 0);
                for (int number = worker; number < most; number += workers)
                {
                    int? requests = await CheckAsync(originals, number);
                    (parsed, sent) = (parsed + (requests is null ? 0 : 1), sent + (requests ?? 0));
                }
                return (parsed, sent);
            })));
        (int valid, int sent) = (counts.Sum(count => count.Parsed), counts.Sum(count => count.Sent));
        output.WriteLine($"{most} mutated definitions, {valid} still valid, {sent} requests");
        // If nearly all mutations were refused or accepted, this test would test nothing.
        Assert.InRange(valid, most / 20, most * 19 / 20);
        Assert.InRange(sent, valid / 2, int.MaxValue);
    }

    /// <summary>Checks one mutated definition.</summary>
    /// <returns>The number of its requests; null if it was refused.</returns>
    private static async Task<int?> CheckAsync((string Provider, string Text)[] originals, int number)
    {
        // Each mutation has its own seed, so that it can be repeated alone.
        Random random = new(unchecked((Seed * 31) + number));
        (string provider, string text) = originals[random.Next(originals.Length)];
        byte[] mutated = Mutate(random, text);
        try
        {
            return Parse(mutated) is ProviderDefinition definition
                ? await CheckAsync(definition, random, provider)
                : null;
        }
        catch (Exception e)
        {
            Assert.Fail(
                $"{e.GetType().Name} with number {number}: {e.Message}\n"
                    + $"{Encoding.UTF8.GetString(mutated)}\n{e.StackTrace}");
            return null;
        }
    }

    private static ProviderDefinition? Parse(byte[] text)
    {
        try
        {
            return DefinitionReader.Parse(text, null);
        }
        catch (FollowingException e)
        {
            Assert.Equal(FollowingErrorKind.InvalidDefinition, e.Kind);
            Assert.InRange(e.Message.Length, 20, 1000);
            Assert.DoesNotContain(e.Message, c => char.IsControl(c) || c == '\u202e');
            return null;
        }
    }

    private static async Task<int> CheckAsync(ProviderDefinition definition, Random random, string provider)
    {
        Assert.True(definition.Metadata.BaseUri.Scheme == "https" || definition.Metadata.BaseUri.IsLoopback);
        Assert.DoesNotContain(definition.Metadata.Name, ProviderRegistry.BuiltIn.Select(known => known.Facts.Name));
        string body = Recorded.Text(provider, random.Next(2) == 0 ? "first" : "middle");
        ScriptedHandler server = ScriptedHandler.Always(random.Next(4) switch
        {
            0 => Responses.Json("""{ "id": "../x", "data": { "id": "710000000000000004" }, "user": { "id": ".." } }"""),
            _ => Responses.Json(body),
        });
        foreach (string handle in (string[])["someone", "7100000000000000777", "MS4wLjABAAAA" + new string('x', 60)])
        {
            await ReadAsync(definition, server, handle);
        }
        foreach (SentRequest request in server.Requests)
        {
            AssertHarmless(definition, request);
        }
        return server.Requests.Count;
    }

    private static async Task ReadAsync(ProviderDefinition definition, ScriptedHandler server, string handle)
    {
        DefinedProvider provider = new(definition);
        HttpSettings settings = new() { MaximumRetryCount = 0, Timeout = null };
        using HttpClient transport = SharedHttpClient.Create(server);
        try
        {
            ListPager list = new FollowingClient(
                provider,
                new ApiKey(Lists.Key),
                settings: settings,
                transport: transport,
                clock: new FakeClock(),
                rates: new RateLimitTracker()).Open(new FollowingQuery(FollowingHandle.Parse(handle)) { Trim = true });
            for (int page = 0; page < 2 && await list.NextAsync() is not null; page++)
            {
            }
        }
        catch (FollowingException e)
        {
            Samples.AssertReadable(e);
            Assert.DoesNotContain(Lists.Key, e.ToString(), StringComparison.Ordinal);
        }
        if (provider.Balance is not null)
        {
            try
            {
                await new BalanceClient(
                    provider, new ApiKey(Lists.Key), settings: settings, transport: transport, clock: new FakeClock())
                    .GetAsync(default);
            }
            catch (FollowingException e)
            {
                Samples.AssertReadable(e);
            }
        }
    }

    private static void AssertHarmless(ProviderDefinition definition, SentRequest request)
    {
        Assert.Equal(definition.Metadata.BaseUri.Authority, request.Address.Authority);
        Assert.Equal(definition.Metadata.BaseUri.Scheme, request.Address.Scheme);
        Assert.StartsWith(
            definition.Metadata.BaseUri.AbsolutePath.TrimEnd('/') + "/",
            request.Address.AbsolutePath,
            StringComparison.Ordinal);
        Assert.Equal("", request.Address.UserInfo);
        Assert.DoesNotContain(Lists.Key, request.Address.AbsoluteUri, StringComparison.Ordinal);
        Assert.DoesNotContain(Lists.Key, request.Body ?? "", StringComparison.Ordinal);
        KeyHeader header = definition.Metadata.KeyHeader;
        foreach ((string name, string value) in request.Headers)
        {
            bool isKeyHeader = name.Equals(header.Name, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(isKeyHeader, value.Contains(Lists.Key, StringComparison.Ordinal));
            Assert.DoesNotContain(value, char.IsControl);
        }
        Assert.Equal(header.Prefix + Lists.Key, request.Headers[header.Name]);
        Assert.DoesNotContain("Host", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("Cookie", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    private static byte[] Mutate(Random random, string text)
    {
        JsonNode root = JsonNode.Parse(text)!;
        for (int edits = random.Next(4); edits > 0; edits--)
        {
            Edit(random, root);
        }
        string edited = root.ToJsonString();
        return random.Next(4) == 0
            ? new Mutator(random).Mutate(Mutator.Node.Read(edited), "sk_test_in_a_definition")
            : Encoding.UTF8.GetBytes(edited);
    }

    private static void Edit(Random random, JsonNode root)
    {
        List<(JsonNode Parent, string? Name, int Index)> places = [];
        Collect(root, places);
        (JsonNode parent, string? name, int index) = places[random.Next(places.Count)];
        JsonNode? value = random.Next(5) == 0
            ? JsonNode.Parse(s_wildJson[random.Next(s_wildJson.Length)])
            : JsonValue.Create(s_hostile[random.Next(s_hostile.Length)]);
        switch (random.Next(6))
        {
            case 0 when parent is JsonObject item:
                item.Remove(name!);
                break;
            case 1 when parent is JsonObject item:
                item[s_hostile[random.Next(s_hostile.Length)]] = value;
                break;
            case 2 when parent is JsonArray list:
                list.Add(value);
                break;
            default:
                if (parent is JsonObject target) { target[name!] = value; }
                else { parent.AsArray()[index] = value; }
                break;
        }
    }

    private static void Collect(JsonNode node, List<(JsonNode, string?, int)> places)
    {
        foreach ((string name, JsonNode? value) in node as JsonObject ?? [])
        {
            places.Add((node, name, 0));
            if (value is JsonObject or JsonArray) { Collect(value, places); }
        }
        for (int i = 0; node is JsonArray list && i < list.Count; i++)
        {
            places.Add((node, null, i));
            if (list[i] is JsonObject or JsonArray) { Collect(list[i]!, places); }
        }
    }

    private static string Bare(string text) => JsonNode.Parse(
        text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.ToJsonString();
}
