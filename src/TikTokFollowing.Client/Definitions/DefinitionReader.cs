using System.Security;
using System.Text.Json;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Reads and checks the definitions of providers.</summary>
internal static class DefinitionReader
{
    private const int MaximumLength = 256 * 1024;
    private const int MaximumDepth = 16;

    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    private static readonly JsonDocumentOptions s_options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaximumDepth,
    };

    /// <summary>Gets the options that the JSON of a definition is read with.</summary>
    public static JsonReaderOptions ReaderOptions { get; } = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaximumDepth,
    };

    /// <summary>Reads a definition from a file.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidDefinition"/></exception>
    public static ProviderDefinition ReadFile(string path)
    {
        ReadOnlyMemory<byte> text;
        try
        {
            RegularFile.ThrowIfOther(path);
            text = ReadBytes(path);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
                or SecurityException)
        {
            string reason = TextSanitizer.Sanitize(e.Message).TrimEnd('.');
            throw new DefinitionSource(default, path).CreateError($"The file cannot be read: {reason}");
        }
        return Parse(text, path);
    }

    /// <summary>Reads a definition from a text.</summary>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <param name="path">The file of the text; null if it is not from a file.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidDefinition"/></exception>
    public static ProviderDefinition Parse(ReadOnlyMemory<byte> utf8, string? path)
    {
        ReadOnlyMemory<byte> text =
            utf8.Span.StartsWith(s_byteOrderMark) ? utf8.Slice(s_byteOrderMark.Length) : utf8;
        DefinitionSource source = new(text, path);
        if (text.Length > MaximumLength)
        {
            throw source.CreateError($"It is larger than {Quantity.Of(MaximumLength / 1024)} kB");
        }
        if (text.Length > 1 && IsUtf16(text.Span[0], text.Span[1]))
        {
            throw source.CreateError("It is UTF-16 text; save it as UTF-8");
        }
        if (text.Span.IndexOf((byte)0) >= 0)
        {
            throw source.CreateError("It contains a null character");
        }
        if (JsonText.Decode(text.Span) is not string decoded)
        {
            throw source.CreateError("It is not valid UTF-8");
        }
        if (decoded.Trim(' ', '\t', '\r', '\n').Length == 0)
        {
            throw source.CreateError("It is empty");
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, s_options);
            return DefinitionParser.Parse(new DefinitionNode(source, document.RootElement, "$"), path);
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is long line ? $" at line {Quantity.Of(line + 1)}" : "";
            throw source.CreateError(IsTooDeep(text.Span)
                ? $"Its values are nested too deeply{place}; the limit is {Quantity.Of(MaximumDepth)} levels"
                : $"It is not valid JSON{place}");
        }
        catch (InvalidOperationException)
        {
            throw source.CreateError("It contains an unpaired surrogate");
        }
    }

    // A byte order mark, or an ASCII character such as '{' in two bytes.
    private static bool IsUtf16(byte first, byte second) =>
        (first, second) is (0xFF, 0xFE) or (0xFE, 0xFF) || (first == 0) != (second == 0);

    private static bool IsTooDeep(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(text, ReaderOptions with { MaxDepth = MaximumLength });
        try
        {
            while (reader.Read())
            {
                bool isParent = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
                if (isParent && reader.CurrentDepth >= MaximumDepth)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }
        return false;
    }

    // One byte more than allowed shows that a file is too large, whatever its stated length is.
    private static ReadOnlyMemory<byte> ReadBytes(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using BinaryReader reader = new(file);
        return reader.ReadBytes(MaximumLength + s_byteOrderMark.Length + 1);
    }
}
