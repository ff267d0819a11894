namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Reports a value that differs from the expected one.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);
