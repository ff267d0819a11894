using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Paging;

/// <summary>Describes a list at one moment, for progress and errors.</summary>
/// <param name="Provider">The provider of the next request.</param>
/// <param name="Resume">The point at which the list can be resumed.</param>
/// <param name="CreditsCharged">The credits charged, for failed requests too if their responses state it.</param>
/// <param name="CreditsRemaining">The credits that remain at the provider, as stated last.</param>
/// <param name="Waiting">The reason why the next request is delayed; null if it is not.</param>
internal sealed record PagerStatus(
    ProviderMetadata Provider,
    ResumePoint Resume,
    long CreditsCharged,
    long? CreditsRemaining,
    string? Waiting)
{
    /// <summary>
    /// Gets the error that the last page came with. Its accounts are valid; the request for the next page throws the
    /// error and fetches nothing.
    /// </summary>
    public FollowingException? Failure { get; init; }

    /// <summary>Indicates whether the end of the list was read.</summary>
    public bool IsAtEnd { get; init; }

    /// <summary>
    /// Gets the reason why a list without accounts may not be empty; null if the provider distinguishes the cases.
    /// </summary>
    public string? EmptyListNote { get; init; }
}
