using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>Status, headers and body, before anything is compressed or cut.</summary>
internal sealed class SandboxResponse
{
    // Addresses keep their & and names their letters, as the services send them; what is outside the BMP still comes as \u pairs, so a reader meets both.
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

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

    public static SandboxResponse Json(int status, Action<Utf8JsonWriter> write) => new(status, JsonType, JsonBytes(write));

    /// <summary>Called JSON, whatever it is.</summary>
    public static SandboxResponse Garbage(int status, string body) => new(status, JsonType, Encoding.UTF8.GetBytes(body));

    public static SandboxResponse Html(int status, string html) => new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    /// <summary>An error in the words that most services share.</summary>
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

    /// <summary>In the place of one of the same name, if there is one.</summary>
    public SandboxResponse With(string name, string value)
    {
        Headers.RemoveAll(header => header.Name == name);
        Headers.Add((name, value));
        return this;
    }

    /// <summary>The same object with one more member in front.</summary>
    public SandboxResponse WithMember(string json)
    {
        byte[] member = Encoding.UTF8.GetBytes("{" + json + (Body.Length > 2 ? "," : ""));
        byte[] body = new byte[member.Length + Body.Length - 1];
        member.CopyTo(body, 0);
        Array.Copy(Body, 1, body, member.Length, Body.Length - 1);
        SandboxResponse answer = new(Status, ContentType, body);
        answer.Headers.AddRange(Headers);
        return answer;
    }
}
