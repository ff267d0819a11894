using System;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Scans JSON from name to name by quotation marks, brackets and commas, without validation of the values between them.
/// It rejects all other text, which <see cref="Utf8JsonReader"/> then parses.
/// </summary>
internal sealed partial class SparseJson
{
    // Returned instead of a position: the text is not JSON, or ends too early.
    private const int Invalid = -1;

    // Most lists are read before tiered compilation optimizes these methods.
#if NETFRAMEWORK
    private const MethodImplOptions Optimize = default; // .NET Framework always optimizes
#else
    private const MethodImplOptions Optimize = MethodImplOptions.AggressiveOptimization;
#endif

    /// <summary>Parses an object or an array that was deferred.</summary>
    /// <returns>The index of the node with its content; -1 if the content is not JSON.</returns>
    public int ParseDeferred(int index)
    {
        (int start, int length, int parsed) = (_nodes[index].Start, _nodes[index].Length, _nodes[index].Items);
        if (parsed != 0)
        {
            return parsed;
        }

        int count = _count;
        bool isComplete = ScanValue(Bytes.Span, start, default, default, depth: 0) == start + length;
        if (!isComplete)
        {
            _count = count;
        }
        return _nodes[index].Items = isComplete ? count : -1;
    }

    private bool TryScan()
    {
        ReadOnlySpan<byte> text = Bytes.Span;
        int end = ScanValue(text, AfterSpace(text, 0), default, default, depth: 0);
        return end != Invalid && AfterSpace(text, end) == text.Length;
    }

    // Starts at the first byte of a value. This method and the following ones return the position after the text they
    // read.
    [MethodImpl(Optimize)]
    private int ScanValue(ReadOnlySpan<byte> text, int at, (int Start, int Length) name, NodeTraits traits, int depth)
    {
        if (at >= text.Length || depth > MaximumDepth)
        {
            return Invalid;
        }
        JsonValueKind kind = GetKind(text[at]);
        int index = Add(new Node
        {
            Start = at,
            NameStart = name.Start,
            NameLength = name.Length,
            Kind = kind,
            Traits = traits & ~NodeTraits.Deferred,
        });
        int end;
        if (kind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            end = EndOfValue(text, at, out bool isEscaped);
            // This value is going to be read, so its escapes must be valid.
            bool isValid = end != Invalid && (!isEscaped || IsJson(text.Slice(at, end - at)));
            if (!isValid)
            {
                return Invalid;
            }
            if (isEscaped)
            {
                _nodes[index].Traits |= NodeTraits.Escaped;
            }
        }
        else if ((traits & NodeTraits.Deferred) != 0)
        {
            end = EndOfBrackets(text, at);
            _nodes[index].Traits |= NodeTraits.Deferred;
        }
        else
        {
            end = kind == JsonValueKind.Object ? ScanFields(text, at, index, depth) : ScanItems(text, at, index, depth);
        }
        ref Node node = ref _nodes[index];
        node.Length = end - at;
        node.End = _count;
        return end;
    }

    [MethodImpl(Optimize)]
    private int ScanFields(ReadOnlySpan<byte> text, int at, int index, int depth)
    {
        ulong seen = 0;
        at = AfterSpace(text, at + 1);
        if (Is(text, at, (byte)'}'))
        {
            return at + 1;
        }
        while (true)
        {
            at = AfterSpace(text, at);
            if (!Is(text, at, (byte)'"'))
            {
                return Invalid;
            }
            int start = at + 1; // without the quotation mark
            at = EndOfText(text, at, out bool isEscaped);
            if (at == Invalid)
            {
                return Invalid;
            }
            int length = at - 1 - start;
            at = AfterSpace(text, at);
            if (!Is(text, at, (byte)':'))
            {
                return Invalid;
            }
            at = AfterSpace(text, at + 1);

            short number = GetNumber(text.Slice(start, length), isEscaped, out bool isOnDemand);
            if (number == NotKept)
            {
                _nodes[index].Traits |= NodeTraits.Gaps;
                at = EndOfValue(text, at, out _);
            }
            else
            {
                ulong bit = 1UL << (number & 63);
                if ((seen & bit) != 0)
                {
                    _nodes[index].Traits |= NodeTraits.Repeats;
                }
                seen |= bit;
                int field = _count;
                NodeTraits traits =
                    (isEscaped ? NodeTraits.EscapedName : default) | (isOnDemand ? NodeTraits.Deferred : default);
                at = ScanValue(text, at, (start, length), traits, depth + 1);
                if (at != Invalid)
                {
                    _nodes[field].NameNumber = number;
                }
            }
            if (at == Invalid)
            {
                return Invalid;
            }
            at = AfterSpace(text, at);
            if (Is(text, at, (byte)'}'))
            {
                return at + 1;
            }
            if (!Is(text, at, (byte)','))
            {
                return Invalid;
            }
            at++;
        }
    }

