using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Reports;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.Reports;

/// <summary>Creates reports, and reads their contents.</summary>
internal static class SampleReports
{
    public static FollowingReport Of(params IEnumerable<FollowedAccount> accounts)
    {
        FollowingReport report = new(new FakeClock());
        report.Accounts.AddRange(accounts);
        return report;
    }

    public static string Page(FollowingReport report)
    {
        using MemoryStream stream = new();
        ReportHtmlWriter.Write(stream, report);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray());
    }

    /// <summary>Writes a report to a file, as Export-TikTokFollowingReport does.</summary>
    public static void Write(string path, FollowingReport report, bool replaces = true) =>
        AtomicFileWriter.Write(path, stream => ReportHtmlWriter.Write(stream, report), replaces);

    /// <summary>Returns the JSON data in a page.</summary>
    public static string ReadJson(string page) =>
        Regex.Match(
            page,
            """<script type="application/json" id="data">(.*?)</script>""",
            RegexOptions.Singleline).Groups[1].Value;

    public static JsonElement Data(FollowingReport report) => JsonDocument.Parse(ReadJson(Page(report))).RootElement;
}
