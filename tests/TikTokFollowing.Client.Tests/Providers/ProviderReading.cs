using System.Net;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Reads responses that have no headers.</summary>
internal static class ProviderReading
{
    public static ProviderPage ReadPage(
        this IFollowingProvider provider, PageRequest page, HttpStatusCode status, JsonPart body) =>
        provider.ReadPage(page, new ErrorResponse(provider.Facts, status, body));
}
