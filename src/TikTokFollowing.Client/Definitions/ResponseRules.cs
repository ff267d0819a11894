using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Contains the rules of a definition for values and errors that any response can have.</summary>
/// <param name="Charged">The paths of the charge.</param>
/// <param name="Remaining">The paths of the remaining credits.</param>
/// <param name="Required">The paths of the credits that a request needs.</param>
/// <param name="RequestId">The paths of the id of the request.</param>
/// <param name="Message">The paths of the provider's message.</param>
/// <param name="StatusAt">The paths of an error status in the body.</param>
/// <param name="Codes">The rules for codes.</param>
/// <param name="Lookup">The rules for lookups; null if no id is looked up.</param>
/// <param name="HeaderNames">The response headers to read, in lower case.</param>
internal sealed record ResponseRules(
    IReadOnlyList<ValuePath> Charged,
    IReadOnlyList<ValuePath> Remaining,
    IReadOnlyList<ValuePath> Required,
    IReadOnlyList<ValuePath> RequestId,
    IReadOnlyList<ValuePath> Message,
    IReadOnlyList<ValuePath> StatusAt,
    IReadOnlyList<CodeRule> Codes,
    LookupRules? Lookup,
    IReadOnlyList<string> HeaderNames)
{
    public string? ReadMessage(ErrorResponse response) => Message.FirstNotNull(path => path.Find(response).Text());

    /// <summary>Returns the error status in the body; null if it has none.</summary>
    public int? ReadStatus(ErrorResponse response) =>
        StatusAt.FirstNotNull(path => ErrorResponse.StatusIn(path.Find(response)));

    /// <summary>Returns the meaning of the first code that has one; null if no code has one.</summary>
    /// <param name="response">The response.</param>
    /// <param name="hasItems">Indicates whether the response has accounts.</param>
    public CodeMatch? FindCode(ErrorResponse response, bool hasItems = false)
    {
        CodeMatch? found = null;
        foreach (CodeRule rule in Codes.Where(rule => !(hasItems && rule.OnlyWithoutItems)))
        {
            found = rule.Match(response) ?? found;
            if (found?.Kind is not null)
            {
                break;
            }
        }
        return found;
    }

    /// <summary>Indicates whether the rules recognize an error, so that the provider itself sent it.</summary>
    public bool IsKnownError(ErrorResponse response) =>
        ReadStatus(response) is not null
        || ReadMessage(response) is not null
        || FindCode(response) is not null
        || Lookup?.When?.Match(response) is not null;

    /// <summary>
    /// Indicates whether the rules give a response without accounts and without an id the meaning of a transient
    /// failure, whatever its HTTP status is.
    /// </summary>
    public bool IsTransient(ErrorResponse response)
    {
        CodeMatch? code = FindCode(response);
        bool hasMeaning = code is { Kind: not null, IsOwn: true }
            || (code?.Kind is null && response.Meaning is not null);
        return hasMeaning
            && response.Origin == ErrorOrigin.Provider
            && Lookup?.When?.Match(response) is null
            && !(response.HasGoodStatus && Lookup?.ReadId(response.Body) is not null) // it was charged, and is usable
            && response.Kind is FollowingErrorKind.RateLimited or FollowingErrorKind.ProviderUnavailable
                or FollowingErrorKind.ProviderTimeout;
    }

    /// <summary>Indicates whether a 404 means that the address does not exist, and not the account.</summary>
    public bool IsMissingRoute(ErrorResponse response) =>
        response.Status == 404
        && (FindCode(response)?.Kind ?? response.Meaning?.Kind) == FollowingErrorKind.ProviderUnavailable;
}
