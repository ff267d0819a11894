namespace TikTokFollowing.Client.History;

/// <summary>Describes a provider to the rules, which know no provider by its name.</summary>
/// <param name="Name">The name, as it is stored with the accounts that the provider listed.</param>
/// <param name="HasFollowTimes">
/// True if the cursor is a follow time: pages overlap by one account and state a window. Otherwise it is opaque.
/// </param>
/// <param name="PageSize">The number of accounts on a full page.</param>
internal sealed record ProviderTraits(string Name, bool HasFollowTimes, int PageSize);
