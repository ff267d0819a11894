using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Providers;
using Xunit;
using static TikTokFollowing.Client.Tests.Providers.RecordingNodes;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Tests the contract of all providers with the recorded responses.</summary>
public sealed class ProviderContractTests
{
    /// <summary>
    /// Gets the responses that must be recorded for each provider. A name can have any suffix, because providers have
    /// several forms of the same response.
    /// </summary>
    private static readonly string[][] s_needed =
    [
        ["first"],
        ["middle"],
        ["last"],
        ["empty"],
        ["hidden", "private"],
        ["missing", "404"],
        ["400"],
        ["401"],
        ["402", "403"],
        ["429"],
        ["500"],
    ];

    /// <summary>Gets one value of each JSON type, and unusual ones.</summary>
    private static readonly string[] s_odd =
    [
        "null",
        "true",
        "17",
        "-3.5",
        "1e300",
        "\"\"",
        "\"text\"",
        "\"" + Recorded.HalfPair + "\"",
        "[]",
        "{}",
        "[null,1,{}]",
        "{\"0\":null,\"1\":\"x\"}",
        "{\"a\":[{}]}",
    ];

    public static TheoryData<string> Providers => new(ProviderRegistry.All.Select(provider => provider.Facts.Name));

    public static TheoryData<string, string> Responses => Recordings((_, _) => true);

