using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Represents a value in a <see cref="SparseJson"/>, which is decoded when it is read. <see cref="JsonReading"/> reads
/// it tolerantly.
/// </summary>
internal readonly struct JsonPart
{
    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SparseJson? _json;
    private readonly int _index;

    public JsonPart(SparseJson json, int index)
    {
        _json = json;
        _index = index;
    }

    /// <summary>Gets the kind of the value; <see cref="JsonValueKind.Undefined"/> if there is no value.</summary>
    public JsonValueKind ValueKind => _json is null ? JsonValueKind.Undefined : Node.Kind;

    /// <summary>Indicates whether the value is an object with fields that were not kept.</summary>
    public bool HasGaps =>
        Parsed is { _json: not null } part && (part.Node.Traits & SparseJson.NodeTraits.Gaps) != 0;

    /// <summary>Gets the number of items in an array.</summary>
    public int ItemCount => Parsed is { _json: not null } part ? part.Node.Items : 0;

    /// <summary>Gets the bytes of the value as received.</summary>
    public ReadOnlySpan<byte> RawBytes =>
        _json is null ? default : _json.Bytes.Span.Slice(Node.Start, Node.Length);

    // The same value, after its content was parsed.
    private JsonPart Parsed
    {
        get
        {
            if (_json is null || (Node.Traits & SparseJson.NodeTraits.Deferred) == 0)
            {
                return this;
            }
            int index = _json.ParseDeferred(_index);
            return index >= 0 ? new JsonPart(_json, index) : default;
        }
    }

    private ref readonly SparseJson.Node Node => ref _json!.Nodes[_index];

    /// <summary>Gets a field of this object. The last one counts if several have the same name.</summary>
    /// <param name="name">Specifies the name, in ASCII.</param>
    /// <param name="field">Receives the field.</param>
    /// <exception cref="NotSupportedException">The name is not among the fields to keep.</exception>
    public bool TryGetField(string name, out JsonPart field)
    {
        JsonPart part = Parsed;
        int found = part._json is null ? 0 : part.FindField(name, part._json);
        field = found > 0 ? new JsonPart(part._json!, found) : default;
        return found > 0;
    }

    private int FindField(string name, SparseJson json)
    {
        int found = 0;
        short number = json.GetNameNumber(name);
        ReadOnlySpan<SparseJson.Node> nodes = json.Nodes;
        bool isUnique = number > 0 && (nodes[_index].Traits & SparseJson.NodeTraits.Repeats) == 0;
        for (int at = _index + 1, end = nodes[_index].End; at < end; at = nodes[at].End)
        {
            bool isMatch = number > 0 ? nodes[at].NameNumber == number : HasName(nodes[at], name);
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
    public IEnumerable<JsonPart> Children() => Parsed.EnumerateChildren();

    private IEnumerable<JsonPart> EnumerateChildren()
    {
        if (_json is null)
        {
            yield break;
        }
        for (int at = _index + 1, end = Node.End; at < end; at = _json.Nodes[at].End)
        {
            yield return new JsonPart(_json, at);
        }
    }

    /// <summary>Returns the name of this field.</summary>
    /// <exception cref="InvalidOperationException">It contains half a surrogate pair or invalid UTF-8.</exception>
    public string GetName()
    {
        if (_json is null)
        {
            return "";
        }
        ReadOnlySpan<byte> quoted = _json.Bytes.Span.Slice(Node.NameStart - 1, Node.NameLength + 2);
        return Unescape(quoted, (Node.Traits & SparseJson.NodeTraits.EscapedName) != 0);
    }

    /// <summary>Gets the name of this field if it is a number.</summary>
    public bool TryGetNumberName(out long number)
    {
        number = 0;
        bool isEscaped = _json is not null && (Node.Traits & SparseJson.NodeTraits.EscapedName) != 0;
        if (_json is null || isEscaped || Node.NameLength > 18)
        {
            return false;
        }
        foreach (byte c in _json.Bytes.Span.Slice(Node.NameStart, Node.NameLength))
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }
            number = 10 * number + (c - '0');
        }
        return Node.NameLength > 0;
    }

    /// <summary>Returns the text of this string.</summary>
    /// <exception cref="InvalidOperationException">It contains half a surrogate pair or invalid UTF-8.</exception>
    public string GetString() => Unescape(Redact(), (Node.Traits & SparseJson.NodeTraits.Escaped) != 0);

    /// <summary>Returns the JSON as received, without secrets.</summary>
    /// <exception cref="InvalidOperationException">It is not valid UTF-8.</exception>
    public string GetRawText() => Decode(Redact());

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
            try
            {
                ReadOnlySpan<byte> quoted = _json!.Bytes.Span.Slice(node.NameStart - 1, node.NameLength + 2);
                return Unescape(quoted, isEscaped: true) == name;
            }
            catch (InvalidOperationException)
            {
                return false; // no field to read has such a name
            }
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

    private static string Unescape(ReadOnlySpan<byte> quoted, bool isEscaped)
    {
        if (!isEscaped)
        {
            return Decode(quoted.Slice(1, quoted.Length - 2));
        }
        Utf8JsonReader reader = new(quoted);
        reader.Read();
        return reader.GetString()!;
    }

    [SuppressMessage("Usage", "CA2201", Justification = "System.Text.Json throws the same exception.")]
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
#if NETFRAMEWORK
            return bytes.IsEmpty ? "" : s_strict.GetString(bytes.ToArray());
#else
            return s_strict.GetString(bytes);
#endif
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException("It is not valid UTF-8.", e);
        }
    }
}
