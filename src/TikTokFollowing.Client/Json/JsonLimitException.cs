using System.Text.Json;

namespace TikTokFollowing.Client.Json;

/// <summary>Thrown when a JSON text exceeds a limit. Its message is the predicate of a sentence.</summary>
internal sealed class JsonLimitException(string message) : JsonException(message);
