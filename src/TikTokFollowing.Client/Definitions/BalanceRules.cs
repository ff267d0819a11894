namespace TikTokFollowing.Client.Definitions;

/// <summary>Contains the rules for the remaining credits.</summary>
/// <param name="Request">The request, which is free of charge.</param>
/// <param name="Credits">The paths or headers of the credits in the response.</param>
internal sealed record BalanceRules(RequestTemplate Request, IReadOnlyList<ValuePath> Credits);
