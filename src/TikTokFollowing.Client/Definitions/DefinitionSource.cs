using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Identifies the text of a definition in error messages.</summary>
/// <param name="utf8">The text in UTF-8.</param>
/// <param name="filePath">The file; null if the text is not from a file.</param>
internal sealed class DefinitionSource(ReadOnlyMemory<byte> utf8, string? filePath)
{
    public string? FilePath { get; } = filePath;

    /// <summary>Creates an error about a value in the text.</summary>
    /// <param name="place">The JSON path of the value, such as <c>$.page.items[0]</c>.</param>
    /// <param name="problem">The problem, as a sentence without its period.</param>
    public FollowingException CreateError(string place, string problem)
    {
        string line = JsonLines.Find(utf8.Span, place) is int number ? $", line {number}" : "";
        return CreateError($"At {TextSanitizer.Sanitize(place)}{line}: {problem}");
    }

    /// <summary>Creates an error about the whole text.</summary>
    public FollowingException CreateError(string problem)
    {
        string name = FilePath is null ? "" : $" '{TextSanitizer.Sanitize(FilePath)}'";
        return new FollowingException(
            FollowingErrorKind.InvalidDefinition, null, $"The provider definition{name} cannot be used. {problem}.");
    }
}
