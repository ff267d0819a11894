using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Parses one JSON value in a single pass, and keeps the positions of the fields to read. Texts and numbers are decoded
/// when they are read.
/// </summary>
internal sealed class SparseJson : IDisposable
{
    /// <summary>Specifies the maximum depth of nesting. A record has a depth of six.</summary>
    public const int MaximumDepth = 64;

    /// <summary>Specifies the maximum number of values to keep. A page of a hundred full records has 13,000.</summary>
    public const int MaximumCount = 1_000_000;

    private const short NotKept = -1;

    // Most lists are read before tiered compilation optimizes these methods.
#if NETFRAMEWORK
    public const MethodImplOptions Optimize = default; // .NET Framework always optimizes
#else
    public const MethodImplOptions Optimize = MethodImplOptions.AggressiveOptimization;
#endif

    private static readonly JsonReaderOptions s_options =
        new() { MaxDepth = MaximumDepth, CommentHandling = JsonCommentHandling.Skip };

    private readonly FieldNames? _names;
    private Node[] _nodes;
    private int _count;

    private SparseJson(Memory<byte> bytes, FieldNames? names, SecretForms secrets)
    {
        Bytes = bytes;
        Secrets = secrets;
        _names = names;
        _nodes = PooledArray.Rent<Node>(Math.Max(8, Math.Min(1024, bytes.Length / 64)));
    }

    /// <summary>Gets the value, until <see cref="Dispose"/>.</summary>
    public JsonPart Root => new(this, 0);

    /// <summary>Gets the JSON text.</summary>
    public Memory<byte> Bytes { get; }

    /// <summary>Gets the secrets to redact from every string that is read.</summary>
    public SecretForms Secrets { get; }

    /// <summary>Gets a node, in the order of the text. The content of a node directly follows the node.</summary>
    public ref readonly Node this[int index] => ref _nodes[index];

    /// <summary>
    /// Parses a text. Returns <see langword="null"/> if the text ends before its JSON is complete.
    /// </summary>
    /// <param name="text">
    /// Specifies the text in UTF-8. Apart from redaction, it must not change while it is in use.
    /// </param>
    /// <param name="names">
    /// Specifies the fields to keep; <see langword="null"/> keeps all. Fields with numeric names are always kept,
    /// because some providers send lists as objects.
    /// </param>
    /// <param name="secrets">
    /// Specifies the secrets to redact from a string when it is read. Most of a page is never read, and not searched.
    /// </param>
    /// <exception cref="JsonException">The text is not JSON, or is nested too deeply.</exception>
    /// <exception cref="JsonLimitException">More than <see cref="MaximumCount"/> values are to be kept.</exception>
    public static SparseJson? Parse(Memory<byte> text, FieldNames? names = null, SecretForms? secrets = null)
    {
        SparseJson json = new(text, names, secrets ?? SecretForms.None);
        bool isComplete = false;
        try
        {
            Utf8JsonReader reader = new(text.Span, isFinalBlock: false, new JsonReaderState(s_options));
            // The last call throws if another value follows.
            isComplete = reader.Read() && json.TryAdd(ref reader, default, default) && !reader.Read();
            return isComplete ? json : null;
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
        if (_nodes.Length > 0)
        {
            PooledArray.Return(_nodes);
        }
        _nodes = [];
        _count = 0;
    }

    // The reader is at the first token of the value, and at the last one afterwards. False if the text ends too early.
    [MethodImpl(Optimize)]
    private bool TryAdd(ref Utf8JsonReader reader, (int Start, int Length, short Number) name, NodeTraits traits)
    {
        int index = Add(new Node
        {
            Start = (int)reader.TokenStartIndex,
            NameStart = name.Start,
            NameLength = name.Length,
            NameNumber = name.Number,
            Kind = GetKind(reader.TokenType),
            Traits = traits,
        });
        bool isComplete = true;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                isComplete = TryAddFields(ref reader, index);
                break;
            case JsonTokenType.StartArray:
                isComplete = TryAddItems(ref reader);
                break;
            case JsonTokenType.String when reader.ValueIsEscaped:
                _nodes[index].Traits |= NodeTraits.Escaped;
                break;
        }
        ref Node node = ref _nodes[index];
        node.Length = (int)reader.BytesConsumed - node.Start;
        node.End = _count;
        return isComplete;
    }

    [MethodImpl(Optimize)]
    private bool TryAddFields(ref Utf8JsonReader reader, int index)
    {
        ulong seen = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            short number = GetNumber(ref reader);
            // Without the quotation marks.
            (int, int, short) name = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, number);
            NodeTraits traits = reader.ValueIsEscaped ? NodeTraits.EscapedName : default;
            if (!reader.Read())
            {
                return false;
            }
            if (number == NotKept)
            {
                _nodes[index].Traits |= NodeTraits.Gaps;
                if (!TrySkip(ref reader))
                {
                    return false;
                }
                continue;
            }
            ulong bit = 1UL << (number & 63);
            if ((seen & bit) != 0)
            {
                _nodes[index].Traits |= NodeTraits.Repeats;
            }
            seen |= bit;
            if (!TryAdd(ref reader, name, traits))
            {
                return false;
            }
        }
        return false;
    }

    private bool TryAddItems(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return true;
            }
            if (!TryAdd(ref reader, default, default))
            {
                return false;
            }
        }
        return false;
    }

    // Like Utf8JsonReader.TrySkip, without its copy of the reader.
    [MethodImpl(Optimize)]
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

    // The reader is at the name.
    private short GetNumber(ref Utf8JsonReader reader)
    {
        if (_names is null)
        {
            return 0;
        }
        ReadOnlySpan<byte> name = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            ReadOnlySpan<byte> quoted = Bytes.Span.Slice((int)reader.TokenStartIndex, name.Length + 2);
            name = Encoding.UTF8.GetBytes(JsonText.Decode(quoted, isEscaped: true) ?? "");
        }
        if (_names.GetNumber(name) is short number and > 0)
        {
            return number;
        }
        return IsNumeric(name) ? (short)0 : NotKept;
    }

    [MethodImpl(Optimize)]
    public static bool IsNumeric(ReadOnlySpan<byte> name)
    {
        foreach (byte c in name)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }
        }
        return name.Length > 0;
    }

    private int Add(in Node node)
    {
        // A value has at least two bytes in the text, and 24 here.
        if (_count == MaximumCount)
        {
            throw new JsonLimitException(FormattableString.Invariant($"it has over {MaximumCount:N0} values."));
        }
        if (_count == _nodes.Length)
        {
            Node[] larger = PooledArray.Rent<Node>(2 * _count);
            Array.Copy(_nodes, larger, _count);
            PooledArray.Return(_nodes);
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

        /// <summary>Specifies that the string contains backslashes.</summary>
        Escaped = 1,

        /// <summary>Specifies that the name contains backslashes.</summary>
        EscapedName = 2,

        /// <summary>Specifies that the object has fields that were not kept.</summary>
        Gaps = 4,

        /// <summary>Specifies that the object may have several fields with the same name.</summary>
        Repeats = 8,
    }
}
