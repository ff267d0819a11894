using System;
using System.Collections.Generic;
using System.Net.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Implements a provider from its definition, with the rules of the others for values and errors.</summary>
internal class DefinedProvider : IFollowingProvider
{
    protected DefinedProvider(ProviderDefinition definition) => Definition = definition;

    /// <summary>Gets the definition.</summary>
    public ProviderDefinition Definition { get; }

    public ProviderMetadata Facts => Definition.Metadata;

    public FieldNames Fields => Definition.Fields;

    protected ResponseRules Rules => Facts.Rules!;

    /// <summary>Creates a provider. It is an <see cref="IBalanceProvider"/> if its definition has a balance.</summary>
    public static DefinedProvider Create(ProviderDefinition definition) =>
        definition.Balance is null
            ? new DefinedProvider(definition)
            : new DefinedBalanceProvider(definition, definition.Balance);

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri)
    {
        LookupCursor position = PositionOf(page);
        RequestTemplate template = IsLookup(page, position) ? Definition.Lookup!.Request : Definition.Request;
        return template.Create(
            new RequestValues(page.Query.Handle, position, page.GetPageSize(Facts), page.Query.Trim), baseUri);
    }

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        LookupCursor position = PositionOf(page);
        bool isLookup = IsLookup(page, position);
        if (!response.HasGoodStatus)
        {
            return ReadError(page, response, isLookup, Rules.KindOf(response));
        }
        if (isLookup)
        {
            return ReadLookup(page, response, position);
        }
        IReadOnlyList<JsonPart>? records = Definition.Page.ReadItems(response.Body);
        bool hasItems = records is { Count: > 0 };
        if (!hasItems && FindRefusal(response) is CodeMatch refusal)
        {
            return ReadError(page, response, isLookup, refusal.Kind!.Value, refusal.Description);
        }
        return ReadRecords(page, response, position, records);
    }

    private ProviderPage ReadRecords(
        PageRequest page, ErrorResponse response, LookupCursor position, IReadOnlyList<JsonPart>? records)
    {
        PageRules rules = Definition.Page;
        JsonPart body = response.Body;
        string? next = rules.Cursor.Read(body, out string? problem);
        (DateTime?, DateTime?) window = rules.Cursor.ReadWindow(body, position.Cursor, next);
        ProviderPage read = RecordReading.PageOf(
            page,
            response,
            records,
            rules.Items[0].Text,
            record => Definition.Record.Read(page, Facts, record, window),
            rules.ReadHasMore(body),
            next is null ? null : position.Next(next),
            problem);
        bool isEmptyList = rules.EmptyMayBeHidden && records!.Count == 0 && position.Cursor is null;
        return read with
        {
            Total = rules.ReadTotal(body),
            FollowedAfter = window.Item1,
            FollowedBefore = window.Item2,
            Warning = isEmptyList ? RecordReading.DescribeEmptyList(page, Facts) : read.Warning,
            Failure = rules.FindFailure(response, records!.Count > 0) is { Kind: FollowingErrorKind kind } failure
                ? ProviderErrors.Of(kind, page, response, failure.Description + response.Quote(), isCharged: false)
                : null,
        };
    }

    // Finds the error in a response with a successful status and without accounts.
    private CodeMatch? FindRefusal(ErrorResponse response)
    {
        if (Rules.ReadStatus(response) is not null)
        {
            return new CodeMatch(Rules.KindOf(response), response.Describe());
        }
        if (Rules.FindCode(response) is CodeMatch code)
        {
            return code.Kind is null ? null : code with { Description = code.Description + response.Quote() };
        }
        return response.IsFlagged ? new CodeMatch(Rules.KindOf(response), response.Describe()) : null;
    }

    private ProviderPage ReadError(
        PageRequest page, ErrorResponse response, bool isLookup, FollowingErrorKind kind, string? detail = null)
    {
        bool canLookUp = !isLookup
            && (page.Cursor is null || (Facts.HasFollowTimes && PositionOf(page).Id is null))
            && page.Query.Handle.Kind == HandleKind.Name
            && response.Origin == ErrorOrigin.Provider;
        if (canLookUp && Definition.Lookup?.When?.Match(response) is not null)
        {
            return RecordReading.LookupOf(response, LookupCursor.Lookup(page.Cursor)) with
            {
                CreditsCharged = response.Charge(),
                Note = $"{Facts.Name} requires an id instead of a handle. Looking it up.",
            };
        }
        throw ProviderErrors.Of(kind, page, response, detail);
    }

    private ProviderPage ReadLookup(PageRequest page, ErrorResponse response, LookupCursor position)
    {
        if (Definition.Lookup!.ReadId(response.Body) is string id)
        {
            return RecordReading.LookupOf(response, position.Found(id)) with
            {
                CreditsCharged = response.CreditsCharged ?? Definition.Lookup.Credits,
            };
        }
        throw FindRefusal(response) is CodeMatch refusal
            ? ProviderErrors.Of(refusal.Kind!.Value, page, response, refusal.Description)
            : ProviderErrors.Of(FollowingErrorKind.AccountNotFound, page, response, "no id is known for this handle");
    }

    private LookupCursor PositionOf(PageRequest page) =>
        Definition.Lookup is null ? new LookupCursor(null, page.Cursor) : LookupCursor.Parse(page.Cursor);

    private bool IsLookup(PageRequest page, LookupCursor position) =>
        Definition.Lookup is LookupRules lookup
        && page.Query.Handle.Kind == HandleKind.Name
        && position.Id is null
        && (position.IsLookup || lookup.When is null);
}
