using System.Linq;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>Finds a number of credits in an answer whose shape is not documented.</summary>
internal static class BalanceReading
{
    private const int DeepestLevel = 4;

    // What is left goes before what could also be a sum of all that was ever bought.
    private static readonly string[] s_names =
    [
        "creditsRemaining", "credits_remaining", "remainingCredits", "remaining_credits", "creditBalance", "credit_balance", "creditCount", "credit_count",
        "availableCredits", "available_credits", "balance", "credits", "remaining", "available",
    ];

    private static readonly string[] s_containers = ["data", "result", "account", "user", "organization", "team", "balance", "credits", "usage"];

    /// <summary>The number of credits, wherever it stands; null if there is none to be found.</summary>
    public static long? Find(JsonPart body) => Find(body, 1);

    /// <summary>The same where its field is known, and other places only if it is not there.</summary>
    public static ProviderBalance Read(JsonPart known, JsonPart body) => new() { CreditsRemaining = known.Count() ?? Find(body) };

    /// <summary>Creates the failure of an error response.</summary>
    public static FollowingException Failure(ProviderMetadata facts, FollowingErrorKind kind, ErrorResponse response) =>
        ProviderErrors.OfBalance(kind, facts, response.Describe(), response);

    private static long? Find(JsonPart body, int level) =>
        s_names.Select(name => body.Field(name).Count()).FirstOrDefault(count => count is not null)
        ?? (level == DeepestLevel ? null : s_containers.Select(name => Find(body.Field(name), level + 1)).FirstOrDefault(count => count is not null));
}
