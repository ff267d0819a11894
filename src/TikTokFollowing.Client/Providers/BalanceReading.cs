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

    /// <summary>Reads the documented field, and searches the rest of the response if the field is absent.</summary>
    /// <param name="response">The response.</param>
    /// <param name="known">The documented field.</param>
    /// <param name="kind">The kind of the error if the response is one.</param>
    /// <exception cref="FollowingException">The response is an error.</exception>
    public static ProviderBalance Read(ErrorResponse response, JsonPart known, FollowingErrorKind kind) =>
        response.HasGoodStatus && !response.IsFlagged
            ? new() { CreditsRemaining = known.Count() ?? Find(response.Body) }
            : throw ProviderErrors.OfBalance(kind, response);

    private static long? Find(JsonPart body, int level = 1) =>
        s_names.Select(name => body.Field(name).Count()).FirstOrDefault(count => count is not null)
        ?? (level == DeepestLevel ? null : FindInContainers(body, level + 1));

    private static long? FindInContainers(JsonPart body, int level) =>
        s_containers.Select(name => Find(body.Field(name), level)).FirstOrDefault(count => count is not null);
}
