using System;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Providers;

/// <summary>One page that is asked for.</summary>
/// <param name="Query">The list it belongs to.</param>
/// <param name="Cursor">The provider's own cursor; null is the start.</param>
/// <param name="Remaining">How many accounts of the list are still wanted; null is all of them.</param>
/// <param name="AskedAt">When it was asked, for <see cref="FollowedAccount.RetrievedAt"/>.</param>
internal sealed record PageRequest(FollowingQuery Query, string? Cursor, long? Remaining, DateTime AskedAt);
