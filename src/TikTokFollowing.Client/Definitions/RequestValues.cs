using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Holds the values that a request can contain. The key is not one of them.</summary>
/// <param name="Handle">The handle of the list.</param>
/// <param name="Position">The id that was looked up, and the provider's own cursor.</param>
/// <param name="PageSize">The page size; null for the provider's default.</param>
/// <param name="Trim">Indicates whether the smaller response is requested.</param>
internal sealed record RequestValues(FollowingHandle Handle, LookupCursor Position, int? PageSize, bool Trim)
{
    /// <summary>Gets the id that was looked up, or specified instead of a handle; null if none is known.</summary>
    public string? Id => Position.Id ?? (Handle.Kind == HandleKind.Name ? null : Handle.Value);

    /// <summary>Gets the handle; null if the list is that of an id.</summary>
    public string? Name => Handle.Kind == HandleKind.Name ? Handle.Value : null;
}
