namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Identifies an account of a list: a shared account by its number in <see cref="SharedAccounts"/>, another one by its
/// number among the owner's own accounts.
/// </summary>
internal readonly record struct AccountKey(bool IsShared, int Number);
