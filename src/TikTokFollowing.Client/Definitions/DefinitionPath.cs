using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Represents a path of a definition that recorded responses can confirm.</summary>
/// <param name="Field">The field of the definition, such as <c>record.bio</c>.</param>
/// <param name="Source">The location of the value.</param>
/// <param name="IsUsable">Indicates whether a value is usable for the field.</param>
internal sealed record DefinitionPath(string Field, CursorSource Source, Func<JsonPart, bool> IsUsable)
{
    public bool IsOfRecord => Field.StartsWith("record.", StringComparison.Ordinal);

    /// <summary>Indicates whether the path matches a usable value.</summary>
    public bool IsMatch(JsonPart part) =>
        Source.FindAll(part).Any(value => value.IsPresent() && (IsBlank(value) || IsUsable(value)));

    // An empty text means that the value is unknown, so it confirms the path.
    private static bool IsBlank(JsonPart value) =>
        value.ValueKind == JsonValueKind.String && value.RawBytes.Length == 2;
}
