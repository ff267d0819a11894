using System.Net.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>
/// Implements a provider from its definition, with the same rules for values and errors as the built-in providers.
/// </summary>
internal sealed class DefinedProvider(ProviderDefinition definition) : IFollowingProvider
{
    public ProviderMetadata Facts => definition.Metadata;

    public FieldNames Fields => definition.Fields;

    public BalanceRules? Balance => definition.Balance;

    private ResponseRules Rules => Facts.Rules!;

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri)
    {
        RequestTemplate template =
            Rules.Lookup is LookupRules lookup && lookup.IsRequired(page) ? lookup.Request : definition.Request;
        int? size = page.GetPageSize(Facts) ?? definition.DefaultPageSize;
        LookupCursor position = Facts.PositionOf(page.Cursor);
        return template.Create(new RequestValues(page.Query.Handle, position, size, page.Query.Trim), baseUri);
    }

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        LookupCursor position = Facts.PositionOf(page.Cursor);
        if (Rules.Lookup is LookupRules lookup && lookup.IsRequired(page))
        {
            return ReadLookup(page, response, position, lookup);
        }
        JsonPart body = response.Body;
        PageRules rules = definition.Page;
        IReadOnlyList<JsonPart>? records = response.HasGoodStatus ? rules.ReadItems(body) : null;
        if (records is null or { Count: 0 })
        {
            if (RequiresLookup(page, response, position))
            {
                return RecordReading.StartLookup(response, page);
            }
            ThrowIfRefused(page, response);
        }
        string? next = rules.Cursor.Read(body, out string? problem);
        (DateTime? after, DateTime? before) = rules.Cursor.ReadWindow(body, position.Cursor, next);
        ProviderPage read = RecordReading.PageOf(
            page, response, records, rules.Items[0].Text, definition.Record.Read, new ProviderPage
            {
                HasMore = rules.ReadHasMore(body),
                NextCursor = position.Next(next),
                CursorProblem = problem,
                Total = rules.ReadTotal(body),
                FollowedAfter = after,
                FollowedBefore = before,
            });
        bool isEmptyList = rules.EmptyMayBeHidden && records!.Count == 0 && position.Cursor is null;
        return read with
        {
            Warning = isEmptyList ? RecordReading.DescribeEmptyList(page, Facts) : read.Warning,
            Failure = rules.FindFailure(response, records!.Count > 0) is { Kind: FollowingErrorKind kind } failure
                ? ProviderErrors.Of(kind, page, response, failure.Description + response.Quote(), isCharged: false)
                : null,
        };
    }

    // Finds the error in a response without accounts.
    private void ThrowIfRefused(PageRequest page, ErrorResponse response)
    {
        CodeMatch? code = Rules.FindCode(response);
        bool isRefused = !response.HasGoodStatus
            || Rules.ReadStatus(response) is not null
            || (code is null && response.IsFlagged);
        if (isRefused)
        {
            throw ProviderErrors.Of(page, response);
        }
        if (code is { Kind: FollowingErrorKind kind } match)
        {
            throw ProviderErrors.Of(kind, page, response, match.Description + response.Quote());
        }
    }

    // Indicates whether the response is the error that requires a lookup.
    private bool RequiresLookup(PageRequest page, ErrorResponse response, LookupCursor position) =>
        (page.Cursor is null || (Facts.HasFollowTimes && position.Id is null))
        && page.Query.Handle.Kind == HandleKind.Name
        && response.Origin == ErrorOrigin.Provider
        && Rules.Lookup?.When?.Match(response) is not null;

    private ProviderPage ReadLookup(
        PageRequest page, ErrorResponse response, LookupCursor position, LookupRules rules)
    {
        if (response.HasGoodStatus && rules.ReadId(response.Body) is string id)
        {
            return RecordReading.LookupOf(response, position.Found(id)) with
            {
                CreditsCharged = response.CreditsCharged ?? rules.Credits,
            };
        }
        ThrowIfRefused(page, response);
        throw rules.IsNotFound(response.Body)
            ? ProviderErrors.Of(FollowingErrorKind.AccountNotFound, page, response, "no id is known for this handle")
            : ProviderErrors.Of(
                FollowingErrorKind.UnexpectedResponse,
                page,
                response,
                $"it has no usable id at resolve.take.id: {string.Join(", ", rules.Ids.Select(path => path.Text))}");
    }
}
