using System;
using System.Buffers;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Parses one JSON value, and keeps the positions of the fields to read. Texts and numbers are decoded when they are
/// read. If field names are specified, a fast scan follows the structure of the JSON, and <see cref="Utf8JsonReader"/>
/// parses only JSON that the scan does not accept. Without names, <see cref="Utf8JsonReader"/> validates the whole
/// value.
/// </summary>
internal sealed partial class SparseJson : IDisposable
{
    private static readonly JsonReaderOptions s_options =
        new() { MaxDepth = MaximumDepth, CommentHandling = JsonCommentHandling.Skip };

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

    /// <summary>Specifies the maximum depth of nesting. A record has a depth of six.</summary>
    public const int MaximumDepth = 64;

    /// <summary>Gets the value, until <see cref="Dispose"/>.</summary>
    public JsonPart Root => new(this, 0);

    /// <summary>Gets the JSON text.</summary>
    public Memory<byte> Bytes { get; }

    /// <summary>Gets the secrets to redact from every string that is read.</summary>
    public SecretForms Secrets { get; }

    /// <summary>Gets the nodes in the order of the text. The content of a node directly follows the node.</summary>
    public ReadOnlySpan<Node> Nodes => _nodes.AsSpan(0, _count);

    /// <summary>
    /// Parses a text. Returns <see langword="null"/> if the text ends before its JSON is complete.
    /// </summary>
    /// <param name="text">
    /// Specifies the text in UTF-8. Apart from redaction, it must not change while it is in use.
    /// </param>
    /// <param name="names">
    /// Specifies the fields to keep; <see langword="null"/> keeps all. Fields with numeric names are always kept,
    /// because some providers send lists as objects. Invalid JSON in other fields is ignored if their end can be found,
    /// so that a page that was charged is not lost.
    /// </param>
    /// <param name="secrets">
    /// Specifies the secrets to redact from a string when it is read. Most of a page is never read, and not searched.
    /// </param>
    /// <exception cref="JsonException">The text is not JSON, or is nested too deep.</exception>
    public static SparseJson? Parse(Memory<byte> text, FieldNames? names = null, SecretForms? secrets = null)
    {
        SparseJson json = new(text, names, secrets ?? SecretForms.None);
        bool isComplete = false;
        try
        {
            if (names is not null && json.TryScan())
            {
                isComplete = true;
                return json;
            }
            json._count = 0;
            Utf8JsonReader reader = new(text.Span, isFinalBlock: false, new JsonReaderState(s_options));
            isComplete = reader.Read() && json.TryAdd(ref reader, default, default);
            // Text after the value: two responses in one, or no JSON at all.
            if (isComplete && reader.Read())
            {
                throw new JsonException("There is more than one value.");
            }
            return isComplete ? json : null;
        }
        catch (JsonException)
        {
            isComplete = false;
            throw;
        }
        finally
        {
            if (!isComplete)
            {
                json.Dispose();
            }
        }
    }

    /// <summary>
    /// Returns the <see cref="Node.NameNumber"/> of a name; 0 if all fields were kept, so that names have no numbers.
    /// </summary>
    /// <exception cref="NotSupportedException">
    /// The name is not among the fields to keep. Without this exception, the field would always seem to be missing.
    /// </exception>
    public short GetNameNumber(string name)
    {
        if (_names is null)
        {
            return 0;
        }
        short number = _names.GetNumber(name);
        if (number == 0)
        {
            throw new NotSupportedException($"The field '{name}' is read but not among the fields to keep.");
        }
        return number;
    }

    /// <summary>Returns the memory of the nodes. The memory of the text belongs to its owner.</summary>
    public void Dispose()
    {
        Node[] nodes = _nodes;
        _nodes = [];
        _count = 0;
        if (nodes.Length > 0)
        {
            ArrayPool<Node>.Shared.Return(nodes);
        }
    }

