namespace TikTokFollowing;

/// <summary>Represents the test of a provider definition, and of a response that it reads.</summary>
public sealed class ProviderDefinitionTest
{
    internal ProviderDefinitionTest()
    {
    }

    /// <summary>Gets the name of the provider; null if the definition cannot be read.</summary>
    public string? Name { get; internal init; }

    /// <summary>Gets the full path of the definition.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>
    /// Indicates whether the definition can be used. With a response, it must also read the response as a page or as an
    /// error of the provider.
    /// </summary>
    public bool IsValid { get; internal init; }

    /// <summary>Gets the page in the response; null if none exists.</summary>
    public FollowingPage? Page { get; internal init; }

    /// <summary>Gets the fields of the definition that match no usable value in the response.</summary>
    public IReadOnlyList<string> UnmatchedField { get; internal init; } = [];

    /// <summary>
    /// Gets the id of the error: of the definition, or the one that commands report for the response; null if there is
    /// none.
    /// </summary>
    public string? ErrorId { get; internal init; }

    /// <summary>Gets the message of the error; null if none exists.</summary>
    public string? Message { get; internal init; }

    /// <summary>Returns the name of the provider, or the path if the name is unknown.</summary>
    public override string ToString() => Name ?? Path;
}
