using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Reads a value of a record from one path, or from several that an operator combines.</summary>
/// <param name="Paths">The paths.</param>
/// <param name="IsOperator">Indicates whether the operator of the field combines the paths.</param>
internal sealed record FieldRule(IReadOnlyList<JsonPath> Paths, bool IsOperator)
{
    /// <summary>Reads the verification: a flag, or the presence of any text.</summary>
    public bool? ReadVerified(JsonPart record) => IsOperator
        ? RecordReading.AnyText([.. Paths.SelectMany(path => path.FindAll(record))])
        : Paths[0].Find(record).Flag();

    /// <summary>Reads an address: the one at the path, or the best image of several.</summary>
    public string? ReadImage(JsonPart record) => IsOperator
        ? TikTokListParser.Best(Paths.SelectMany(path => path.FindAll(record)))
        : Paths[0].Find(record).Address();
}
