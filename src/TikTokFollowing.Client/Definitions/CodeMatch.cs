namespace TikTokFollowing.Client.Definitions;

/// <summary>Represents the meaning of a code in a response.</summary>
/// <param name="Kind">The kind of the error; null if the code means success.</param>
/// <param name="Description">The code with its name, for a message.</param>
internal readonly record struct CodeMatch(FollowingErrorKind? Kind, string Description)
{
    /// <summary>
    /// Indicates whether the provider itself states the code. Responses with a code of TikTok are charged, so they are
    /// not retried, and neither are those that lack a code.
    /// </summary>
    public bool IsOwn { get; init; }
}
