using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Specifies the location of a cursor or of a follow time.</summary>
/// <param name="Path">The path in the body.</param>
/// <param name="Inside">The path in the JSON that the value contains as base64; null for the value itself.</param>
internal sealed record CursorSource(JsonPath Path, JsonPath? Inside = null)
{
    public JsonPart Find(JsonPart body) => Decode(Path.Find(body));

    public IEnumerable<JsonPart> FindAll(JsonPart body) => Path.FindAll(body).Select(Decode);

    private JsonPart Decode(JsonPart part) =>
        Inside is null ? part : Inside.Find(TikTokListParser.DecodeToken(part));
}
