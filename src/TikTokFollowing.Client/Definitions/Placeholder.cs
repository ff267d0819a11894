using System.Globalization;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Represents a placeholder in a request, such as <c>{cursor}</c> or <c>{id|handle}</c>.</summary>
/// <param name="Kinds">The values. The first one that is known counts.</param>
internal sealed record Placeholder(IReadOnlyList<PlaceholderKind> Kinds)
{
    /// <summary>Gets the rules of the cursor, if this is one.</summary>
    public CursorRules? Cursor { get; init; }

    /// <summary>Gets the name of a part of the cursor; empty for the whole.</summary>
    public string Part { get; init; } = "";

    /// <summary>Indicates whether a JSON body contains the cursor as a number.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Indicates whether the value identifies the user of the list.</summary>
    public bool IsUser => Kinds[0] is PlaceholderKind.Handle or PlaceholderKind.Id
        or PlaceholderKind.NumericId or PlaceholderKind.SecUid;

    /// <summary>Indicates whether the value is always known.</summary>
    /// <param name="handle">The kind of the handle.</param>
    /// <param name="hasId">Indicates whether an id was looked up.</param>
    public bool IsKnown(HandleKind handle, bool hasId) => Kinds.Any(kind => kind switch
    {
        PlaceholderKind.Handle => handle == HandleKind.Name,
        PlaceholderKind.Id => hasId || handle != HandleKind.Name,
        PlaceholderKind.NumericId => handle == HandleKind.NumericId,
        PlaceholderKind.SecUid => handle == HandleKind.SecUid,
        _ => false,
    });

    /// <summary>Returns the value; null if it is unknown.</summary>
    public string? Read(RequestValues values) => Kinds.FirstNotNull(kind => Read(kind, values));

    private string? Read(PlaceholderKind kind, RequestValues values) => kind switch
    {
        PlaceholderKind.Handle => values.Name,
        PlaceholderKind.Id => values.Id,
        PlaceholderKind.NumericId => RecordReading.Ids(values.Id, null).Id,
        PlaceholderKind.SecUid => RecordReading.Ids(values.Id, null).SecUid,
        PlaceholderKind.Cursor => Cursor!.GetPart(values.Position.Cursor, Part),
        PlaceholderKind.PageSize => values.PageSize?.ToString(CultureInfo.InvariantCulture),
        _ => values.Trim ? "true" : null,
    };
}