    public static TheoryData<string, string> Pages => Recordings(IsPage);

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_kind_of_response_is_recorded(string name)
    {
        IReadOnlyList<string> names = Recorded.Names(name);
        Assert.All(
            s_needed,
            alternatives => Assert.Contains(
                names, recorded => alternatives.Any(start => recorded.StartsWith(start, StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void Every_recording_has_the_expected_kind_of_error(string provider, string name)
    {
        FollowingErrorKind? expected = Expected(provider, name);
        FollowingErrorKind? found = null;
        try
        {
            ProviderPage page = Recorded.Read(provider, name);
            found = page.Failure?.Kind;
            Assert.All(page.Accounts, account => Assert.NotNull(account.Id ?? account.SecUid ?? account.Handle));
        }
        catch (FollowingException e)
        {
            found = e.Kind;
            Recorded.AssertReadable(provider, e);
        }
        Assert.Equal(expected, found);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_status_without_a_body_determines_the_error(string name)
    {
        IFollowingProvider provider = Recorded.Provider(name);
        for (int status = 400; status < 600; status++)
        {
            FollowingException failure = Assert.Throws<FollowingException>(() =>
                provider.ReadPage(Recorded.Request(), (HttpStatusCode)status, default));
            // Only JSON of the provider can report a problem of a key, of credits or of an account.
            FollowingErrorKind expected = status switch
            {
                408 => FollowingErrorKind.ProviderTimeout,
                429 => FollowingErrorKind.RateLimited,
                _ => FollowingErrorKind.ProviderUnavailable,
            };
            Assert.Equal(expected, failure.Kind);
            Recorded.AssertReadable(name, failure);
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_status_with_an_empty_object_determines_the_error(string name)
    {
        for (int status = 400; status < 600; status++)
        {
            FollowingException failure =
                Assert.Throws<FollowingException>(() => Recorded.ReadBody(name, "{}", status: (HttpStatusCode)status));
            Assert.Equal(ExpectedOf(name, status), failure.Kind);
            Recorded.AssertReadable(name, failure);
        }
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void The_providers_own_words_cannot_steer_a_terminal(string provider, string name)
    {
        JsonNode body = JsonNode.Parse(Recorded.Text(provider, name))!;
        foreach ((JsonObject parent, string key) in Fields(body))
        {
            if (key is "error" or "message" or "status_msg" or "statusMsg" or "code" or "type")
            {
                parent[key] = "\u001b[31mred\r\nsecond line\u2028third\u202e" + new string('x', 5000);
            }
        }
        try { Recorded.ReadBody(provider, body.ToJsonString(), status: Recorded.Status(name)); }
        catch (FollowingException e)
        {
            Assert.DoesNotContain(e.Message, c => char.IsControl(c) || c is '\u2028' or '\u202e');
            Assert.InRange(e.Message.Length, 1, 600);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Unknown_fields_are_ignored(string provider, string name)
    {
        ProviderPage expected = Recorded.Read(provider, name);
        JsonNode body = JsonNode.Parse(Recorded.Text(provider, name))!;
        int added = 0;
        foreach (JsonObject item in Objects(body))
        {
            if (IsList(item)) { continue; }
            foreach (string odd in s_odd) { item.Insert(0, $"zz_{added++}", JsonNode.Parse(odd)); }
        }
        Assert.NotEqual(0, added);
        AssertSamePage(expected, Recorded.ReadBody(provider, body.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_record_without_a_field_differs_only_in_that_value(string provider, string name)
    {
        ProviderPage expected = Recorded.Read(provider, name);
        string text = Recorded.Text(provider, name);
        int count = expected.Accounts.Count;
        for (int record = 0; record < count; record++)
        {
            int fields = Fields(Records(JsonNode.Parse(text)!)[record]).Count();
            Assert.NotEqual(0, fields);
            for (int field = 0; field < fields; field++)
            {
                JsonNode body = JsonNode.Parse(text)!;
                (JsonObject parent, string key) = Fields(Records(body)[record]).ElementAt(field);
                parent.Remove(key);

                ProviderPage page;
                try
                {
                    page = Recorded.ReadBody(provider, body.ToJsonString());
                }
                catch (FollowingException e) when (key is "user" or "handle" && count == 1)
                {
                    // The only record has no identifier left.
                    Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
                    continue;
                }
                // a record without an identifier is skipped
                if (key is "user" or "handle" && page.Accounts.Count == count - 1) { continue; }
                Assert.Equal(count, page.Accounts.Count);
                for (int other = 0; other < count; other++)
                {
                    if (other == record) { AssertLess(expected.Accounts[other], page.Accounts[other], key); }
                    else { Recorded.AssertSame(expected.Accounts[other], page.Accounts[other]); }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_missing_field_gives_a_page_or_a_FollowingException(string provider, string name)
    {
        string text = Recorded.Text(provider, name);
        int fields = Fields(JsonNode.Parse(text)!).Count();
        for (int field = 0; field < fields; field++)
        {
            JsonNode body = JsonNode.Parse(text)!;
            (JsonObject parent, string key) = Fields(body).ElementAt(field);
            parent.Remove(key);
            AssertPageOrFailure(provider, name, body, $"without {key}");
        }
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_field_of_another_type_gives_a_page_or_a_FollowingException(string provider, string name)
    {
        string text = Recorded.Text(provider, name);
        JsonNode body = JsonNode.Parse(text)!;
        (JsonObject, string)[] fields = [.. Fields(body)];
        foreach ((JsonObject parent, string key) in fields)
        {
            int index = parent.IndexOf(key);
            JsonNode? original = parent[key];
            foreach (string odd in s_odd)
            {
                parent[key] = JsonNode.Parse(odd);
                AssertPageOrFailure(provider, name, body, $"{key} = {odd}");
            }
            parent.RemoveAt(index);
            parent.Insert(index, key, original);
        }
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), body)); // each change was undone
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_body_of_another_type_is_a_FollowingException(string provider, string name)
    {
        foreach (string odd in s_odd)
        {
            FollowingErrorKind? kind = null;
            try { Recorded.ReadBody(provider, odd, status: Recorded.Status(name)); }
            catch (FollowingException e) { kind = e.Kind; }
            Assert.NotNull(kind);
            if (Recorded.Status(name) == HttpStatusCode.OK)
            {
                Assert.Equal(FollowingErrorKind.UnexpectedResponse, kind);
            }
        }
    }

    private static TheoryData<string, string> Recordings(Func<string, string, bool> isWanted)
    {
        TheoryData<string, string> data = [];
        foreach (string provider in ProviderRegistry.All.Select(provider => provider.Facts.Name))
        {
            foreach (string name in Recorded.Names(provider).Where(name => isWanted(provider, name)))
            {
                data.Add(provider, name);
            }
        }
        return data;
    }

    private static bool IsPage(string provider, string name) =>
        Recorded.Status(name) == HttpStatusCode.OK
            && Expected(provider, name) is null
            && !name.StartsWith("resolve", StringComparison.Ordinal);

    private static FollowingErrorKind? Expected(string provider, string name)
    {
        if (provider == "UnifAPI")
        {
            // cannot be distinguished from an empty list
            if (name.StartsWith("hidden", StringComparison.Ordinal)) { return null; }
            if (name == "400-invalid-id") { return null; } // leads to a lookup, and is not an error
            // A lookup has no list.
            if (name.StartsWith("resolve", StringComparison.Ordinal))
            {
                return name == "resolve" ? FollowingErrorKind.UnexpectedResponse : null;
            }
            if (name == "truncated") { return FollowingErrorKind.CreditsExhausted; }   // after its accounts
        }
        // the response to a request without a key
        if (provider == "SocialFetch" && name == "402-payment-required")
        {
            return FollowingErrorKind.AuthenticationFailed;
        }
        // an unknown route
        if (provider == "SocialFetch" && name == "404") { return FollowingErrorKind.ProviderUnavailable; }
        if (char.IsAsciiDigit(name[0])) { return ExpectedOf(provider, (int)Recorded.Status(name)); }
        if (name.StartsWith("inside-", StringComparison.Ordinal))
        {
            return ExpectedOf(
                provider, int.Parse(name.AsSpan(7, 3), System.Globalization.CultureInfo.InvariantCulture));
        }
        if (name.StartsWith("hidden", StringComparison.Ordinal)) { return FollowingErrorKind.FollowingHidden; }
        if (name.StartsWith("private", StringComparison.Ordinal)) { return FollowingErrorKind.AccountPrivate; }
        return name.StartsWith("missing", StringComparison.Ordinal) ? FollowingErrorKind.AccountNotFound : null;
    }

    // The other providers respond with a 403 to a key without permission.
    private static FollowingErrorKind ExpectedOf(string provider, int status) => (provider, status) switch
    {
        ("DumplingAI" or "SociaVault", 403) => FollowingErrorKind.CreditsExhausted,
        ("ScrapeCreators", 403) => FollowingErrorKind.FollowingHidden,
        ("DumplingAI", 503) => FollowingErrorKind.RateLimited,
        (_, 400 or 422) => FollowingErrorKind.InvalidRequest,
        (_, 401 or 403) => FollowingErrorKind.AuthenticationFailed,
        (_, 402) => FollowingErrorKind.CreditsExhausted,
        (_, 404) => FollowingErrorKind.AccountNotFound,
        (_, 408) => FollowingErrorKind.ProviderTimeout,
        (_, 429) => FollowingErrorKind.RateLimited,
        (_, 405 or 410 or 425 or >= 500) => FollowingErrorKind.ProviderUnavailable,
        _ => FollowingErrorKind.UnexpectedResponse,
    };

    private static void AssertPageOrFailure(string provider, string name, JsonNode body, string change)
    {
        try
        {
            ProviderPage page = Recorded.ReadBody(
                provider, body.ToJsonString(), Recorded.Request(includeRaw: true), Recorded.Status(name));
            Assert.All(page.Accounts, account =>
            {
                Assert.NotNull(account.Id ?? account.SecUid ?? account.Handle);
                Assert.NotNull(account.Raw);
                // An unknown text is null, and no count is negative.
                Assert.DoesNotContain(
                    "",
                    new[]
                    {
                        account.Handle, account.DisplayName, account.Id, account.SecUid, account.Bio, account.Region,
                        account.Language, account.AvatarUrl, account.ProfileUrl,
                    });
                Assert.All(
                    new[]
                    {
                        account.FollowerCount, account.FollowingCount, account.LikeCount, account.VideoCount,
                        account.LikedCount,
                    },
                    count => Assert.False(count < 0));
            });
            Assert.NotEqual("", page.NextCursor);
        }
        catch (FollowingException)
        {
            // The expected failure.
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{provider}/{name}, {change}: {e.GetType().Name}: {e.Message}");
        }
    }

    private static void AssertSamePage(ProviderPage expected, ProviderPage actual)
    {
        Assert.Equal(expected.Accounts.Count, actual.Accounts.Count);
        foreach ((FollowedAccount one, FollowedAccount other) in expected.Accounts.Zip(actual.Accounts))
        {
            Recorded.AssertSame(one, other);
        }
        Assert.Equal(expected with { Accounts = [], Failure = null }, actual with { Accounts = [], Failure = null });
        Assert.Equal(expected.Failure?.Message, actual.Failure?.Message);
    }

    /// <summary>
    /// Asserts that only the removed value differs. The picture can be another one, and the profile address and the
    /// verification depend on other fields.
    /// </summary>
    private static void AssertLess(FollowedAccount whole, FollowedAccount less, string key)
    {
        int lost = 0;
        const BindingFlags All = BindingFlags.Public | BindingFlags.Instance;
        foreach (PropertyInfo property in typeof(FollowedAccount).GetProperties(All))
        {
            if (property.Name is nameof(FollowedAccount.AvatarUrl)) { continue; }
            object? before = property.GetValue(whole);
            object? after = property.GetValue(less);
            if (Equals(before, after)) { continue; }
            if (property.Name is nameof(FollowedAccount.IsVerified))
            {
                Assert.Contains(
                    key, (string[])["custom_verify", "enterprise_verify_reason", "verified", "is_verified", "user"]);
            }
            else if (property.Name is not nameof(FollowedAccount.ProfileUrl))
            {
                Assert.True(after is null, $"without {key}, {property.Name} is {after} instead of {before}");
                lost++;
            }
        }
        Assert.True(lost <= 1 || key is "metrics" or "stats" or "user", $"without {key}, {lost} properties are gone");
    }
}
