using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using TikTokFollowing.SandboxServer;
using Xunit;

namespace TikTokFollowing.Client.Tests.Sandboxes;

/// <summary>Represents a response, read without the code of the client.</summary>
internal sealed class WireResponse
{
    public required string Provider { get; init; }

    public required int Status { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    private JsonNode Page => Provider switch { "SociaVault" or "SocialFetch" => Json["data"]!, _ => Json };

    public bool? HasMore => (bool?)(Provider switch
    {
        "DumplingAI" => Page["hasMore"],
        "SocialFetch" => Page["page"]!["hasMore"],
        "UnifAPI" => Page["pagination"]!["has_more"],
        _ => Page["has_more"],
    });

    public string? Next => Provider switch
    {
        "DumplingAI" => Page["minCursor"]?.ToString(),
        "SocialFetch" => Page["page"]!["nextCursor"]?.ToString(),
        "UnifAPI" => Page["pagination"]!["next_cursor"]?.ToString(),
        _ => Page["min_time"]?.ToString(),
    };

    /// <summary>Gets the total; null at UnifAPI, which states none.</summary>
    public int? Total => (int?)(Provider == "SocialFetch" ? Page["totalAccounts"] : Page["total"]);

    /// <summary>Gets the handles, because some records have no id.</summary>
    public string[] Names => Provider switch
    {
        "DumplingAI" =>
        [
            .. Page["followingList"]!.AsArray()
                .Select(record => (record!["user"]?["uniqueId"] ?? record["unique_id"])!.ToString()),
        ],
        "ScrapeCreators" => [.. Page["followings"]!.AsArray().Select(record => record!["unique_id"]!.ToString())],
        "SociaVault" =>
        [
            .. Page["followings"]!.AsObject()
                .OrderBy(pair => int.Parse(pair.Key, CultureInfo.InvariantCulture))
                .Select(pair => pair.Value!["unique_id"]!.ToString()),
        ],
        "SocialFetch" => [.. Page["accounts"]!.AsArray().Select(record => record!["handle"]!.ToString())],
        _ => [.. Page["data"]!.AsArray().Select(record => record!["username"]!.ToString())],
    };
}

/// <summary>Sends requests to the sandbox without an HTTP client, each on its own connection.</summary>
internal static class WireClient
{
    public static readonly string[] Providers =
        ["DumplingAI", "ScrapeCreators", "SociaVault", "SocialFetch", "UnifAPI"];

    /// <summary>Returns each provider with each fault.</summary>
    public static TheoryData<string, SandboxFault> ProvidersWith(IEnumerable<SandboxFault> faults)
    {
        TheoryData<string, SandboxFault> data = [];
        foreach (SandboxFault fault in faults)
        {
            foreach (string provider in Providers)
            {
                data.Add(provider, fault);
            }
        }

        return data;
    }

    /// <summary>Starts a server with a fault.</summary>
    public static SandboxHttpServer Start(SandboxFault fault, int every = 1, Func<DateTimeOffset>? clock = null) =>
        SandboxHttpServer.Start(clock is null
            ? new SandboxOptions { Fault = [fault], FaultEvery = every }
            : new SandboxOptions { Fault = [fault], FaultEvery = every, Clock = clock });

    public static async Task<WireResponse> RequestAsync(
        this SandboxHttpServer server,
        string provider,
        string? cursor = null,
        string handle = "someone",
        bool takesGzip = false)
    {
        byte[] response = await SendRawAsync(server, provider, cursor, handle, takesGzip);
        int end = response.AsSpan().IndexOf("\r\n\r\n"u8);
        string[] head = Encoding.ASCII.GetString(response, 0, end).Split("\r\n");
        return new WireResponse
        {
            Provider = provider,
            Status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture),
            Headers = head.Skip(1)
                .Select(line => line.Split(": ", 2))
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase),
            Body = response[(end + 4)..],
        };
    }

    /// <summary>Reads a list to its end. Pages can repeat the last account of the page before.</summary>
    public static async Task<List<WireResponse>> ReadListAsync(
        this SandboxHttpServer server,
        string provider,
        string handle)
    {
        List<WireResponse> pages = [];
        string? cursor = null;
        do
        {
            pages.Add(await server.RequestAsync(provider, cursor, handle));
            cursor = pages[^1].Next;
        }
        while (pages[^1].HasMore == true);

        return pages;
    }

    private static async Task<byte[]> SendRawAsync(
        SandboxHttpServer server,
        string provider,
        string? cursor,
        string handle,
        bool takesGzip)
    {
        using TcpClient client = new();
        await client.ConnectAsync(server.BaseUri.Host, server.BaseUri.Port);
        using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Request(provider, cursor, handle, takesGzip)));
        using MemoryStream response = new();
        await stream.CopyToAsync(response);
        return response.ToArray();
    }

    private static string Request(string provider, string? cursor, string handle, bool takesGzip)
    {
        string next = Uri.EscapeDataString(cursor ?? "");
        string time = cursor is null ? "" : "&min_time=" + next;
        string query = cursor is null ? "" : "?cursor=" + next;
        string minTime = cursor is null ? "" : ",\"minTime\":" + cursor;
        string body = provider == "DumplingAI" ? $$"""{"handle":"{{handle}}"{{minTime}}}""" : "";
        string target = provider switch
        {
            "DumplingAI" => "POST /api/v1/get-tiktok-user-following",
            "ScrapeCreators" => $"GET /v1/tiktok/user/following?handle={handle}{time}",
            "SociaVault" => $"GET /v1/scrape/tiktok/following?handle={handle}{time}",
            "SocialFetch" => $"GET /v1/tiktok/profiles/{handle}/following{query}",
            _ => $"GET /tiktok/users/{handle}/following{query}",
        };
        string encoding = takesGzip ? "Accept-Encoding: gzip\r\n" : "";
        return $"{target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + $"X-API-Key: k\r\nAuthorization: Bearer k\r\n{encoding}Content-Length: {body.Length}\r\n\r\n{body}";
    }
}
