using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Tests.Security;

/// <summary>
/// Writes keys in the escapings of JSON libraries, and finds them. It shares no code with the class that it tests.
/// </summary>
internal static partial class KeyEchoes
{
    /// <summary>Gets the JSON string writers of common libraries, by name.</summary>
    public static IReadOnlyDictionary<string, Func<string, Random, string>> Writers { get; } =
        new Dictionary<string, Func<string, Random, string>>
    {
        ["minimal"] = static (text, _) => Json(text, static _ => false, upper: false),
        ["Go"] = static (text, _) => Json(text, static c => c is '<' or '>' or '&', upper: false),
        ["Rails"] = static (text, _) => Json(text, static c => c is '<' or '>' or '&', upper: true),
        ["Gson"] = static (text, _) => Json(text, static c => c is '<' or '>' or '&' or '=' or '\'', upper: false),
        [".NET"] = static (text, _) =>
            Json(text, static c => c is '<' or '>' or '&' or '+' or '\'' or '"' or '`', upper: true),
        ["PHP"] = static (text, _) => Json(
            text, static _ => false, upper: false).Replace("/", "\\/", StringComparison.Ordinal),
        ["PHP, hexadecimal"] = static (text, _) => Json(
            text,
            static c => c is '<' or '>' or '&' or '\'' or '"',
            upper: true).Replace("/", "\\/", StringComparison.Ordinal),
        ["all"] = static (text, _) => Json(text, static _ => true, upper: false),
        ["all, upper case"] = static (text, _) => Json(text, static _ => true, upper: true),
        ["one"] = static (text, random) =>
        {
            int one = random.Next(text.Length);
            int at = 0;
            return Json(text, _ => at++ == one, upper: false);
        },
        ["some"] = static (text, random) => Json(text, _ => random.Next(2) == 0, upper: random.Next(2) == 0),
    };

    /// <summary>Gets the encodings that can be applied to a text before it becomes a JSON string, by name.</summary>
    public static IReadOnlyDictionary<string, Func<string, Random, string>> Layers { get; } =
        new Dictionary<string, Func<string, Random, string>>
    {
        ["plain"] = static (text, _) => text,
        ["Bearer"] = static (text, _) => "Bearer " + text,
        ["percent"] = static (text, _) => Uri.EscapeDataString(text),
        ["percent, lower case"] = static (text, _) => PercentDigits().Replace(
            Uri.EscapeDataString(text), static match => match.Value.ToLowerInvariant()),
        ["percent, some"] = static (text, random) => string.Concat(
            text.Select(c => c is '%' || random.Next(3) == 0 ? $"%{(int)c:x2}" : c.ToString())),
        ["HTML"] = static (text, _) => WebUtility.HtmlEncode(text),
        ["HTML, decimal"] = static (text, _) => string.Concat(
            text.Select(static c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"&#{(int)c};")),
        ["HTML, hexadecimal"] = static (text, _) => string.Concat(
            text.Select(static c => c is '_' or '-' ? c.ToString() : $"&#x{(int)c:X};")),
        ["JSON in JSON"] = static (text, random) =>
            $"{{\"sent\":\"{Writers.Values.ElementAt(random.Next(Writers.Count))(text, random)}\"}}",
        ["base64"] = static (text, _) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text)),
        ["base64 of more"] = static (text, random) => Convert.ToBase64String(
            Encoding.ASCII.GetBytes(new string('u', random.Next(5)) + ":" + text + ":p")),
        ["base64 for addresses"] = static (text, _) => Convert.ToBase64String(
            Encoding.ASCII.GetBytes("Bearer " + text)).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        ["hexadecimal"] = static (text, _) => Convert.ToHexString(Encoding.ASCII.GetBytes(text)),
        ["hexadecimal, lower case"] =
            static (text, _) => Convert.ToHexString(Encoding.ASCII.GetBytes(text)).ToLowerInvariant(),
    };

    /// <summary>Indicates whether a text shows the key, or eight characters of it, in any form and escaping.</summary>
    public static bool Shows(string text, string key)
    {
        string[] forms =
        [
            key,
            Convert.ToHexString(Encoding.ASCII.GetBytes(key)),
            .. Enumerable.Range(0, 3).Select(before => InnerBase64(before, key)),
            .. Enumerable.Range(0, 3).Select(before => InnerBase64(before, key).Replace('+', '-').Replace('/', '_')),
        ];
        HashSet<string> readings = [text];
        for (int depth = 0; depth < 5; depth++)
        {
            foreach (string reading in readings.ToList())
            {
                readings.Add(Escapes().Replace(reading, static match => Unescaped(match.Value)));
                readings.Add(
                    PercentDigits().Replace(
                        reading, static match => ((char)Convert.ToInt32(match.Value[1..], 16)).ToString()));
                readings.Add(WebUtility.HtmlDecode(reading));
            }
        }
        return readings.Any(reading => forms.Any(form => reading.Contains(form, StringComparison.OrdinalIgnoreCase)));
    }

    private static string InnerBase64(int before, string key)
    {
        string whole = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', before) + key));
        int skip = before == 0 ? 0 : before + 1;
        return whole[skip..((before + key.Length) / 3 * 4)];
    }

    private static string Unescaped(string escape) => escape[1] switch
    {
        'u' when escape.Length == 6 => ((char)Convert.ToInt32(escape[2..], 16)).ToString(),
        'n' or 'r' or 't' or 'b' or 'f' => " ",
        _ => escape[1..],
    };

    private static string Json(string text, Func<char, bool> isEscaped, bool upper)
    {
        StringBuilder json = new();
        foreach (char c in text)
        {
            if (isEscaped(c))
            {
                json.Append("\\u").Append(
                    ((int)c).ToString(upper ? "X4" : "x4", System.Globalization.CultureInfo.InvariantCulture));
            }
            else if (c is '"' or '\\') { json.Append('\\').Append(c); }
            else { json.Append(c); }
        }
        return json.ToString();
    }

    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}|\\.")]
    private static partial Regex Escapes();

    [GeneratedRegex("%[0-9a-fA-F]{2}")]
    private static partial Regex PercentDigits();
}
