using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>Represents a response before it is compressed or cut.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The media type, whatever the body is.</param>
/// <param name="Body">The body.</param>
internal sealed record SandboxResponse(int Status, string ContentType, byte[] Body)
{
    public const string Json = "application/json; charset=utf-8";
    public const string Html = "text/html; charset=utf-8";

    // As from the providers: & and letters are not escaped, characters outside the BMP are \u pairs.
    private static readonly JsonWriterOptions s_json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public SandboxResponse(int status, string contentType, string body)
        : this(status, contentType, Encoding.UTF8.GetBytes(body))
    {
    }

    public List<(string Name, string? Value)> Headers { get; } = [];

    public static SandboxResponse Create(int status, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, s_json))
        {
            write(writer);
        }

        return new SandboxResponse(status, Json, stream.ToArray());
    }

    /// <summary>Creates an error in the format that most providers share.</summary>
    public static SandboxResponse Error(int status, string error) => new(status, Json, $$"""{"error":"{{error}}"}""");

    public bool Has(string name) => Headers.Exists(header => header.Name == name);

    /// <summary>Sets a header, and replaces one with the same name.</summary>
    public SandboxResponse With(string name, string value)
    {
        Headers.RemoveAll(header => header.Name == name);
        Headers.Add((name, value));
        return this;
    }

    public SandboxResponse With(string name, long value) => With(name, value.ToString(CultureInfo.InvariantCulture));
}
