using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>Converts the result of a test to its public type.</summary>
internal static class DefinitionTestConverter
{
    /// <summary>Describes a response as commands would read it.</summary>
    public static ProviderDefinitionTest OfResponse(string path, ProviderMetadata facts, DefinitionReading reading)
    {
        // A recorded response is the first page of its list.
        ListDecision next = reading.Page is ProviderPage page
            ? EndOfListRule.Evaluate(page, new ListState(page.Accounts.Count, page.Accounts.Count, page.Total, false))
            : default;
        string? reason = next.Step == ListStep.Unreadable
            ? $"reported more accounts but returned a cursor that cannot be used: {next.Reason}"
            : next.Reason;
        FollowingException? error = reading.Error ?? reading.Page?.Failure ?? (reason is null
            ? null
            : new(FollowingErrorKind.UnexpectedResponse, facts.Name, $"{facts.Name} {reason}."));
        return new ProviderDefinitionTest
        {
            Name = facts.Name,
            Path = path,
            IsValid = reading.Page is null
                ? error?.Kind != FollowingErrorKind.UnexpectedResponse
                : next.Reason is null,
            Page = reading.Page is not ProviderPage read ? null : new FollowingPage
            {
                Provider = facts.Name,
                Accounts = read.Accounts,
                Total = read.Total,
                HasMore = next.Step != ListStep.End,
                NextCursor = next.Cursor,
                FollowedAfter = read.FollowedAfter,
                FollowedBefore = read.FollowedBefore,
                CreditsCharged = read.CreditsCharged ?? facts.PriceOf(read.Accounts.Count),
                CreditsRemaining = read.CreditsRemaining,
                RequestId = read.RequestId,
            },
            UnmatchedField = reading.UnmatchedFields,
            ErrorId = error?.Kind.ToString(),
            Message = error?.Message ?? reading.Page?.Warning,
        };
    }
}
