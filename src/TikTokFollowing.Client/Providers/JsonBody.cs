using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>Creates the JSON bodies of requests.</summary>
internal static class JsonBody
{
    public static ByteArrayContent Create(Action<Utf8JsonWriter> write)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body))
        {
            write(json);
        }
        ByteArrayContent content = new(body.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
