namespace TikTokFollowing.Client.Comparison;

/// <summary>Represents a property of a profile that a comparison reports as changed.</summary>
internal sealed record ProfileProperty(string Name, Func<FollowedAccount, object?> ValueOf)
{
    public static IReadOnlyList<ProfileProperty> All { get; } =
    [
        new(nameof(FollowedAccount.DisplayName), static account => account.DisplayName),
        new(nameof(FollowedAccount.Bio), static account => account.Bio),
        new(nameof(FollowedAccount.IsVerified), static account => account.IsVerified),
        new(nameof(FollowedAccount.IsPrivate), static account => account.IsPrivate),
    ];

    /// <summary>Indicates whether two accounts have known and different values.</summary>
    public bool IsChanged(FollowedAccount old, FollowedAccount now) => (ValueOf(old), ValueOf(now)) switch
    {
        // Files have different line ends.
        (string before, string after) => before != after && WithoutReturns(before) != WithoutReturns(after),
        (bool before, bool after) => before != after,
        _ => false,
    };

    private static string WithoutReturns(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
