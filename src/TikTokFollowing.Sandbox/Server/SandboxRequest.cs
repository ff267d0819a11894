using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>Represents a complete request.</summary>
internal sealed class SandboxRequest(
    string method,
    string target,
    bool isHttp11,
    ILookup<string, string> headers,
    byte[] body)
{
    public string Method => method;

    /// <summary>Gets the escaped path and query.</summary>
    public string Target { get; } = OriginForm(target);

    public string Path { get; } = OriginForm(target).Split('?')[0];

    /// <summary>Gets the body as JSON; null if it is not valid.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(body);
                return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public bool KeepsAlive => isHttp11 ? !Has("Connection", "close") : Has("Connection", "keep-alive");

    public bool AcceptsGzip => Has("Accept-Encoding", "gzip");

    // Values are trimmed, so a key follows the space.
    public bool HasBearerKey => Header("Authorization").StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    public bool HasApiKeyHeader => Header("X-API-Key").Length > 0;

    /// <summary>Indicates whether the request is for the trimmed response.</summary>
    public bool IsTrimmed => Parameter("trim")?.ToUpperInvariant() is "1" or "TRUE";

    /// <summary>Returns a query parameter, unescaped; null if it is missing.</summary>
    public string? Parameter(string name) => Target.Split(['?'], 2)
        .Skip(1)
        .SelectMany(static query => query.Split('&'))
        .Select(static pair => pair.Split(['='], 2))
        .Where(pair => Unescape(pair[0]) == name)
        .Select(static pair => Unescape(pair.ElementAtOrDefault(1) ?? ""))
        .FirstOrDefault();

    /// <summary>Returns the unescaped part of the path between two texts; null if the path is another one.</summary>
    public string? PathSegment(string before, string after)
    {
        int length = Path.Length - before.Length - after.Length;
        if (length <= 0
            || !Path.StartsWith(before, StringComparison.Ordinal)
            || !Path.EndsWith(after, StringComparison.Ordinal))
        {
            return null;
        }

        string segment = Path.Substring(before.Length, length);
        return segment.Contains('/') ? null : Uri.UnescapeDataString(segment);
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>Returns the values of a header, separated by commas; an empty text if it is missing.</summary>
    private string Header(string name) => string.Join(", ", headers[name]);

    /// <summary>Indicates whether a header that is a list with parameters contains a token.</summary>
    private bool Has(string header, string token) =>
        Header(header).Split(',')
            .Any(item => item.Split(';')[0].Trim().Equals(token, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Returns path and query of a target. Clients that use this server as a proxy send the whole address.
    /// </summary>
    private static string OriginForm(string target)
    {
        int authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0 || target[0] == '/')
        {
            return target;
        }

        int path = target.IndexOf('/', authority + 3);
        return path < 0 ? "/" : target.Substring(path);
    }
}
