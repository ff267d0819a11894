namespace TikTokFollowing.Client.Providers;

/// <summary>Represents a provider whose lookups of ids have a price of their own.</summary>
internal interface ILookupProvider : IFollowingProvider
{
    /// <summary>Returns the listed price of a lookup; null if the request is not a lookup.</summary>
    long? GetLookupPrice(PageRequest page);
}
