using System.Globalization;
using System.Net.Sockets;
using System.Text;
using TikTokFollowing.SandboxServer;
using Xunit;

namespace TikTokFollowing.Client.Tests.Sandboxes;

/// <summary>Represents a connection to a sandbox that sends any bytes.</summary>
internal sealed class SandboxClient(CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>Specifies the path of a list.</summary>
    public const string Target = "/v1/scrape/tiktok/following?handle=someone";

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    public Task ConnectAsync(SandboxHttpServer server) =>
        _client.ConnectAsync(server.BaseUri.Host, server.BaseUri.Port, cancellationToken).AsTask();

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    public async Task SendAsync(string text)
    {
        try
        {
            await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
        }
        catch (IOException)
        {
            // The server closed the connection, which the test checks.
        }
    }

    public async Task<string> ReadAsync()
    {
        try
        {
            int count = await _client.GetStream().ReadAsync(_buffer, cancellationToken);
            return Encoding.ASCII.GetString(_buffer, 0, count);
        }
        catch (IOException)
        {
            return "";
        }
    }

    public async Task<string> ReadToEndAsync()
    {
        StringBuilder text = new();
        while (await ReadAsync() is { Length: > 0 } part)
        {
            text.Append(part);
        }
        return text.ToString();
    }

    /// <summary>Sends a request on the open connection, and returns the status after the whole response.</summary>
    public async Task<int> RequestAsync(string request = $"GET {Target} HTTP/1.1\r\nX-API-Key: k\r\n\r\n")
    {
        await SendAsync(request);
        string text = "";
        while (true)
        {
            string part = await ReadAsync();
            Assert.NotEqual("", part);
            text += part;
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
            {
                continue;
            }
            int at = text.IndexOf("Content-Length: ", StringComparison.Ordinal) + "Content-Length: ".Length;
            int length = int.Parse(text[at..text.IndexOf('\r', at)], CultureInfo.InvariantCulture);
            if (text.Length >= end + 4 + length)
            {
                return int.Parse(text[9..12], CultureInfo.InvariantCulture);
            }
        }
    }
}
