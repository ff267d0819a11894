using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Reads a value of a record from the first usable alternative.</summary>
/// <param name="alternatives">The alternatives. Each is a path, or several paths that an operator combines.</param>
/// <param name="read">Reads the value at a path.</param>
/// <param name="combine">The operator; null if the field has none.</param>
internal sealed class FieldRule<T>(
    IReadOnlyList<(JsonPath Path, IReadOnlyList<JsonPath>? Combined)> alternatives,
    Func<JsonPart, T?> read,
    Func<IEnumerable<JsonPart>, T?>? combine)
{
    public bool HasPaths => alternatives.Count > 0;

    /// <summary>Returns the value; null if it is unknown.</summary>
    /// <param name="record">The record.</param>
    /// <param name="parts">The parts of the record.</param>
    public T? Read(JsonPart record, ref JsonParentCache parts)
    {
        T? value = default;
        for (int i = 0; value is null && i < alternatives.Count; i++)
        {
            (JsonPath path, IReadOnlyList<JsonPath>? combined) = alternatives[i];
            value = combined is null ? read(parts.Find(path)) : Combine(record, combined);
        }
        return value;
    }

    // A closure in Read would be allocated for each value.
    private T? Combine(JsonPart record, IReadOnlyList<JsonPath> paths) =>
        combine!(paths.SelectMany(path => path.FindAll(record)));
}
