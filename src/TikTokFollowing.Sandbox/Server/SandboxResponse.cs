using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>Represents a response before it is compressed or cut.</summary>
internal sealed class SandboxResponse
{
    // As from the providers: & and letters are not escaped, characters outside the BMP are \u pairs.
    private static readonly JsonWriterOptions s_json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private const string JsonType = "application/json; charset=utf-8";

    private SandboxResponse(int status, string contentType, byte[] body)
    {
        Status = status;
        ContentType = contentType;
        Body = body;
    }

    public int Status { get; }

    public string ContentType { get; }

    public byte[] Body { get; }

    public List<(string Name, string Value)> Headers { get; } = [];

    public static SandboxResponse Json(int status, Action<Utf8JsonWriter> write) =>
        new(status, JsonType, JsonBytes(write));

    /// <summary>Creates a response that is declared as JSON, whatever its body is.</summary>
    public static SandboxResponse Garbage(int status, string body) =>
        new(status, JsonType, Encoding.UTF8.GetBytes(body));

    public static SandboxResponse Html(int status, string html) =>
        new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    /// <summary>Creates an error in the format that most providers share.</summary>
    public static SandboxResponse PlainError(int status, string error) => Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error", error);
        writer.WriteEndObject();
    });

    public static byte[] JsonBytes(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, s_json))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    public bool Has(string name) => Headers.Exists(header => header.Name == name);

    /// <summary>Sets a header, and replaces one with the same name.</summary>
    public SandboxResponse With(string name, string value)
    {
        Headers.RemoveAll(header => header.Name == name);
        Headers.Add((name, value));
        return this;
    }

    /// <summary>Returns the same response with one more member at the start of its object.</summary>
    public SandboxResponse WithMember(string json)
    {
        byte[] member = Encoding.UTF8.GetBytes("{" + json + (Body.Length > 2 ? "," : ""));
        byte[] body = new byte[member.Length + Body.Length - 1];
        member.CopyTo(body, 0);
        Array.Copy(Body, 1, body, member.Length, Body.Length - 1);
        SandboxResponse response = new(Status, ContentType, body);
        response.Headers.AddRange(Headers);
        return response;
    }
}
