namespace TikTokFollowing.Client.Definitions;

/// <summary>Represents the meaning of a code in a response.</summary>
/// <param name="Kind">The kind of the error; null if the code means success.</param>
/// <param name="Description">The code with its name, for a message.</param>
internal readonly record struct CodeMatch(FollowingErrorKind? Kind, string Description);
