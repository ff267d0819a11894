using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Contains the rules of a definition for values and errors that any response can have.</summary>
internal sealed record ResponseRules
{
    public IReadOnlyList<ValuePath> Charged { get; init; } = [];

    public IReadOnlyList<ValuePath> Remaining { get; init; } = [];

    public IReadOnlyList<ValuePath> Required { get; init; } = [];

    public IReadOnlyList<ValuePath> RequestId { get; init; } = [];

    /// <summary>Gets the paths of the provider's message.</summary>
    public IReadOnlyList<ValuePath> Message { get; init; } = [];

    /// <summary>Gets the paths of an error status in the body.</summary>
    public IReadOnlyList<ValuePath> StatusAt { get; init; } = [];

    /// <summary>Gets the error kinds of statuses with an unusual meaning.</summary>
    public IReadOnlyDictionary<int, FollowingErrorKind> Statuses { get; init; } =
        new Dictionary<int, FollowingErrorKind>();

    public IReadOnlyList<CodeRule> Codes { get; init; } = [];

    /// <summary>Gets the rules for lookups; null if no id is looked up.</summary>
    public LookupRules? Lookup { get; init; }

    /// <summary>Gets the response headers to read, in lower case.</summary>
    public IReadOnlyList<string> HeaderNames { get; init; } = [];

    public long? ReadCharge(in ErrorResponse response) => First(Charged, response, static part => part.Credits());

    public long? ReadRemaining(in ErrorResponse response) => First(Remaining, response, static part => part.Number());

    public long? ReadRequired(in ErrorResponse response) => First(Required, response, static part => part.Credits());

    public string? ReadRequestId(in ErrorResponse response) => First(RequestId, response, static part => part.Word());

    public string? ReadMessage(in ErrorResponse response) => First(Message, response, static part => part.Text());

    /// <summary>Returns the error status in the body; null if it has none.</summary>
    public int? ReadStatus(in ErrorResponse response)
    {
        foreach (ValuePath path in StatusAt)
        {
            if (path.Find(response).Number() is long status and >= 400 and <= 599)
            {
                return (int)status;
            }
        }
        return null;
    }

    /// <summary>Returns the meaning of the first code that has one; null if no code has one.</summary>
    /// <param name="response">The response.</param>
    /// <param name="hasItems">Indicates whether the response has accounts.</param>
    public CodeMatch? FindCode(in ErrorResponse response, bool hasItems = false)
    {
        CodeMatch? success = null;
        foreach (CodeRule rule in Codes)
        {
            if ((hasItems && rule.OnlyWithoutItems) || rule.Match(response) is not CodeMatch match)
            {
                continue;
            }
            if (match.Kind is not null)
            {
                return match;
            }
            success = match;
        }
        return success;
    }

    /// <summary>Indicates whether the rules recognize an error, so that the provider itself sent it.</summary>
    public bool IsKnownError(in ErrorResponse response) =>
        ReadStatus(response) is not null
        || ReadMessage(response) is not null
        || FindCode(response) is not null
        || Lookup?.When?.Match(response) is not null;

    /// <summary>
    /// Indicates whether the rules give a response without accounts and without an id the meaning of a transient
    /// failure, whatever its HTTP status is.
    /// </summary>
    public bool IsTransient(in ErrorResponse response)
    {
        CodeMatch? code = FindCode(response);
        bool hasMeaning = code is { Kind: not null, IsOwn: true }
            || (code?.Kind is null && Statuses.ContainsKey(response.Status));
        return hasMeaning
            && response.Origin == ErrorOrigin.Provider
            && Lookup?.When?.Match(response) is null
            && !(response.HasGoodStatus && Lookup?.ReadId(response.Body) is not null) // it was charged, and is usable
            && KindOf(response) is FollowingErrorKind.RateLimited or FollowingErrorKind.ProviderUnavailable
                or FollowingErrorKind.ProviderTimeout;
    }

    /// <summary>Indicates whether a 404 means that the address does not exist, and not the account.</summary>
    public bool IsMissingRoute(in ErrorResponse response)
    {
        FollowingErrorKind? kind = FindCode(response)?.Kind
            ?? (Statuses.TryGetValue(response.Status, out FollowingErrorKind meaning) ? meaning : null);
        return response.Status == 404 && kind == FollowingErrorKind.ProviderUnavailable;
    }

    /// <summary>Returns the kind of an error.</summary>
    public FollowingErrorKind KindOf(in ErrorResponse response)
    {
        if (response.Origin != ErrorOrigin.Provider || response.IsPermanent)
        {
            return ProviderErrors.KindOf(response);
        }
        if (FindCode(response)?.Kind is FollowingErrorKind kind)
        {
            return kind;
        }
        if (!Statuses.TryGetValue(response.Status, out FollowingErrorKind meaning))
        {
            return ProviderErrors.KindOf(response);
        }
        return response.Status == 403 ? ProviderErrors.KindOfForbidden(response, meaning) : meaning;
    }

    private static T? First<T>(
        IReadOnlyList<ValuePath> paths, in ErrorResponse response, Func<JsonPart, T?> read) where T : class
    {
        foreach (ValuePath path in paths)
        {
            if (read(path.Find(response)) is T value)
            {
                return value;
            }
        }
        return null;
    }

    private static T? First<T>(
        IReadOnlyList<ValuePath> paths, in ErrorResponse response, Func<JsonPart, T?> read) where T : struct
    {
        foreach (ValuePath path in paths)
        {
            if (read(path.Find(response)) is T value)
            {
                return value;
            }
        }
        return null;
    }
}
