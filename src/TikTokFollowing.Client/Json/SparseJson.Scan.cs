using System;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// The quick way through a text: from name to name and past whatever is between them, by quotes, brackets and commas. It believes what it passes. What it does not understand it
/// leaves to the other way, which knows whether that is JSON.
/// </summary>
internal sealed partial class SparseJson
{
    // Instead of a place: this is not JSON, or ends too early.
    private const int Nowhere = -1;

    // A list is often read in less time than .NET takes to find out which methods are worth compiling well.
#if NETFRAMEWORK
    private const MethodImplOptions AtOnce = default; // it compiles all of them well
#else
    private const MethodImplOptions AtOnce = MethodImplOptions.AggressiveOptimization;
#endif

    /// <summary>Goes through an object or an array that was passed over.</summary>
    /// <returns>Its node with all that is in it; -1 where there is something else in it than JSON.</returns>
    public int Open(int index)
    {
        (int start, int length, int opened) = (_nodes[index].Start, _nodes[index].Length, _nodes[index].Items);
        if (opened != 0) { return opened; }

        int count = _count;
        bool isWhole = ScanValue(Bytes.Span, start, default, default, depth: 0) == start + length;
        if (!isWhole) { _count = count; }
        return _nodes[index].Items = isWhole ? count : -1;
    }

    private bool TryScan()
    {
        ReadOnlySpan<byte> text = Bytes.Span;
        int end = ScanValue(text, AfterSpace(text, 0), default, default, depth: 0);
        return end != Nowhere && AfterSpace(text, end) == text.Length;
    }

    // From a value's first byte. It and all that follow give the place behind what they went through.
    [MethodImpl(AtOnce)]
    private int ScanValue(ReadOnlySpan<byte> text, int at, (int Start, int Length) name, NodeTraits traits, int depth)
    {
        if (at >= text.Length || depth > MaximumDepth) { return Nowhere; }
        JsonValueKind kind = KindOf(text[at]);
        int index = Add(new Node { Start = at, NameStart = name.Start, NameLength = name.Length, Kind = kind, Traits = traits & ~NodeTraits.Closed });
        int end;
        if (kind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            end = EndOfValue(text, at, out bool isEscaped);
            bool isRight = end != Nowhere && (!isEscaped || IsJson(text.Slice(at, end - at))); // somebody is going to read it
            if (!isRight) { return Nowhere; }
            if (isEscaped) { _nodes[index].Traits |= NodeTraits.Escaped; }
        }
        else if ((traits & NodeTraits.Closed) != 0)
        {
            end = EndOfBrackets(text, at);
            _nodes[index].Traits |= NodeTraits.Closed;
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

    [MethodImpl(AtOnce)]
    private int ScanFields(ReadOnlySpan<byte> text, int at, int index, int depth)
    {
        ulong seen = 0;
        at = AfterSpace(text, at + 1);
        if (Is(text, at, (byte)'}')) { return at + 1; }
        while (true)
        {
            at = AfterSpace(text, at);
            if (!Is(text, at, (byte)'"')) { return Nowhere; }
            int start = at + 1; // without its quotes
            at = EndOfText(text, at, out bool isEscaped);
            if (at == Nowhere) { return Nowhere; }
            int length = at - 1 - start;
            at = AfterSpace(text, at);
            if (!Is(text, at, (byte)':')) { return Nowhere; }
            at = AfterSpace(text, at + 1);

            short number = NumberOf(text.Slice(start, length), isEscaped, out bool isOnDemand);
            if (number == NotKept)
            {
                _nodes[index].Traits |= NodeTraits.Gaps;
                at = EndOfValue(text, at, out _);
            }
            else
            {
                ulong bit = 1UL << (number & 63);
                if ((seen & bit) != 0) { _nodes[index].Traits |= NodeTraits.Repeats; }
                seen |= bit;
                int field = _count;
                at = ScanValue(text, at, (start, length), (isEscaped ? NodeTraits.EscapedName : default) | (isOnDemand ? NodeTraits.Closed : default), depth + 1);
                if (at != Nowhere) { _nodes[field].NameNumber = number; }
            }
            if (at == Nowhere) { return Nowhere; }
            at = AfterSpace(text, at);
            if (Is(text, at, (byte)'}')) { return at + 1; }
            if (!Is(text, at, (byte)',')) { return Nowhere; }
            at++;
        }
    }

    private int ScanItems(ReadOnlySpan<byte> text, int at, int index, int depth)
    {
        at = AfterSpace(text, at + 1);
        if (Is(text, at, (byte)']')) { return at + 1; }
        while (true)
        {
            _nodes[index].Items++;
            at = ScanValue(text, AfterSpace(text, at), default, default, depth + 1);
            if (at == Nowhere) { return Nowhere; }
            at = AfterSpace(text, at);
            if (Is(text, at, (byte)']')) { return at + 1; }
            if (!Is(text, at, (byte)',')) { return Nowhere; }
            at++;
        }
    }

    private short NumberOf(ReadOnlySpan<byte> name, bool isEscaped, out bool isOnDemand)
    {
        if (!isEscaped) { return NumberOf(name, _names!, out isOnDemand); }
        isOnDemand = false;
        try
        {
            byte[] quoted = [(byte)'"', .. name, (byte)'"'];
            Utf8JsonReader reader = new(quoted);
            reader.Read();
            return NumberOf(ref reader);
        }
        catch (JsonException) { return NotKept; } // a name that no name is
    }

    [MethodImpl(AtOnce)]
    private static int EndOfValue(ReadOnlySpan<byte> text, int at, out bool isEscaped)
    {
        isEscaped = false;
        if (at >= text.Length) { return Nowhere; }
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
                while (end < text.Length && text[end] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E') { end++; }
                return end > at ? end : Nowhere;
        }
    }

    // With the bracket that closes the one at this place, whichever kind it is. What is deeper than a whole answer may be is not understood here either.
    [MethodImpl(AtOnce)]
    private static int EndOfBrackets(ReadOnlySpan<byte> text, int at)
    {
        const byte CaseBit = 0x20; // with it, in ASCII, only '[' becomes '{', and only ']' becomes '}'

        int depth = 0;
        while (at < text.Length)
        {
            byte c = text[at];
            if (c == '"')
            {
                at = EndOfText(text, at, out _);
                if (at == Nowhere) { return Nowhere; }
                continue;
            }
            at++;
            if ((c | CaseBit) == '{' && ++depth > MaximumDepth) { return Nowhere; }
            if ((c | CaseBit) == '}' && --depth == 0) { return at; }
        }
        return Nowhere;
    }

    [MethodImpl(AtOnce)]
    private static int EndOfText(ReadOnlySpan<byte> text, int at, out bool isEscaped)
    {
        isEscaped = false;
        at++;
        while (at <= text.Length)
        {
            int length = text.Slice(at).IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0) { return Nowhere; }
            at += length + 1;
            if (text[at - 1] == '"') { return at; }
            isEscaped = true;
            at++; // whatever it is, it ends nothing
        }
        return Nowhere;
    }

    private static int EndOfWord(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> word) => text.Slice(at).StartsWith(word) ? at + word.Length : Nowhere;

    private static bool Is(ReadOnlySpan<byte> text, int at, byte mark) => at < text.Length && text[at] == mark;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // nearly always there is none
    private static int AfterSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') { at++; }
        return at;
    }

    private static JsonValueKind KindOf(byte first) => first switch
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
