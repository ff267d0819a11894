namespace TikTokFollowing;

/// <summary>Represents the similarity of two following lists.</summary>
public sealed class ListOverlap
{
    internal ListOverlap()
    {
    }

    /// <summary>Gets the handle of the first list.</summary>
    public string First { get; internal init; } = "";

    /// <summary>Gets the handle of the second list.</summary>
    public string Second { get; internal init; } = "";

    /// <summary>Gets the number of different accounts in the first list.</summary>
    public int FirstCount { get; internal init; }

    /// <summary>Gets the number of different accounts in the second list.</summary>
    public int SecondCount { get; internal init; }

    /// <summary>Gets the number of accounts that both lists contain.</summary>
    public int Shared { get; internal init; }

    /// <summary>
    /// Gets the Jaccard index, from 0 to 1: the shared accounts divided by all accounts of the two lists; null if both
    /// lists are empty.
    /// </summary>
    public double? Jaccard { get; internal init; }

    /// <summary>
    /// Gets the overlap coefficient, from 0 to 1: the shared accounts divided by the accounts of the shorter list; null
    /// if a list is empty.
    /// </summary>
    public double? OverlapCoefficient { get; internal init; }

    /// <summary>Returns the two handles.</summary>
    public override string ToString() => $"{First}, {Second}";
}
