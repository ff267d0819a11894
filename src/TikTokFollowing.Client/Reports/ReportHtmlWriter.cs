using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace TikTokFollowing.Client.Reports;

/// <summary>
/// Writes a report as one self-contained HTML page: report.html with report.css, report.js and the data inserted. Its
/// content security policy permits only this script and no external resources. Only reports with a history contain
/// history.css and history.js, and only reports of several lists overlap.css and overlap.js.
/// </summary>
internal static class ReportHtmlWriter
{
    private const string NoHistory = "  const history = null;\n";
    private const string NoOverlap = "  const overlap = null;\n";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Write(Stream stream, FollowingReport report)
    {
        string style = Read("report.css");
        string script = Read("report.js");
        ReportEntries entries = new(report);
        IReadOnlyList<FollowerGrowth>? history = ReportHistory.Of(report, entries);
        ReportOverlap? overlap = ReportOverlap.Of(report, entries);
        if (history is not null)
        {
            style += Read("history.css");
            script = script.Replace(NoHistory, Read("history.js"), StringComparison.Ordinal);
        }
        if (overlap is not null)
        {
            style += Read("overlap.css");
            script = script.Replace(NoOverlap, Read("overlap.js"), StringComparison.Ordinal);
        }
        Dictionary<string, string> texts = new(StringComparer.Ordinal)
        {
            ["title"] = WebUtility.HtmlEncode(OneLine(report.Title)),
            // Pictures are excluded: their addresses expire after a day, and loading them would expose the reader.
            ["policy"] = $"default-src 'none'; script-src {HashOf(script)}; style-src {HashOf(style)}; "
                + "img-src 'none'; base-uri 'none'; form-action 'none'",
            ["style"] = style,
            ["script"] = script,
        };
        // The template is split once, so placeholders inside account data have no effect.
        foreach (string part in Read("report.html").Split(["{{", "}}"], StringSplitOptions.None))
        {
            if (part == "data")
            {
                ReportJsonWriter.Write(stream, report, entries, history, overlap);
                continue;
            }
            byte[] bytes = s_utf8.GetBytes(texts.TryGetValue(part, out string? text) ? text : part);
            stream.Write(bytes, 0, bytes.Length);
        }
    }

    // HTML does not permit control characters, not even encoded ones.
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string HashOf(string text)
    {
        byte[] bytes = s_utf8.GetBytes(text);
#if NETFRAMEWORK
        using SHA256 sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(bytes);
#else
        byte[] hash = SHA256.HashData(bytes);
#endif
        return $"'sha256-{Convert.ToBase64String(hash)}'";
    }

    // Browsers normalize line ends to \n before they compute the hash.
    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream, s_utf8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