    private int ScanItems(ReadOnlySpan<byte> text, int at, int index, int depth)
    {
        at = AfterSpace(text, at + 1);
        if (Is(text, at, (byte)']'))
        {
            return at + 1;
        }
        while (true)
        {
            _nodes[index].Items++;
            at = ScanValue(text, AfterSpace(text, at), default, default, depth + 1);
            if (at == Invalid)
            {
                return Invalid;
            }
            at = AfterSpace(text, at);
            if (Is(text, at, (byte)']'))
            {
                return at + 1;
            }
            if (!Is(text, at, (byte)','))
            {
                return Invalid;
            }
            at++;
        }
    }

    private short GetNumber(ReadOnlySpan<byte> name, bool isEscaped, out bool isOnDemand)
    {
        if (!isEscaped)
        {
            return GetNumber(name, _names!, out isOnDemand);
        }
        isOnDemand = false;
        try
        {
            byte[] quoted = [(byte)'"', .. name, (byte)'"'];
            Utf8JsonReader reader = new(quoted);
            reader.Read();
            return GetNumber(ref reader);
        }
        catch (JsonException)
        {
            return NotKept; // an invalid name
        }
    }

    [MethodImpl(Optimize)]
    private static int EndOfValue(ReadOnlySpan<byte> text, int at, out bool isEscaped)
    {
        isEscaped = false;
        if (at >= text.Length)
        {
            return Invalid;
        }
        switch (text[at])
        {
            case (byte)'"':
                return EndOfText(text, at, out isEscaped);
            case (byte)'{' or (byte)'[':
                return EndOfBrackets(text, at);
            case (byte)'t':
                return EndOfWord(text, at, "true"u8);
            case (byte)'f':
                return EndOfWord(text, at, "false"u8);
            case (byte)'n':
                return EndOfWord(text, at, "null"u8);
            default:
                int end = at;
                while (end < text.Length && IsNumberCharacter(text[end]))
                {
                    end++;
                }
                return end > at ? end : Invalid;
        }
    }

    private static bool IsNumberCharacter(byte c) =>
        c is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E';

    // Finds the bracket that closes the one at this position, without a check of its kind. The maximum depth applies
    // here too.
    [MethodImpl(Optimize)]
    private static int EndOfBrackets(ReadOnlySpan<byte> text, int at)
    {
        const byte CaseBit = 0x20; // in ASCII, it maps only '[' to '{', and only ']' to '}'

        int depth = 0;
        while (at < text.Length)
        {
            byte c = text[at];
            if (c == '"')
            {
                at = EndOfText(text, at, out _);
                if (at == Invalid)
                {
                    return Invalid;
                }
                continue;
            }
            at++;
            if ((c | CaseBit) == '{' && ++depth > MaximumDepth)
            {
                return Invalid;
            }
            if ((c | CaseBit) == '}' && --depth == 0)
            {
                return at;
            }
        }
        return Invalid;
    }

    [MethodImpl(Optimize)]
    private static int EndOfText(ReadOnlySpan<byte> text, int at, out bool isEscaped)
    {
        isEscaped = false;
        at++;
        while (at <= text.Length)
        {
            int length = text.Slice(at).IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0)
            {
                return Invalid;
            }
            at += length + 1;
            if (text[at - 1] == '"')
            {
                return at;
            }
            isEscaped = true;
            at++; // the escaped character does not end the string
        }
        return Invalid;
    }

    private static int EndOfWord(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> word) =>
        text.Slice(at).StartsWith(word) ? at + word.Length : Invalid;

    private static bool Is(ReadOnlySpan<byte> text, int at, byte mark) => at < text.Length && text[at] == mark;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // most values have no space before them
    private static int AfterSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }
        return at;
    }

    private static JsonValueKind GetKind(byte first) => first switch
    {
        (byte)'{' => JsonValueKind.Object,
        (byte)'[' => JsonValueKind.Array,
        (byte)'"' => JsonValueKind.String,
        (byte)'t' => JsonValueKind.True,
        (byte)'f' => JsonValueKind.False,
        (byte)'n' => JsonValueKind.Null,
        _ => JsonValueKind.Number,
    };
}
