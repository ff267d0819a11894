using System.Net;
using System.Reflection;
using System.Text;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>
/// Reads the recorded responses in <c>Providers/&lt;Name&gt;/*.json</c>, and creates their requests. The data are
/// fictitious; the shapes are those of the providers. A file whose name starts with a number is the body of that
/// status. One that starts with <c>inside-</c> is a 200 with that status in its body, and all others are a 200.
/// </summary>
internal static class Recorded
{
    public const string Key = "sk_test_4f7c1e0b9a";

    // The follow times in the fixtures, newest first. TikTok's max_time is the server's clock and no follow time.
    public const long Newest = 1769114253;
    public const long Second = 1734470383;
    public const long Third = 1700000000;
    public const long Oldest = 1650000000;

    public static ApiKey ApiKey { get; } = new(Key);

    /// <summary>Gets the local time of the requests, so that the tests pass in every time zone.</summary>
    public static DateTime RequestedAt { get; } = DateTimeOffset.FromUnixTimeSeconds(1770575050).LocalDateTime;

    public static DateTime Local(long unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(unixSeconds).LocalDateTime;

    public static string Id(int number) =>
        "71000000000000000" + number.ToString("00", System.Globalization.CultureInfo.InvariantCulture);

    public static string SecUid(int number)
    {
        string two = number.ToString("00", System.Globalization.CultureInfo.InvariantCulture);
        return "MS4wLjABAAAAExample" + two + new string('x', 40) + "-Q_" + two;
    }

    public static IFollowingProvider Provider(string name) => ProviderRegistry.Get(name);

    public static IReadOnlyList<string> Names(string provider) =>
        [
            .. Directory.GetFiles(Folder(provider), "*.json")
                .Select(file => Path.GetFileNameWithoutExtension(file)!)
                .OrderBy(name => name, StringComparer.Ordinal),
        ];

    public static string Text(string provider, string name) =>
        File.ReadAllText(Path.Combine(Folder(provider), name + ".json"));

    public static HttpStatusCode Status(string name) =>
        char.IsAsciiDigit(name[0])
            ? (HttpStatusCode)int.Parse(name.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture)
            : HttpStatusCode.OK;

    /// <summary>Marks half a surrogate pair in JSON, because JsonNode cannot write one.</summary>
    public const string HalfPair = "HALF-A-PAIR";

    /// <summary>
    /// Parses JSON as the client does. The line break ends a number that stands alone.
    /// </summary>
    public static JsonPart Json(string text) => Json(text, names: null);

    /// <summary>Parses JSON as the client does, and keeps only some fields.</summary>
    public static JsonPart Json(string text, FieldNames? names) =>
        Json(Encoding.UTF8.GetBytes(text.Replace(HalfPair, "\\ud83d", StringComparison.Ordinal) + "\n"), names);

    public static JsonPart Json(byte[] text, FieldNames? names = null)
    {
        SparseJson? json = BodyReader.Parse(text, names);
        Assert.NotNull(json);
        return json.Root;
    }

    public static PageRequest Request(
        string? cursor = null,
        string handle = "some.one",
        long? remaining = null,
        int? pageSize = null,
        bool trim = false,
        bool includeRaw = false) =>
        new(
            new FollowingQuery(new FollowingHandle(handle, HandleKind.Name))
            {
                PageSize = pageSize,
                Trim = trim,
                IncludeRaw = includeRaw,
            },
            cursor,
            remaining,
            RequestedAt);

    public static ProviderPage Read(string provider, string name, PageRequest? page = null) =>
        ReadBody(provider, Text(provider, name), page, Status(name));

    public static ProviderPage ReadBody(
        string provider, string body, PageRequest? page = null, HttpStatusCode status = HttpStatusCode.OK) =>
        Provider(provider).ReadPage(
            page ?? Request(), status, Json(body, (int)status is >= 200 and <= 299 ? Provider(provider).Fields : null));

    /// <summary>Indicates whether a response is a transient failure.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The JSON of the body; null if the body is not JSON.</param>
    public static bool IsTransient(string provider, int status, string? body = null)
    {
        IFollowingProvider reader = Provider(provider);
        JsonPart json = body is null ? default : Json(body, status is >= 200 and <= 299 ? reader.Fields : null);
        return new ErrorResponse(reader.Facts, (HttpStatusCode)status, json).IsTransient;
    }

    public static FollowingException Refusal(string provider, string name, PageRequest? page = null) =>
        Assert.Throws<FollowingException>(() => Read(provider, name, page));

    /// <summary>Asserts that all public properties are equal, including those that are added later.</summary>
    public static void AssertSame(FollowedAccount expected, FollowedAccount actual)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.Instance;
        foreach (PropertyInfo property in typeof(FollowedAccount).GetProperties(All))
        {
            object? wanted = property.GetValue(expected);
            object? found = property.GetValue(actual);
            Assert.True(
                Equals(wanted, found),
                $"{property.Name} of {expected.Handle}: expected {Show(wanted)}, found {Show(found)}");
            if (found is DateTime time) { Assert.Equal(DateTimeKind.Local, time.Kind); }
        }
    }

    /// <summary>Asserts that a message names the provider, is a sentence, and shows no JSON.</summary>
    public static void AssertReadable(string provider, FollowingException failure)
    {
        Assert.Equal(provider, failure.Provider);
        Assert.Contains(provider, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, c => c is '{' or '}' || char.IsControl(c));
        Assert.DoesNotContain("\":", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        DateTime time => $"{time:O}",
        _ => $"'{value}'",
    };

    private static string Folder(string provider) => Path.Combine(AppContext.BaseDirectory, "Providers", provider);
}
