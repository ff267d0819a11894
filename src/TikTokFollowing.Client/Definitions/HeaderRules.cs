using System.Diagnostics.CodeAnalysis;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Checks the request headers of a definition.</summary>
internal static class HeaderRules
{
    private const int LongestName = 64;
    private const int LongestPrefix = 32;
    private const int LongestValue = 256;
    private const string TokenCharacters = "!#$%&'*+-.^_`|~";

    // Headers of the connection, the body and the client itself.
    private static readonly string[] s_reserved =
    [
        "Accept", "Accept-Encoding", "Allow", "Connection", "Cookie", "Date", "Expect", "Expires", "Forwarded", "Host",
        "Keep-Alive", "Last-Modified", "Range", "Set-Cookie", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "User-Agent", "Via", "WWW-Authenticate",
    ];

    private static readonly string[] s_reservedStarts = ["Content-", "If-", "Proxy-", "X-Forwarded-"];

    /// <summary>Reads the header that contains the key.</summary>
    public static KeyHeader ReadKeyHeader(DefinitionNode node)
    {
        node.AsObject("header", "prefix");
        string name = CheckName(node.Get("header"), node.Get("header").Text("the name of a header", LongestName));
        return new KeyHeader(name, node.Find("prefix", text => ReadValue(text, LongestPrefix)) ?? "");
    }

    /// <summary>Reads headers with fixed values.</summary>
    /// <param name="node">The object with a property for each header.</param>
    /// <param name="keyHeader">The header that contains the key.</param>
    public static IReadOnlyList<(string Name, string Value)> ReadFixed(DefinitionNode node, KeyHeader keyHeader)
    {
        List<(string Name, string Value)> headers = [];
        foreach ((string name, DefinitionNode value) in node.Properties())
        {
            CheckName(value, name);
            bool isKeyHeader = name.Equals(keyHeader.Name, StringComparison.OrdinalIgnoreCase)
                || name.Equals("Authorization", StringComparison.OrdinalIgnoreCase);
            if (isKeyHeader || KeyNames.Contains(name))
            {
                throw value.Error("a definition must not contain a key; 'auth' names the header for it");
            }
            if (headers.Any(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                throw value.Error("the header occurs more than once");
            }
            headers.Add((name, ReadValue(value, LongestValue)));
        }
        return headers;
    }

    /// <summary>Reads the name of a response header, and returns it in lower case.</summary>
    // Dots separate the names of a path.
    [SuppressMessage("Globalization", "CA1308", Justification = "Header names are in lower case, as in HTTP/2.")]
    public static string ReadName(DefinitionNode node)
    {
        string name = node.Text("the name of a header", LongestName);
        return IsToken(name) && !name.Contains('.') && !name.Contains('*')
            ? name.ToLowerInvariant()
            : throw node.Expected("the name of a header");
    }

    private static string CheckName(DefinitionNode node, string name)
    {
        if (name.Length is 0 or > LongestName || !IsToken(name))
        {
            throw node.Expected("the name of a header, such as x-api-key,");
        }
        bool isReserved = s_reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
            || s_reservedStarts.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase));
        return isReserved ? throw node.Error($"the header '{name}' cannot be set by a definition") : name;
    }

    private static bool IsToken(string name) => name.All(c =>
        (c < 128 && char.IsLetterOrDigit(c)) || TokenCharacters.Contains(c));

    private static string ReadValue(DefinitionNode node, int limit)
    {
        const string Expectation = "a text of printable ASCII characters";
        string value = node.Text(Expectation, limit);
        if (value.IndexOf('{') is >= 0 and int start && value.IndexOf('}', start) > 0)
        {
            throw node.Error("headers have fixed values, without placeholders in braces");
        }
        return value.All(c => c is >= ' ' and <= '~') ? value : throw node.Expected(Expectation);
    }
}
