namespace TikTokFollowing;

/// <summary>
/// Records how much of a list was read. All accounts and pages of one list share one instance, which the reader updates
/// until the list ends, so that a comparison can distinguish a whole list from a part of one.
/// </summary>
internal sealed class ListExtent
{
    /// <summary>Indicates whether the list was read from its newest follow.</summary>
    public bool IsFromStart { get; set; }

    /// <summary>Indicates whether the list was read until the provider reported its end.</summary>
    public bool IsAtEnd { get; set; }

    /// <summary>Gets the number of accounts that were returned, so that a part of them is recognized.</summary>
    public int Count { get; set; }

    /// <summary>
    /// Indicates whether the list ended well below its stated total. Accounts after its last one may exist.
    /// </summary>
    public bool IsTruncated { get; set; }

    /// <summary>Indicates whether an account that is missing from the list is known not to be followed.</summary>
    public bool IsWhole => IsFromStart && IsAtEnd && !IsTruncated;
}
