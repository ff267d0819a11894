using System.Globalization;
using System.Text;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Conversion;

/// <summary>Reads the rows of a CSV as Export-Csv and spreadsheets write it, with any common delimiter.</summary>
internal static class CsvRecords
{
    // The list separators of all cultures, and a tab. Persian has its own semicolon.
    private static readonly char[] s_delimiters = [',', ';', '\t', '\u061B', '|'];

    /// <summary>Returns each row as a dictionary of its columns. Names of columns are not case-sensitive.</summary>
    /// <exception cref="InvalidDataException">The file is not a CSV with a header, or a row is incomplete.</exception>
    public static IEnumerable<Dictionary<string, string>> Read(TextReader text)
    {
        string? first = ReadHeader(text);
        if (first is null)
        {
            yield break;
        }
        char delimiter = DelimiterOf(first);
        IEnumerable<string> header = Fields(first, text, delimiter)
            ?? throw new InvalidDataException("its header ends inside quotes.");
        List<string> names = [.. header.Select(name => name.Trim())];
        HashSet<string> columns = new(StringComparer.OrdinalIgnoreCase);
        if (names.Find(name => !columns.Add(name)) is string twice)
        {
            throw new InvalidDataException($"it has two columns '{TextSanitizer.Sanitize(twice)}'.");
        }
        int row = 0;
        while (text.ReadLine() is string line)
        {
            if (line.Length == 0)
            {
                continue;
            }
            row++;
            if (Fields(line, text, delimiter) is not List<string> fields || fields.Count != names.Count)
            {
                throw new InvalidDataException(
                    $"row {row.ToString(CultureInfo.InvariantCulture)} does not have all columns. "
                    + "The file may be cut off.");
            }
            Dictionary<string, string> record = new(names.Count, StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < names.Count; i++)
            {
                record[names[i]] = fields[i];
            }
            yield return record;
        }
    }

    // Windows PowerShell writes the type of the objects first, and spreadsheets write the delimiter.
    private static string? ReadHeader(TextReader text)
    {
        string? line = text.ReadLine();
        while (line is not null && IsPreamble(line))
        {
            line = text.ReadLine();
        }
        return line;
    }

    private static bool IsPreamble(string line) =>
        line.Length == 0
        || line.StartsWith("#TYPE ", StringComparison.Ordinal)
        || line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase);

    private static char DelimiterOf(string header) =>
        s_delimiters.OrderByDescending(delimiter => header.Split(delimiter).Length).First();

    // Returns null if the file ends inside quotes.
    private static List<string>? Fields(string line, TextReader text, char delimiter)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool isQuoted = false;
        for (int i = 0; ; i++)
        {
            if (i >= line.Length)
            {
                if (!isQuoted)
                {
                    fields.Add(field.ToString());
                    return fields;
                }
                if (text.ReadLine() is not string next)
                {
                    return null;
                }
                field.Append('\n');
                line = next;
                i = -1;
                continue;
            }
            char c = line[i];
            if (isQuoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < line.Length && line[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                isQuoted = true;
            }
            else if (c == delimiter)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }
    }
}
