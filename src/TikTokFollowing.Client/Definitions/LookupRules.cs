using System.Collections.Generic;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Contains the rules for looking up the id of a handle.</summary>
/// <param name="Request">The request.</param>
/// <param name="Ids">The paths of the id in the response.</param>
internal sealed record LookupRules(RequestTemplate Request, IReadOnlyList<JsonPath> Ids)
{
    /// <summary>Gets the error that requires a lookup; null if a lookup is always required.</summary>
    public CodeRule? When { get; init; }

    /// <summary>Gets the price in credits; null if it is the price of a page without accounts.</summary>
    public int? Credits { get; init; }

    /// <summary>Returns the id in a response; null if it has none.</summary>
    public string? ReadId(JsonPart body)
    {
        string? id = null;
        for (int i = 0; id is null && i < Ids.Count; i++)
        {
            id = Ids[i].Find(body).Id();
        }
        return id;
    }
}
