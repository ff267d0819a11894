using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Contains the rules for the pages of a list.</summary>
internal sealed record PageRules
{
    public IReadOnlyList<JsonPath> Items { get; init; } = [];

    public IReadOnlyList<JsonPath> HasMore { get; init; } = [];

    public IReadOnlyList<JsonPath> Total { get; init; } = [];

    /// <summary>Gets the rules of the cursor. Without parts, the list has one page.</summary>
    public CursorRules Cursor { get; init; } = new();

    /// <summary>Gets the flag of a failure in a response with accounts; null if none exists.</summary>
    public CodeRule? Failure { get; init; }

    /// <summary>Gets the words for <see cref="Failure"/>; null to quote the flag.</summary>
    public string? FailureReason { get; init; }

    /// <summary>Indicates whether a hidden or private list looks like an empty one.</summary>
    public bool EmptyMayBeHidden { get; init; }

    /// <summary>Returns the records of a page; null if the response has no list of them.</summary>
    public IReadOnlyList<JsonPart>? ReadItems(JsonPart body)
    {
        bool isNull = false;
        foreach (JsonPath path in Items)
        {
            JsonPart items = path.Find(body);
            if (items.IsPresent() && items.Items() is IReadOnlyList<JsonPart> list)
            {
                return list;
            }
            isNull |= items.ValueKind == JsonValueKind.Null;
        }
        return isNull ? [] : null;
    }

    public bool? ReadHasMore(JsonPart body) =>
        HasMore.Select(path => path.Find(body).Flag()).FirstOrDefault(flag => flag is not null);

    public long? ReadTotal(JsonPart body) =>
        Total.Select(path => path.Find(body).Count()).FirstOrDefault(total => total is not null);

    /// <summary>Returns the failure that a response states beside its accounts; null if it states none.</summary>
    public CodeMatch? FindFailure(in ErrorResponse response, bool hasItems)
    {
        if (Failure?.Match(response) is { Kind: not null } match)
        {
            return FailureReason is null ? match : match with { Description = FailureReason };
        }
        return hasItems && response.Facts.Rules!.FindCode(response, hasItems) is { Kind: not null } code ? code : null;
    }
}
