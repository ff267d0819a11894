using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>Finds a number of credits in a response whose shape is not documented.</summary>
internal static class BalanceReading
{
    private const int DeepestLevel = 4;

    // Names of a remainder precede names that may also mean all credits of the account.
    private static readonly string[] s_names =
    [
        "creditsRemaining", "credits_remaining", "remainingCredits", "remaining_credits", "creditBalance",
        "credit_balance", "creditCount", "credit_count", "availableCredits", "available_credits", "balance", "credits",
        "remaining", "available",
    ];

    private static readonly string[] s_containers =
        ["data", "result", "account", "user", "organization", "team", "balance", "credits", "usage"];

    /// <summary>Searches the response for the remaining credits if the documented field is absent.</summary>
    /// <param name="response">The response.</param>
    /// <param name="known">The value of the documented field; null if it is absent.</param>
    /// <exception cref="FollowingException">The response is an error.</exception>
    public static long? Read(ErrorResponse response, long? known) =>
        response.HasGoodStatus && !response.IsFlagged
            ? known ?? Find(response.Body)
            : throw ProviderErrors.OfBalance(response);

    private static long? Find(JsonPart body, int level = 1) =>
        s_names.FirstNotNull(name => body.Field(name).Count())
        ?? (level == DeepestLevel ? null : s_containers.FirstNotNull(name => Find(body.Field(name), level + 1)));
}
