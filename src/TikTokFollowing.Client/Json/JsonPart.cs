using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Json;

/// <summary>A value in a <see cref="SparseJson"/>, read when it is asked for. <see cref="JsonReading"/> has the tolerant way to do so.</summary>
internal readonly struct JsonPart
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SparseJson? _json;
    private readonly int _index;

    public JsonPart(SparseJson json, int index)
    {
        _json = json;
        _index = index;
    }

    /// <summary><see cref="JsonValueKind.Undefined"/> where nothing is.</summary>
    public JsonValueKind ValueKind => _json is null ? JsonValueKind.Undefined : Node.Kind;

    /// <summary>Whether it is an object with fields that were not kept.</summary>
    public bool HasGaps => Opened is { _json: not null } part && (part.Node.Traits & SparseJson.NodeTraits.Gaps) != 0;

    /// <summary>How many items an array has.</summary>
    public int ItemCount => Opened is { _json: not null } part ? part.Node.Items : 0;

    /// <summary>The bytes of it as they came.</summary>
    public ReadOnlySpan<byte> RawBytes => _json is null ? default : _json.Bytes.Span.Slice(Node.Start, Node.Length);

    // The same value, with what is in it.
    private JsonPart Opened =>
        _json is null || (Node.Traits & SparseJson.NodeTraits.Closed) == 0 ? this : _json.Open(_index) is int opened and >= 0 ? new JsonPart(_json, opened) : default;

    private ref readonly SparseJson.Node Node => ref _json!.Nodes[_index];

    /// <summary>The field of this object with that name, the last one where there are several, as everywhere in .NET.</summary>
    /// <param name="name">In ASCII.</param>
    /// <param name="field">The field.</param>
    /// <exception cref="NotSupportedException">A field of that name was not to be kept.</exception>
    public bool TryGetField(string name, out JsonPart field)
    {
        JsonPart part = Opened;
        int found = part._json is null ? 0 : part.PlaceOf(name, part._json);
        field = found > 0 ? new JsonPart(part._json!, found) : default;
        return found > 0;
    }

    private int PlaceOf(string name, SparseJson json)
    {
        int found = 0;
        short number = json.NameNumber(name);
        ReadOnlySpan<SparseJson.Node> nodes = json.Nodes;
        bool isFirstTheLast = number > 0 && (nodes[_index].Traits & SparseJson.NodeTraits.Repeats) == 0;
        for (int at = _index + 1, end = nodes[_index].End; at < end; at = nodes[at].End)
        {
            bool isIt = number > 0 ? nodes[at].NameNumber == number : HasName(nodes[at], name);
            if (!isIt) { continue; }
            found = at;
            if (isFirstTheLast) { break; }
        }
        return found;
    }

    /// <summary>What is in this array or object, in the order in which it stands.</summary>
    public IEnumerable<JsonPart> Children() => Opened.ChildrenHere();

    private IEnumerable<JsonPart> ChildrenHere()
    {
        if (_json is null) { yield break; }
        for (int at = _index + 1, end = Node.End; at < end; at = _json.Nodes[at].End) { yield return new JsonPart(_json, at); }
    }

    /// <summary>The name of this field.</summary>
    /// <exception cref="InvalidOperationException">Half a surrogate pair, or invalid UTF-8.</exception>
    public string GetName() => _json is null ? "" : Unescape(_json.Bytes.Span.Slice(Node.NameStart - 1, Node.NameLength + 2), (Node.Traits & SparseJson.NodeTraits.EscapedName) != 0);

    /// <summary>The name of this field, where it is a number.</summary>
    public bool TryGetNumberName(out long number)
    {
        number = 0;
        if (_json is null || (Node.Traits & SparseJson.NodeTraits.EscapedName) != 0 || Node.NameLength > 18) { return false; }
        foreach (byte c in _json.Bytes.Span.Slice(Node.NameStart, Node.NameLength))
        {
            if (c is < (byte)'0' or > (byte)'9') { return false; }
            number = 10 * number + (c - '0');
        }
        return Node.NameLength > 0;
    }

    /// <summary>This text.</summary>
    /// <exception cref="InvalidOperationException">Half a surrogate pair, or invalid UTF-8.</exception>
    public string GetString() => Unescape(Cleaned(), (Node.Traits & SparseJson.NodeTraits.Escaped) != 0);

    /// <summary>The JSON as it came.</summary>
    /// <exception cref="InvalidOperationException">Invalid UTF-8.</exception>
    public string GetRawText() => Decode(Cleaned());

    public bool TryGetInt64(out long value) => Utf8Parser.TryParse(RawBytes, out value, out int consumed) && consumed == RawBytes.Length;

    public bool TryGetDecimal(out decimal value) => Utf8Parser.TryParse(RawBytes, out value, out int consumed) && consumed == RawBytes.Length;

    // Before anybody reads it.
    private ReadOnlySpan<byte> Cleaned()
    {
        if (_json is null) { return default; }
        Span<byte> text = _json.Bytes.Span.Slice(Node.Start, Node.Length);
        SecretRedactor.BlotOut(text, _json.Secrets);
        return text;
    }

    private bool HasName(in SparseJson.Node node, string name)
    {
        if ((node.Traits & SparseJson.NodeTraits.EscapedName) != 0)
        {
            try { return Unescape(_json!.Bytes.Span.Slice(node.NameStart - 1, node.NameLength + 2), isEscaped: true) == name; }
            catch (InvalidOperationException) { return false; } // such a name is nobody's
        }
        if (node.NameLength != name.Length) { return false; }
        ReadOnlySpan<byte> bytes = _json!.Bytes.Span.Slice(node.NameStart, node.NameLength);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != name[i]) { return false; }
        }
        return true;
    }

    private static string Unescape(ReadOnlySpan<byte> quoted, bool isEscaped)
    {
        if (!isEscaped) { return Decode(quoted.Slice(1, quoted.Length - 2)); }
        Utf8JsonReader reader = new(quoted);
        reader.Read();
        return reader.GetString()!;
    }

    [SuppressMessage("Usage", "CA2201", Justification = "The exception that System.Text.Json has for the same.")]
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
        catch (ArgumentException e) { throw new InvalidOperationException("It is not valid UTF-8.", e); }
    }
}
