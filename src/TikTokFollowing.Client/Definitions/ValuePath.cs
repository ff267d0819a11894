using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Specifies the location of a value in a response.</summary>
/// <param name="Path">The path in the body, or the name of a header in lower case.</param>
/// <param name="IsHeader">Indicates whether the value is a header.</param>
internal sealed record ValuePath(JsonPath Path, bool IsHeader = false)
{
    /// <summary>Returns the value; undefined if it is absent.</summary>
    public JsonPart Find(ErrorResponse response) => Path.Find(IsHeader ? response.Headers : response.Body);
}
