using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Contains the rules for looking up the id of a handle.</summary>
/// <param name="Request">The request.</param>
/// <param name="Ids">The paths of the id in the response.</param>
internal sealed record LookupRules(RequestTemplate Request, IReadOnlyList<JsonPath> Ids)
{
    /// <summary>Gets the error that requires a lookup; null if a lookup is always required.</summary>
    public CodeRule? When { get; init; }

    /// <summary>Gets the price in credits.</summary>
    public long Credits { get; init; }

    /// <summary>Returns the id in a response; null if it has none.</summary>
    public string? ReadId(JsonPart body)
    {
        string? id = null;
        for (int i = 0; id is null && i < Ids.Count; i++)
        {
            id = Ids[i].Find(body).IdOrNumber();
        }
        return id;
    }

    /// <summary>
    /// Indicates whether a response without an id states that no account exists: null, or something empty, is at a
    /// path or at a part of it. Otherwise, the response has another shape than the paths.
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
        JsonValueKind.Null => true,
        JsonValueKind.False => true,
        JsonValueKind.Object or JsonValueKind.Array => !part.HasChildren && !part.HasGaps,
        JsonValueKind.String => part.Text() is null or "0",
        JsonValueKind.Number => part.Number() == 0,
        _ => false,
    };
}
