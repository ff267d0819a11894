using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TikTokFollowing.Client.Tests.Fuzz;

/// <summary>
/// Damages JSON, in the same way for the same seed: first its structure (types swapped; keys removed, duplicated or
/// renamed; wild values), then its bytes (flipped, cut, inserted). The structure is edited as text, because JSON
/// libraries cannot write half a surrogate pair, a duplicate key or a number of 400 digits.
/// </summary>
internal sealed class Mutator(Random random)
{
    private const int MostEdits = 4;

    private static readonly string[] s_wildValues =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1",
        "20",
        "-0",
        "1.5",
        "1e400",
        "-1e400",
        "1E-400",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551616",
        "1e18",
        "1e3",
        "4102444799",
        "4102444800",
        "946684799",
        "1700000300",
        "253402300800",
        "\"\"",
        "\" \"",
        "\"0\"",
        "\"-1\"",
        "\"null\"",
        "\"1700000300\"",
        "\"9223372036854775807\"",
        "\"٣٤\"",
        "\"true\"",
        "\"x\"",
        "\"\\u0000\"",
        "\"\\u001b[31mred\\u0007\"",
        "\"\\r\\nforged line\"",
        "\"\\u2028\\u2029\\u202e\\u200b\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ude00\\ud83d\"",
        "\"\\\\ud83d\"",
        "\"\\\\\\ud83d x\"",
        "\"\\ud83d\\ude00\"",
        "\"\\uFFFE\"",
        "\"2026-01-15T12:00:00Z\"",
        "\"9999-12-31T23:59:59.9999999-14:00\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"10:30\"",
        "\"https://x.example/a.jpeg\"",
        "\"javascript:alert(1)\"",
        "\"http://\"",
        "\"id=;\"",
        "\"id=1;x\"",
        "\"id=\\ud83d;\\u0000\"",
        "\"lookup;\"",
        "\"../../etc\"",
        "\"%2F%00?&#\"",
        "\"eyJtaW5fY3Vyc29yIjoxNzAwMDAwMzAwfQ==\"",
        "\"e30=\"",
        "\"W10=\"",
        "\"bnVsbA==\"",
        "\"eyJtaW5fY3Vyc29yIjoi/////yJ9\"",
        "\"====\"",
        "{}",
        "[]",
        "[[]]",
        "[null]",
        "[1,\"2\"]",
        "{\"0\":{}}",
        "{\"\":0}",
        "{\"\\ud83d\":1}",
        "{\"message\":\"\\ud83d\",\"code\":\"\\u0000\"}",
        "{\"user\":{\"id\":\"1\"}}",
        "{\"min_cursor\":1}",
        "{\"url_list\":[\"\\ud83d\"]}",
    ];

    private static readonly string[] s_wildKeys =
    [
        "",
        "0",
        "-1",
        "00",
        "1e3",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999999",
        "\\ud83d",
        "\\ude00x",
        "\\u0000",
        "status_code",
        "errorStatus",
        "error",
        "message",
        "data", "followings", "has_more", "min_time", "credits_used", "__proto__", "٣",
    ];

    private static readonly byte[] s_wildBytes =
    [
        0, 0x09, 0x0A, 0x1B, 0x7F, 0x80, 0xC0, 0xC3, 0xE2, 0xED, 0xF4, 0xFE, 0xFF, (byte)'"', (byte)'\\', (byte)'{',
        (byte)'}', (byte)'[', (byte)']', (byte)',', (byte)':', (byte)'0', (byte)'-', (byte)'e',
    ];

    /// <summary>Gets the text that the last mutation inserted into a string; null for none.</summary>
    public string? Planted { get; private set; }

    /// <param name="document">The original document.</param>
    /// <param name="plant">The text to insert, in one of ten documents.</param>
    public byte[] Mutate(Node document, string plant)
    {
        Planted = null;
        Dictionary<Node, Func<string, string>> edits = [];
        int count = random.Next(MostEdits + 1);
        for (int i = 0; i < count; i++) { edits[document.All[random.Next(document.All.Count)]] = Edit(); }
        if (random.Next(10) == 0)
        {
            Planted = plant;
            edits[document.All[random.Next(document.All.Count)]] = text => text.StartsWith('"')
                ? $"{text[..^1]} {plant}\""
                : $"\"{plant}\"";
        }

        StringBuilder text = new();
        Write(document, text, edits);
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        bool leaveBytes = count > 0 && random.Next(4) > 0;
        return leaveBytes ? bytes : Damage(bytes);
    }

    /// <summary>Flips, cuts and inserts bytes.</summary>
    public byte[] Damage(byte[] bytes)
    {
        List<byte> damaged = [.. bytes];
        int count = 1 + random.Next(3);
        for (int i = 0; i < count && damaged.Count > 0; i++)
        {
            int at = random.Next(damaged.Count);
            int length = Math.Min(1 + random.Next(random.Next(2) == 0 ? 4 : 400), damaged.Count - at);
            switch (random.Next(8))
            {
                case 0 or 1: damaged[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: damaged[at] = s_wildBytes[random.Next(s_wildBytes.Length)]; break;
                case 3: damaged.Insert(at, s_wildBytes[random.Next(s_wildBytes.Length)]); break;
                case 4: damaged.RemoveRange(at, length); break;
                case 5: damaged.InsertRange(at, damaged.GetRange(at, length)); break;
                case 6 when random.Next(3) == 0: damaged.RemoveRange(at, damaged.Count - at); break;
                case 7 when random.Next(10) == 0:
                    damaged.InsertRange(at, Enumerable.Repeat((byte)'[', random.Next(3) == 0 ? 6000 : 70));
                    break;
                default: damaged[at] = (byte)random.Next(256); break;
            }
        }
        return [.. damaged];
    }

    private Func<string, string> Edit()
    {
        string value = WildValue();
        switch (random.Next(8))
        {
            case 0 or 1: return _ => value;
            case 2: return static _ => ""; // removed, with its key
            // duplicated; Write repeats the key at the separator
            case 3: return static text => text + '\u0001' + text;
            case 4: return text => text + '\u0001' + value; // duplicated with another value
            case 5:
                string key = s_wildKeys[random.Next(s_wildKeys.Length)];
                return text => '\u0002' + key + '\u0002' + text; // renamed
            case 6:
                int depth = random.Next(4) == 0 ? 5000 : random.Next(80);
                return text => string.Concat(
                    Enumerable.Repeat("[", depth)) + text + string.Concat(Enumerable.Repeat("]", depth));
            default:
                string inside = value.Trim('"');
                return text => text.StartsWith('"') ? $"\"{inside}{text[1..]}" : Numbered(text);
        }
    }

    // Converts an array to an object with numeric keys, as SociaVault writes it, and with keys that are not numeric.
    private string Numbered(string text)
    {
        if (!text.StartsWith('[')) { return $"{{\"{random.Next(3)}\":{text}}}"; }
        string item = text.Length > 2 && text.Length < 20_000 ? text[1..^1] : "1";
        string first = s_wildKeys[random.Next(s_wildKeys.Length)];
        string record = item.StartsWith('{') ? item[..(MatchingEnd(item) + 1)] : "{}";
        return $"{{\"{first}\":{record},\"{random.Next(3)}\":null}}";
    }

    private static int MatchingEnd(string text)
    {
        int depth = 0;
        bool isText = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isText && c == '\\') { i++; }
            else if (c == '"') { isText = !isText; }
            else if (!isText && c is '{' or '[') { depth++; }
            else if (!isText && c is '}' or ']' && --depth == 0) { return i; }
        }
        return text.Length - 1;
    }

    private string WildValue() => random.Next(12) switch
    {
        0 => "\"" + new string(
            (char)random.Next('a', 'z' + 1), random.Next(5) == 0 ? 70_000 : random.Next(3000)) + "\"",
        1 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        2 => new string('9', 1 + random.Next(400)),
        3 => $"\"{WildText()}\"",
        _ => s_wildValues[random.Next(s_wildValues.Length)],
    };

    private string WildText() => string.Concat(Enumerable.Range(0, random.Next(300)).Select(_ => random.Next(4) switch
    {
        0 => $"\\u{random.Next(0x10000):x4}",
        1 => $"\\u{0xD800 + random.Next(0x800):x4}",
        2 => "\\\\",
        _ => ((char)random.Next(0x20, 0x2FF)) switch { '"' or '\\' => "x", char c => c.ToString() },
    }));

    private static void Write(Node node, StringBuilder text, Dictionary<Node, Func<string, string>> edits)
    {
        if (!edits.TryGetValue(node, out Func<string, string>? edit))
        {
            WriteKey(node.Key, text);
            WriteValue(node, text, edits);
            return;
        }

        StringBuilder value = new();
        WriteValue(node, value, edits);
        string edited = edit(value.ToString());
        string? key = node.Key;
        if (edited.Length == 0) { return; }
        if (edited[0] == '\u0002')
        {
            string[] parts = edited.Split('\u0002', 3);
            key = node.Key is null ? null : parts[1];
            edited = parts[2];
        }
        bool isFirst = true;
        foreach (string one in edited.Split('\u0001'))
        {
            if (!isFirst) { text.Append(','); }
            isFirst = false;
            WriteKey(key, text);
            text.Append(one);
        }
    }

    private static void WriteKey(string? key, StringBuilder text)
    {
        if (key is not null) { text.Append('"').Append(key).Append("\":"); }
    }

    private static void WriteValue(Node node, StringBuilder text, Dictionary<Node, Func<string, string>> edits)
    {
        if (node.Raw is not null)
        {
            text.Append(node.Raw);
            return;
        }
        text.Append(node.IsObject ? '{' : '[');
        int start = text.Length;
        foreach (Node child in node.Children)
        {
            int before = text.Length;
            if (before > start) { text.Append(','); }
            int written = text.Length;
            Write(child, text, edits);
            if (text.Length == written) { text.Length = before; } // it was removed
        }
        text.Append(node.IsObject ? '}' : ']');
    }

    /// <summary>Represents JSON that can be damaged: keys and plain values are the text of the file.</summary>
    internal sealed class Node
    {
        private readonly List<Node> _children = [];

        public string? Key { get; private init; }

        public string? Raw { get; private init; }

        public bool IsObject { get; private init; }

        public IReadOnlyList<Node> Children => _children;

        /// <summary>Gets this node and all nodes below it.</summary>
        public IReadOnlyList<Node> All { get; private set; } = [];

        public static Node Read(string json)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Node root = Read(null, document.RootElement);
            List<Node> all = [];
            Collect(root, all);
            root.All = all;
            return root;
        }

        private static Node Read(string? key, JsonElement element)
        {
            bool isObject = element.ValueKind is JsonValueKind.Object;
            if (!isObject && element.ValueKind is not JsonValueKind.Array)
            {
                return new Node { Key = key, Raw = element.GetRawText() };
            }
            Node node = new() { Key = key, IsObject = isObject };
            if (isObject)
            {
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    node._children.Add(Read(JsonEncodedText.Encode(property.Name).ToString(), property.Value));
                }
            }
            else
            {
                foreach (JsonElement item in element.EnumerateArray()) { node._children.Add(Read(null, item)); }
            }
            return node;
        }

        private static void Collect(Node node, List<Node> all)
        {
            all.Add(node);
            foreach (Node child in node.Children) { Collect(child, all); }
        }
    }
}
