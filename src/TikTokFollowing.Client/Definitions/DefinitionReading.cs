using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Holds the result of reading a recorded response with a definition.</summary>
/// <param name="Page">The page; null if the response is an error.</param>
/// <param name="Error">The error; null if the response is a page.</param>
internal sealed record DefinitionReading(ProviderPage? Page, FollowingException? Error)
{
    /// <summary>
    /// Gets the fields of the definition whose paths match no usable value, such as <c>record.bio</c>.
    /// </summary>
    public IReadOnlyList<string> UnmatchedFields { get; init; } = [];
}
