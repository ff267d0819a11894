using System.Text.Json.Nodes;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Finds the objects, fields and records in the JSON of a recorded response.</summary>
internal static class RecordingNodes
{
    public static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject item => [item, .. item.SelectMany(field => Objects(field.Value))],
        JsonArray items => [.. items.SelectMany(Objects)],
        _ => [],
    };

    public static IEnumerable<(JsonObject Parent, string Key)> Fields(JsonNode? node) =>
        Objects(node).SelectMany(item => item.Select(field => (item, field.Key)).ToArray());

    /// <summary>
    /// Indicates whether an object is a list, as SociaVault writes it. A field that is added to it would be an item.
    /// </summary>
    public static bool IsList(JsonObject item) => item.All(field => field.Key.All(char.IsAsciiDigit));

    /// <summary>Returns the records of a page in their order.</summary>
    public static IReadOnlyList<JsonNode> Records(JsonNode body)
    {
        JsonNode? list = body["followingList"] ?? body["followings"] ?? (
            body["data"] is JsonArray data ? data : body["data"]?["followings"] ?? body["data"]?["accounts"]);
        return list switch
        {
            JsonArray items => [.. items.Select(item => item!)],
            JsonObject items =>
            [
                .. items.OrderBy(item => int.Parse(item.Key, System.Globalization.CultureInfo.InvariantCulture))
                    .Select(item => item.Value!),
            ],
            _ => [],
        };
    }
}
