using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Contains the rules for looking up the id of a handle.</summary>
/// <param name="Request">The request.</param>
/// <param name="Ids">The paths of the id in the response.</param>
/// <param name="When">The error that requires a lookup; null if a lookup is always required.</param>
/// <param name="Credits">The price in credits.</param>
internal sealed record LookupRules(
    RequestTemplate Request, IReadOnlyList<JsonPath> Ids, CodeRule? When, long Credits)
{
    /// <summary>Indicates whether the request for a page is the lookup of its id.</summary>
    public bool IsRequired(PageRequest page) =>
        page.Query.Handle.Kind == HandleKind.Name
        && LookupCursor.Parse(page.Cursor) is { Id: null } position
        && (position.IsLookup || When is null);

    /// <summary>Returns the listed price of a lookup; null if the request is not a lookup.</summary>
    public long? GetPrice(PageRequest page) => IsRequired(page) ? Credits : null;

    /// <summary>Returns the id in a response; null if it has none.</summary>
    public string? ReadId(JsonPart body) => Ids.FirstNotNull(path => path.Find(body).IdOrNumber());

    /// <summary>
    /// Indicates whether a response without an id states that no account exists. It then has null or an empty value at
    /// a path or at a part of it. Otherwise, the paths do not fit the response.
    /// </summary>
    public bool IsNotFound(JsonPart body)
    {
        bool hasEmptyPart = false;
        foreach (JsonPath path in Ids)
        {
            JsonPart last = path.FindDeepest(body, out bool isWhole);
            bool isEmpty = IsEmpty(last);
            if (isWhole && !isEmpty)
            {
                return false; // a value that is not an id
            }
            hasEmptyPart |= isEmpty;
        }
        return hasEmptyPart;
    }

    private static bool IsEmpty(JsonPart part) => part.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Object or JsonValueKind.Array => !part.HasChildren && !part.HasGaps,
        JsonValueKind.String => part.Text() is null or "0",
        JsonValueKind.Number => part.Number() == 0,
        _ => false,
    };
}
