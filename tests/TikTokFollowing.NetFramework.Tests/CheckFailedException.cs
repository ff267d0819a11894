namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Something is not as it should be.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);
