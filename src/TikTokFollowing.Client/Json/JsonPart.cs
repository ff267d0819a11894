using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Represents a value in a <see cref="SparseJson"/>, which is decoded when it is read. <see cref="JsonReading"/> reads
/// it tolerantly.
/// </summary>
internal readonly struct JsonPart(SparseJson json, int index)
{
    private readonly SparseJson? _json = json;
    private readonly int _index = index;

    /// <summary>Gets the kind of the value; <see cref="JsonValueKind.Undefined"/> if there is no value.</summary>
    public JsonValueKind ValueKind => _json is null ? JsonValueKind.Undefined : Node.Kind;

    /// <summary>Indicates whether the value is an object with fields that were not kept.</summary>
    public bool HasGaps => _json is not null && (Node.Traits & SparseJson.NodeTraits.Gaps) != 0;

    /// <summary>Indicates whether this array or object has content.</summary>
    public bool HasChildren => _json is not null && Node.End > _index + 1;

    /// <summary>Gets the bytes of the value as received.</summary>
    public ReadOnlySpan<byte> RawBytes =>
        _json is null ? default : _json.Bytes.Span.Slice(Node.Start, Node.Length);

    private ref readonly SparseJson.Node Node => ref _json![_index];

    /// <summary>
    /// Returns a field; the result is <see cref="JsonValueKind.Undefined"/> if the field is missing or this is not an
    /// object. The last one counts if several have the same name.
    /// </summary>
    /// <param name="name">Specifies the name, in ASCII.</param>
    /// <exception cref="NotSupportedException">The name is not among the fields to keep.</exception>
    public JsonPart Field(string name)
    {
        int found = ValueKind == JsonValueKind.Object ? FindField(name, _json!) : 0;
        return found > 0 ? new JsonPart(_json!, found) : default;
    }

    [MethodImpl(SparseJson.Optimize)]
    private int FindField(string name, SparseJson json)
    {
        int found = 0;
        short number = json.GetNameNumber(name);
        bool isUnique = number > 0 && (Node.Traits & SparseJson.NodeTraits.Repeats) == 0;
        for (int at = _index + 1, end = Node.End; at < end; at = json[at].End)
        {
            bool isMatch = number > 0 ? json[at].NameNumber == number : HasName(json[at], name);
            if (!isMatch)
            {
                continue;
            }
            found = at;
            if (isUnique)
            {
                break;
            }
        }
        return found;
    }

    /// <summary>Returns the items of this array or the fields of this object, in their order.</summary>
    public IEnumerable<JsonPart> Children()
    {
        if (_json is null)
        {
            yield break;
        }
        for (int at = _index + 1, end = Node.End; at < end; at = _json[at].End)
        {
            yield return new JsonPart(_json, at);
        }
    }

    /// <summary>Gets the name of this field if it is a number.</summary>
    public bool TryGetNumberName(out long number)
    {
        number = 0;
        if (_json is null)
        {
            return false;
        }
        ReadOnlySpan<byte> name = _json.Bytes.Span.Slice(Node.NameStart, Node.NameLength);
        if ((Node.Traits & SparseJson.NodeTraits.EscapedName) != 0)
        {
            name = Encoding.UTF8.GetBytes(DecodeName(Node) ?? "");
        }
        return SparseJson.IsNumeric(name) && Utf8Parser.TryParse(name, out number, out _);
    }

    /// <summary>Returns the text of this string; <see langword="null"/> if it is not valid UTF-8.</summary>
    public string? GetString() =>
        JsonText.Decode(Redact(), (Node.Traits & SparseJson.NodeTraits.Escaped) != 0);

    /// <summary>
    /// Returns the JSON as received, without secrets; <see langword="null"/> if it is not valid UTF-8.
    /// </summary>
    public string? GetRawText() => JsonText.Decode(Redact());

    public bool TryGetInt64(out long value) =>
        Utf8Parser.TryParse(RawBytes, out value, out int consumed) && consumed == RawBytes.Length;

    public bool TryGetDecimal(out decimal value) =>
        Utf8Parser.TryParse(RawBytes, out value, out int consumed) && consumed == RawBytes.Length;

    // Redacts the value in place, before its first use.
    private ReadOnlySpan<byte> Redact()
    {
        if (_json is null)
        {
            return default;
        }
        Span<byte> text = _json.Bytes.Span.Slice(Node.Start, Node.Length);
        SecretRedactor.RedactJson(text, _json.Secrets);
        return text;
    }

    private bool HasName(in SparseJson.Node node, string name)
    {
        if ((node.Traits & SparseJson.NodeTraits.EscapedName) != 0)
        {
            return DecodeName(node) == name;
        }
        if (node.NameLength != name.Length)
        {
            return false;
        }
        ReadOnlySpan<byte> bytes = _json!.Bytes.Span.Slice(node.NameStart, node.NameLength);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != name[i])
            {
                return false;
            }
        }
        return true;
    }

    // The name contains an escape.
    private string? DecodeName(in SparseJson.Node node) =>
        JsonText.Decode(_json!.Bytes.Span.Slice(node.NameStart - 1, node.NameLength + 2), isEscaped: true);
}
