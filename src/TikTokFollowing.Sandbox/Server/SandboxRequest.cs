namespace TikTokFollowing.SandboxServer;

/// <summary>Represents a complete request.</summary>
internal sealed class SandboxRequest
{
    private const string Bearer = "Bearer ";

    private readonly Dictionary<string, string> _headers;

    public SandboxRequest(string method, string target, bool isHttp11, Dictionary<string, string> headers, byte[] body)
    {
        _headers = headers;
        Method = method;
        Body = body;
        Target = OriginForm(target);
        int mark = Target.IndexOf('?');
        Path = mark < 0 ? Target : Target.Substring(0, mark);
        Query = mark < 0 ? "" : Target.Substring(mark + 1);
        string connection = Header("Connection") ?? "";
        KeepsAlive = isHttp11 ? !Has(connection, "close") : Has(connection, "keep-alive");
    }

    public string Method { get; }

    /// <summary>Gets path and query, still escaped.</summary>
    public string Target { get; }

    public string Path { get; }

    public string Query { get; }

    public byte[] Body { get; }

    public bool KeepsAlive { get; }

    public bool AcceptsGzip => Has(Header("Accept-Encoding") ?? "", "gzip");

    public string? Header(string name) => _headers.TryGetValue(name, out string? value) ? value : null;

    public bool HasBearerKey =>
        Header("Authorization") is { } value && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && value.Substring(Bearer.Length).Trim().Length > 0;

    /// <summary>Indicates whether the request is for the trimmed response.</summary>
    public bool IsTrimmed => Parameter("trim") is { } trim
        && (trim == "1" || trim.Equals("true", StringComparison.OrdinalIgnoreCase));

    public bool HasApiKeyHeader => Header("X-API-Key") is { } value && value.Trim().Length > 0;

    /// <summary>Returns a query parameter, unescaped; null if it is missing.</summary>
    public string? Parameter(string name)
    {
        foreach (string pair in Query.Split('&'))
        {
            int equals = pair.IndexOf('=');
            if (string.Equals(Unescape(equals < 0 ? pair : pair.Substring(0, equals)), name, StringComparison.Ordinal))
            {
                return equals < 0 ? "" : Unescape(pair.Substring(equals + 1));
            }
        }

        return null;
    }

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
        return segment.IndexOf('/') < 0 ? Uri.UnescapeDataString(segment) : null;
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>Indicates whether a header that is a list with parameters contains a token.</summary>
    private static bool Has(string list, string token) =>
        Array.Exists(
            list.Split(','),
            item => item.Split(';')[0].Trim().Equals(token, StringComparison.OrdinalIgnoreCase));

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
