using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>Converts the result of a test to its public type.</summary>
internal static class DefinitionTestConverter
{
    /// <summary>Describes a definition that cannot be used.</summary>
    public static ProviderDefinitionTest OfInvalid(string path, FollowingException error) => new()
    {
        Path = path,
        ErrorId = error.Kind.ToString(),
        Message = error.Message,
    };

    /// <summary>Describes a definition that can be used.</summary>
    public static ProviderDefinitionTest OfValid(string path, ProviderMetadata facts) =>
        new() { Name = facts.Name, Path = path, IsValid = true };

    /// <summary>Describes a response as commands would read it.</summary>
    public static ProviderDefinitionTest OfResponse(string path, ProviderMetadata facts, DefinitionReading reading)
    {
        if (reading.Page is not ProviderPage page)
        {
            return Create(reading.Error!.Kind != FollowingErrorKind.UnexpectedResponse, null, reading.Error);
        }
        ListDecision next = Evaluate(page);
        return Create(next.Reason is null, CreatePage(facts, page, next), page.Failure ?? CreateError(facts, next));

        ProviderDefinitionTest Create(bool isValid, FollowingPage? shown, FollowingException? error) => new()
        {
            Name = facts.Name,
            Path = path,
            IsValid = isValid,
            Page = shown,
            UnmatchedField = reading.UnmatchedFields,
            ErrorId = error?.Kind.ToString(),
            Message = error?.Message ?? reading.Page?.Warning,
        };
    }

    // A recorded response is the first page of its list.
    private static ListDecision Evaluate(ProviderPage page) =>
        EndOfListRule.Evaluate(page, new ListState(page.Accounts.Count, page.Accounts.Count, page.Total, false));

    private static FollowingException? CreateError(ProviderMetadata facts, ListDecision next)
    {
        string? reason = next.Step == ListStep.Unreadable
            ? $"reported more accounts but returned a cursor that cannot be used: {next.Reason}"
            : next.Reason;
        return reason is null
            ? null
            : new(FollowingErrorKind.UnexpectedResponse, facts.Name, $"{facts.Name} {reason}.");
    }

    private static FollowingPage CreatePage(ProviderMetadata facts, ProviderPage page, ListDecision next) => new()
    {
        Provider = facts.Name,
        Accounts = page.Accounts,
        Total = page.Total,
        HasMore = next.Step != ListStep.End,
        NextCursor = next.Cursor,
        FollowedAfter = page.FollowedAfter,
        FollowedBefore = page.FollowedBefore,
        CreditsCharged = page.CreditsCharged ?? facts.PriceOf(page.Accounts.Count),
        CreditsRemaining = page.CreditsRemaining,
        RequestId = page.RequestId,
    };
}
