using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Contains the rules for the pages of a list.</summary>
/// <param name="Items">The paths of the records.</param>
/// <param name="HasMore">The paths of the flag for a next page.</param>
/// <param name="Total">The paths of the total of the list.</param>
/// <param name="Cursor">The rules of the cursor. Without parts, the list has one page.</param>
/// <param name="Failure">The flag of a failure in a response with accounts; null if none exists.</param>
/// <param name="FailureReason">The words for <paramref name="Failure"/>; null to quote the flag.</param>
/// <param name="EmptyMayBeHidden">Indicates whether a hidden or private list looks like an empty one.</param>
internal sealed record PageRules(
    IReadOnlyList<JsonPath> Items,
    IReadOnlyList<JsonPath> HasMore,
    IReadOnlyList<JsonPath> Total,
    CursorRules Cursor,
    CodeRule? Failure,
    string? FailureReason,
    bool EmptyMayBeHidden)
{
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

    public bool? ReadHasMore(JsonPart body) => HasMore.FirstNotNull(path => path.Find(body).Flag());

    public long? ReadTotal(JsonPart body) => Total.FirstNotNull(path => path.Find(body).Count());

    /// <summary>Returns the failure that a response states beside its accounts; null if it states none.</summary>
    public CodeMatch? FindFailure(ErrorResponse response, bool hasItems)
    {
        if (Failure?.Match(response) is { Kind: not null } match)
        {
            return FailureReason is null ? match : match with { Description = FailureReason };
        }
        return hasItems && response.Facts.Rules!.FindCode(response, hasItems) is { Kind: not null } code ? code : null;
    }
}
