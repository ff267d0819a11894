using System;
using System.Buffers;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// One JSON value, as far as somebody reads it. Only the fields that are asked for leave something behind: where they stand. Texts and numbers are made of them when they are
/// read. Where the fields are named, the bytes are gone through by their structure alone (the other half of this class), and by <see cref="Utf8JsonReader"/> only where that comes
/// upon something that it does not understand; without names all of them are checked.
/// </summary>
internal sealed partial class SparseJson : IDisposable
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaximumDepth, CommentHandling = JsonCommentHandling.Skip };

    private const short NotKept = -1;

    private readonly FieldNames? _names;
    private Node[] _nodes;
    private int _count;

    private SparseJson(Memory<byte> bytes, FieldNames? names, SecretForms secrets)
    {
        Bytes = bytes;
        Secrets = secrets;
        _names = names;
        _nodes = ArrayPool<Node>.Shared.Rent(Math.Max(8, Math.Min(1024, bytes.Length / 64)));
    }

    /// <summary>Levels of nesting; a record has six.</summary>
    public const int MaximumDepth = 64;

    /// <summary>The value itself. Lives until <see cref="Dispose"/>.</summary>
    public JsonPart Root => new(this, 0);

    /// <summary>What it was made from.</summary>
    public Memory<byte> Bytes { get; }

    /// <summary>Secrets to redact from every text that is read.</summary>
    public SecretForms Secrets { get; }

    /// <summary>What was kept, in the order in which it stands: a field's or an item's own parts come right after it.</summary>
    public ReadOnlySpan<Node> Nodes => _nodes.AsSpan(0, _count);

    /// <summary>Goes through a text; null if it ends before the JSON in it does.</summary>
    /// <param name="text">UTF-8. It must stay as it is while the result is read, but for the secrets in it.</param>
    /// <param name="names">
    /// The fields to keep; null keeps all. Fields whose names are numbers are kept always: some services write lists that way. What is not kept need not be right in itself, as
    /// long as it can be told where it ends: a page that was paid for is not thrown away for what nobody reads.
    /// </param>
    /// <param name="secrets">What is blotted out of a text when that is read; what nobody reads need not be searched, and that is most of a page.</param>
    /// <exception cref="JsonException">It is not JSON, or nested too deep.</exception>
    public static SparseJson? Parse(Memory<byte> text, FieldNames? names = null, SecretForms? secrets = null)
    {
        SparseJson json = new(text, names, secrets ?? SecretForms.None);
        bool isWhole = false;
        try
        {
            if (names is not null && json.TryScan())
            {
                isWhole = true;
                return json;
            }
            json._count = 0;
            Utf8JsonReader reader = new(text.Span, isFinalBlock: false, new JsonReaderState(s_options));
            isWhole = reader.Read() && json.TryAdd(ref reader, default, default);
            // Something after the value: two answers in one, or no JSON at all.
            if (isWhole && reader.Read()) { throw new JsonException("There is more than one value."); }
            return isWhole ? json : null;
        }
        catch (JsonException)
        {
            isWhole = false;
            throw;
        }
        finally
        {
            if (!isWhole) { json.Dispose(); }
        }
    }

    /// <summary>What <see cref="Node.NameNumber"/> is for that name; 0 where names have no numbers, because all were kept.</summary>
    /// <exception cref="NotSupportedException">The field was not to be kept: whoever reads it would find nothing, ever, and not know why.</exception>
    public short NameNumber(string name)
    {
        if (_names is null) { return 0; }
        short number = _names.NumberOf(name);
        return number > 0 ? number : throw new NotSupportedException($"The field '{name}' is read but not named among the fields to keep.");
    }

    /// <summary>Gives the memory of what was kept back; that of the text is its owner's.</summary>
    public void Dispose()
    {
        Node[] nodes = _nodes;
        _nodes = [];
        _count = 0;
        if (nodes.Length > 0) { ArrayPool<Node>.Shared.Return(nodes); }
    }

    /// <summary>Whether it is one value, right in every byte but for its UTF-8.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(text, isFinalBlock: true, new JsonReaderState(s_options));
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException) { return false; }
    }

    // The reader stands on the value's first token, and on its last one afterwards. False if the text ends before.
    private bool TryAdd(ref Utf8JsonReader reader, (int Start, int Length) name, NodeTraits traits)
    {
        int index = Add(new Node { Start = (int)reader.TokenStartIndex, NameStart = name.Start, NameLength = name.Length, Kind = KindOf(reader.TokenType), Traits = traits });
        bool isWhole = _nodes[index].Kind switch
        {
            JsonValueKind.Object => TryAddFields(ref reader, index),
            JsonValueKind.Array => TryAddItems(ref reader, index),
            _ => true,
        };
        ref Node node = ref _nodes[index];
        if (reader.ValueIsEscaped && node.Kind == JsonValueKind.String) { node.Traits |= NodeTraits.Escaped; }
        node.Length = (int)reader.BytesConsumed - node.Start;
        node.End = _count;
        return isWhole;
    }

    private bool TryAddFields(ref Utf8JsonReader reader, int index)
    {
        _nodes[index].Traits |= NodeTraits.Repeats; // it may: nobody counts them here
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject) { return true; }

            // Without its quotes.
            (int, int) name = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            NodeTraits traits = reader.ValueIsEscaped ? NodeTraits.EscapedName : default;
            short number = NumberOf(ref reader);
            if (!reader.Read()) { return false; }
            if (number != NotKept)
            {
                int field = _count;
                if (!TryAdd(ref reader, name, traits)) { return false; }
                _nodes[field].NameNumber = number;
            }
            else
            {
                _nodes[index].Traits |= NodeTraits.Gaps;
                if (!TryPassOver(ref reader)) { return false; }
            }
        }
        return false;
    }

    // Utf8JsonReader.TrySkip, without the copy of the reader that it makes each time to be able to go back.
    private static bool TryPassOver(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) { return true; }
        int depth = reader.CurrentDepth;
        do
        {
            if (!reader.Read()) { return false; }
        }
        while (reader.CurrentDepth > depth);
        return true;
    }

    private bool TryAddItems(ref Utf8JsonReader reader, int index)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray) { return true; }
            _nodes[index].Items++;
            if (!TryAdd(ref reader, default, default)) { return false; }
        }
        return false;
    }

    // Of the name on which the reader stands.
    private short NumberOf(ref Utf8JsonReader reader)
    {
        if (_names is null) { return 0; }
        if (!reader.ValueIsEscaped) { return NumberOf(reader.ValueSpan, _names, out _); }
        try { return NumberOf(Encoding.UTF8.GetBytes(reader.GetString()!), _names, out _); }
        catch (InvalidOperationException) { return NotKept; } // half a surrogate pair
    }

    private static short NumberOf(ReadOnlySpan<byte> name, FieldNames names, out bool isOnDemand)
    {
        if (names.NumberOf(name, out isOnDemand) is short number and > 0) { return number; }
        foreach (byte c in name)
        {
            if (c is < (byte)'0' or > (byte)'9') { return NotKept; }
        }
        return name.Length > 0 ? (short)0 : NotKept;
    }

    private int Add(Node node)
    {
        if (_count == _nodes.Length)
        {
            Node[] larger = ArrayPool<Node>.Shared.Rent(2 * _count);
            Array.Copy(_nodes, larger, _count);
            ArrayPool<Node>.Shared.Return(_nodes);
            _nodes = larger;
        }
        _nodes[_count] = node;
        return _count++;
    }

    private static JsonValueKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        _ => JsonValueKind.Null,
    };

    /// <summary>Where something stands that was kept. Places are bytes of the text, a text's with its quotes, a name's without.</summary>
    internal struct Node
    {
        public int Start;
        public int Length;
        public int NameStart;
        public int NameLength;

        /// <summary>The node after this one and all that is in it.</summary>
        public int End;

        /// <summary>How many an array has; of what was passed over, what <see cref="Open"/> gave, and 0 before.</summary>
        public int Items;

        /// <summary>Among the names of the fields to keep; 0 for one that is a number, and where all fields were kept.</summary>
        public short NameNumber;

        public JsonValueKind Kind;
        public NodeTraits Traits;
    }

    [Flags]
    internal enum NodeTraits : byte
    {
        None = 0,

        /// <summary>A text with backslashes in it.</summary>
        Escaped = 1,

        /// <summary>Its name has backslashes in it.</summary>
        EscapedName = 2,

        /// <summary>An object that has fields which were not kept.</summary>
        Gaps = 4,

        /// <summary>An object that may have two fields of one name.</summary>
        Repeats = 8,

        /// <summary>An object or an array that was passed over, and is gone through when somebody reads it.</summary>
        Closed = 16,
    }
}
