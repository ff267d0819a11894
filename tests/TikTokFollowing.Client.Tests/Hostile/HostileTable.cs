using System.Globalization;
using System.Text;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>
/// Reads and writes <c>docs/hostile-networks.md</c>. The tests compare its rows with the outcomes. With
/// <c>TIKTOKFOLLOWING_WRITE_DOCS=1</c> they write them.
/// </summary>
public sealed class HostileTable : IDisposable
{
    private const string Header =
        "| Server or proxy | Outcome | Requests | Credits counted | Time-outs | Memory | On Mono |";
    private const string Rule = "|---|---|---|---|---|---|---|";

    private static readonly string s_path = Path.Combine(FindRepository(), "docs", "hostile-networks.md");

    private readonly Dictionary<string, string> _observed = new(StringComparer.Ordinal);
    private readonly List<string> _lines = [.. File.ReadAllLines(s_path)];

    /// <summary>Indicates whether the rows are written at the end.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable("TIKTOKFOLLOWING_WRITE_DOCS") == "1";

    /// <summary>Gets the rows of the file.</summary>
    public IReadOnlyList<string> Rows =>
        [.. _lines.SkipWhile(static line => line != Header).Skip(2).TakeWhile(static line => line.StartsWith('|'))];

    /// <summary>Returns the row of the file for a case, or the observed one if the file is to be written.</summary>
    internal string GetExpected(HostileCase one, string observed)
    {
        _observed[one.Name] = observed;
        string? row = IsWriting ? observed : Rows.FirstOrDefault(row => NameOf(row) == one.Name);
        return row ?? $"a row for '{one.Name}' in {s_path} (TIKTOKFOLLOWING_WRITE_DOCS=1 writes it)";
    }

    /// <summary>Returns the row for an outcome.</summary>
    internal static string Format(HostileCase one, HostileOutcome outcome)
    {
        string counted = one.IsRace && one.Counted > 0 && outcome.Requests < one.Counted
            ? $"0 to {one.Counted}"
            : outcome.Counted.ToString(CultureInfo.InvariantCulture);
        string memory = outcome.AllocatedBytes <= HostileNetworkTests.GetLimit(one.Memory)
            ? $"{HostileNetworkTests.GetLimit(one.Memory) / (1024 * 1024)} MB"
            : $"{outcome.AllocatedBytes / (1024 * 1024)} MB";
        return $"| {one.Name} | {outcome.Error?.Kind.ToString() ?? "page"} | {outcome.Requests} | {counted} "
            + $"| {outcome.TimeOuts} | {memory} | {(one.NotOnMono is null ? "same" : $"not run: {one.NotOnMono}")} |";
    }

    /// <summary>Writes the rows in the order of the cases. Cases that did not run keep their row.</summary>
    public void Dispose()
    {
        if (!IsWriting)
        {
            return;
        }
        Dictionary<string, string> known = Rows.ToDictionary(NameOf);
        IEnumerable<string> rows = HostileNetworkTests.AllCases
            .Select(one => _observed.GetValueOrDefault(one.Name) ?? known.GetValueOrDefault(one.Name))
            .OfType<string>();
        IEnumerable<string> before = _lines.TakeWhile(static line => line != Header);
        IEnumerable<string> after = _lines.SkipWhile(static line => line != Header).Skip(2 + Rows.Count);
        string[] lines = [.. before, Header, Rule, .. rows, .. after];
        File.WriteAllText(s_path, string.Join("\n", lines) + "\n", new UTF8Encoding(false));
    }

    internal static string NameOf(string row) => row.Split('|')[1].Trim();

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "TikTokFollowing.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new DirectoryNotFoundException("No TikTokFollowing.psd1 above the tests.");
    }
}
