using System.Net.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Implements a provider from its definition, with the rules of the others for values and errors.</summary>
internal class DefinedProvider : ILookupProvider
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
        int? size = page.GetPageSize(Facts) ?? Definition.DefaultPageSize;
        return template.Create(new RequestValues(page.Query.Handle, position, size, page.Query.Trim), baseUri);
    }

    /// <summary>Rejects values that cannot be parts of a request, before a lookup is sent and charged.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public void Check(FollowingQuery query)
    {
        LookupCursor position = PositionOf(query.Cursor);
        if (position.Cursor is string cursor && !Definition.Page.Cursor.Accepts(cursor))
        {
            throw Rejected(
                $"'{TextSanitizer.Sanitize(cursor)}' is not a cursor of {Facts.Name}. "
                + $"{Definition.Page.Cursor.Describe()} Use the NextCursor of a page.");
        }
        if (position.Id is string id && HasOnlyDots(id))
        {
            throw Rejected($"The id '{id}' in the cursor is empty or has only dots. Use the NextCursor of a page.");
        }
        if (HasOnlyDots(query.Handle.Value))
        {
            throw Rejected($"'{query.Handle.Value}' has only dots, so no user of {Facts.Name} has this handle.");
        }
    }

    public ProviderPage ReadPage(PageRequest page, ErrorResponse response)
    {
        LookupCursor position = PositionOf(page);
        bool isLookup = IsLookup(page, position);
        if (isLookup)
        {
            return response.HasGoodStatus
                ? ReadLookup(page, response, position)
                : throw ProviderErrors.Of(Rules.KindOf(response), page, response);
        }
        if (!response.HasGoodStatus)
        {
            return FindDemand(page, response, position)
                ?? throw ProviderErrors.Of(Rules.KindOf(response), page, response);
        }
        IReadOnlyList<JsonPart>? records = Definition.Page.ReadItems(response.Body);
        if (records is { Count: > 0 })
        {
            return ReadRecords(page, response, position, records);
        }
        if (FindDemand(page, response, position) is ProviderPage demand)
        {
            return demand;
        }
        return FindRefusal(response) is CodeMatch refusal
            ? throw ProviderErrors.Of(refusal.Kind!.Value, page, response, refusal.Description)
            : ReadRecords(page, response, position, records);
    }

    public long? GetLookupPrice(PageRequest page) =>
        IsLookup(page, PositionOf(page)) ? Definition.Lookup!.Credits : null;

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

    // Returns the step before a lookup if the response is the error that requires one.
    private ProviderPage? FindDemand(PageRequest page, ErrorResponse response, LookupCursor position)
    {
        bool canLookUp = (page.Cursor is null || (Facts.HasFollowTimes && position.Id is null))
            && page.Query.Handle.Kind == HandleKind.Name
            && response.Origin == ErrorOrigin.Provider;
        return canLookUp && Definition.Lookup?.When?.Match(response) is not null
            ? RecordReading.LookupOf(response, LookupCursor.Lookup(page.Cursor)) with
            {
                CreditsCharged = response.Charge(),
                Note = $"{Facts.Name} requires an id instead of a handle. Looking it up.",
            }
            : null;
    }

    private ProviderPage ReadLookup(PageRequest page, ErrorResponse response, LookupCursor position)
    {
        LookupRules rules = Definition.Lookup!;
        if (rules.ReadId(response.Body) is string id)
        {
            return RecordReading.LookupOf(response, position.Found(id)) with
            {
                CreditsCharged = response.CreditsCharged ?? rules.Credits,
            };
        }
        if (FindRefusal(response) is CodeMatch refusal)
        {
            throw ProviderErrors.Of(refusal.Kind!.Value, page, response, refusal.Description);
        }
        throw rules.IsNotFound(response.Body)
            ? ProviderErrors.Of(FollowingErrorKind.AccountNotFound, page, response, "no id is known for this handle")
            : ProviderErrors.Of(
                FollowingErrorKind.UnexpectedResponse,
                page,
                response,
                $"it has no usable id at resolve.take.id: {string.Join(", ", rules.Ids.Select(path => path.Text))}");
    }

    private FollowingException Rejected(string message) =>
        new(FollowingErrorKind.InvalidRequest, Facts.Name, message);

    private static bool HasOnlyDots(string value) => value.Trim('.').Length == 0;

    private LookupCursor PositionOf(PageRequest page) => PositionOf(page.Cursor);

    private LookupCursor PositionOf(string? cursor) =>
        Definition.Lookup is null ? new LookupCursor(null, cursor) : LookupCursor.Parse(cursor);

    private bool IsLookup(PageRequest page, LookupCursor position) =>
        Definition.Lookup is LookupRules lookup
        && page.Query.Handle.Kind == HandleKind.Name
        && position.Id is null
        && (position.IsLookup || lookup.When is null);
}