    /// <summary>Indicates whether a text is one valid JSON value. Its UTF-8 is not validated.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(text, isFinalBlock: true, new JsonReaderState(s_options));
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The reader is at the first token of the value, and at the last one afterwards. False if the text ends too early.
    private bool TryAdd(ref Utf8JsonReader reader, (int Start, int Length) name, NodeTraits traits)
    {
        int index = Add(new Node
        {
            Start = (int)reader.TokenStartIndex,
            NameStart = name.Start,
            NameLength = name.Length,
            Kind = GetKind(reader.TokenType),
            Traits = traits,
        });
        bool isComplete = _nodes[index].Kind switch
        {
            JsonValueKind.Object => TryAddFields(ref reader, index),
            JsonValueKind.Array => TryAddItems(ref reader, index),
            _ => true,
        };
        ref Node node = ref _nodes[index];
        if (reader.ValueIsEscaped && node.Kind == JsonValueKind.String)
        {
            node.Traits |= NodeTraits.Escaped;
        }
        node.Length = (int)reader.BytesConsumed - node.Start;
        node.End = _count;
        return isComplete;
    }

    private bool TryAddFields(ref Utf8JsonReader reader, int index)
    {
        _nodes[index].Traits |= NodeTraits.Repeats; // possibly: this path does not track names
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            // Without the quotation marks.
            (int, int) name = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            NodeTraits traits = reader.ValueIsEscaped ? NodeTraits.EscapedName : default;
            short number = GetNumber(ref reader);
            if (!reader.Read())
            {
                return false;
            }
            if (number != NotKept)
            {
                int field = _count;
                if (!TryAdd(ref reader, name, traits))
                {
                    return false;
                }
                _nodes[field].NameNumber = number;
            }
            else
            {
                _nodes[index].Traits |= NodeTraits.Gaps;
                if (!TrySkip(ref reader))
                {
                    return false;
                }
            }
        }
        return false;
    }

    // Like Utf8JsonReader.TrySkip, without its copy of the reader.
    private static bool TrySkip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return true;
        }
        int depth = reader.CurrentDepth;
        do
        {
            if (!reader.Read())
            {
                return false;
            }
        }
        while (reader.CurrentDepth > depth);
        return true;
    }

    private bool TryAddItems(ref Utf8JsonReader reader, int index)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return true;
            }
            _nodes[index].Items++;
            if (!TryAdd(ref reader, default, default))
            {
                return false;
            }
        }
        return false;
    }

    // The reader is at the name.
    private short GetNumber(ref Utf8JsonReader reader)
    {
        if (_names is null)
        {
            return 0;
        }
        if (!reader.ValueIsEscaped)
        {
            return GetNumber(reader.ValueSpan, _names, out _);
        }
        try
        {
            return GetNumber(Encoding.UTF8.GetBytes(reader.GetString()!), _names, out _);
        }
        // half a surrogate pair
        catch (InvalidOperationException)
        {
            return NotKept;
        }
    }

    private static short GetNumber(ReadOnlySpan<byte> name, FieldNames names, out bool isOnDemand)
    {
        if (names.GetNumber(name, out isOnDemand) is short number and > 0)
        {
            return number;
        }
        foreach (byte c in name)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return NotKept;
            }
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

    private static JsonValueKind GetKind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        _ => JsonValueKind.Null,
    };

    /// <summary>
    /// Describes the position of a value in bytes. A string includes its quotation marks, a name does not.
    /// </summary>
    internal struct Node
    {
        public int Start;
        public int Length;
        public int NameStart;
        public int NameLength;

        /// <summary>Specifies the node after this one and its content.</summary>
        public int End;

        /// <summary>
        /// Specifies the number of items in an array, or the result of <see cref="ParseDeferred"/> for a deferred
        /// value.
        /// </summary>
        public int Items;

        /// <summary>
        /// Specifies the number of the name among the fields to keep; 0 for a numeric name, or if all fields were kept.
        /// </summary>
        public short NameNumber;

        public JsonValueKind Kind;
        public NodeTraits Traits;
    }

    [Flags]
    internal enum NodeTraits : byte
    {
        None = 0,

        /// <summary>The string contains backslashes.</summary>
        Escaped = 1,

        /// <summary>The name contains backslashes.</summary>
        EscapedName = 2,

        /// <summary>The object has fields that were not kept.</summary>
        Gaps = 4,

        /// <summary>The object may have several fields with the same name.</summary>
        Repeats = 8,

        /// <summary>The object or array is parsed when it is read.</summary>
        Deferred = 16,
    }
}
