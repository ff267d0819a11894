using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.BenchServer;

/// <summary>
/// A hundred full pages of the sandbox, kept in memory. A list that is longer uses them again, with other ids: a page of it is one copy and some digits, so that
/// 940 MB need not be stored. As in the real lists, the account on the border stands on both pages at every second border.
/// </summary>
internal sealed partial class PageTemplates
{
    public const int Count = 100;
    public const int PageSize = 20;

    // The cursor of page k is a follow time, k seconds before this one: always ten digits.
    private const long Newest = 1_750_000_000;

    private static readonly string s_start = "handle=someone";

    private readonly List<Template> _templates = [];

    public static async Task<PageTemplates> PrepareAsync()
    {
        PageTemplates templates = new();
        using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions { FollowingCount = Count * PageSize, PageSize = PageSize });
        using HttpClient client = new();
        client.DefaultRequestHeaders.Add("X-API-Key", "for the sandbox");
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        string query = s_start;
        for (int page = 0; page < Count; page++)
        {
            string text = await client.GetStringAsync(new Uri(sandbox.BaseUri, "v1/scrape/tiktok/following?" + query));
            templates._templates.Add(new Template(text, places));
            query = s_start + "&min_time=" + MinTime().Match(text).Groups[1].Value;
        }
        return templates;
    }

    /// <summary>The number of the page that a cursor asks for; 0 for none.</summary>
    public static int PageOf(string? cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long time) && time is > 0 and < Newest ? (int)(Newest - time) : 0;

    /// <summary>The whole body of a page.</summary>
    /// <param name="page">From 0.</param>
    /// <param name="pages">How many the list has.</param>
    /// <param name="buffer">Where to; made larger as needed.</param>
    /// <returns>How many bytes of the buffer it takes.</returns>
    public int Write(int page, int pages, ref byte[] buffer)
    {
        if (page >= pages) { page = pages - 1; }
        Template template = _templates[page % Count];
        byte[] tail = Encoding.ASCII.GetBytes(template.Tail(page, pages));
        int length = template.Head.Length + tail.Length;
        if (buffer.Length < length) { buffer = new byte[length]; }
        template.Head.CopyTo(buffer, 0);
        tail.CopyTo(buffer, template.Head.Length);
        long first = (long)(page / Count) * Count * PageSize;
        foreach (Patch patch in template.Patches) { WriteDigits(buffer.AsSpan(patch.At, patch.Digits), first + patch.Place); }
        return length;
    }

    private static void WriteDigits(Span<byte> target, long number)
    {
        for (int i = target.Length - 1; i >= 0; i--, number /= 10) { target[i] = (byte)('0' + (number % 10)); }
    }

    [GeneratedRegex("\"min_time\":(\\d+)", RegexOptions.RightToLeft)]
    private static partial Regex MinTime();

    [GeneratedRegex("\"uid\":\"(\\d+)\"")]
    private static partial Regex Uid();

    [GeneratedRegex("\"sec_uid\":\"([^\"]+)\"")]
    private static partial Regex SecUid();

    /// <summary>Digits to write over: the last so many of an id.</summary>
    private readonly record struct Patch(int At, int Digits, int Place);

    /// <summary>A page: its accounts, and what is said behind them.</summary>
    private sealed class Template
    {
        private const int PatchedDigits = 9;
        private const string TailStart = ",\"has_more\":";

        private readonly string _tail;

        public Template(string text, Dictionary<string, int> places)
        {
            int end = text.LastIndexOf(TailStart, StringComparison.Ordinal);
            string head = text.Substring(0, end);
            Head = Encoding.UTF8.GetBytes(head);
            _tail = text.Substring(end);
            MatchCollection uids = Uid().Matches(head);
            MatchCollection secUids = SecUid().Matches(head);
            for (int i = 0; i < uids.Count; i++)
            {
                string uid = uids[i].Groups[1].Value;
                if (!places.TryGetValue(uid, out int place)) { places.Add(uid, place = places.Count); }
                foreach (Group id in (Group[])[uids[i].Groups[1], secUids[i].Groups[1]])
                {
                    int at = Encoding.UTF8.GetByteCount(head.AsSpan(0, id.Index + id.Length)) - PatchedDigits;
                    Patches.Add(new Patch(at, PatchedDigits, place));
                }
            }
        }

        public byte[] Head { get; }

        public List<Patch> Patches { get; } = [];

        public string Tail(int page, int pages)
        {
            long maxTime = Newest - page;
            long minTime = maxTime - 1;
            string token = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"max_cursor\":{maxTime},\"min_cursor\":{minTime}}}")));
            string tail = _tail;
            tail = Replace(tail, "\"has_more\":(true|false)", page < pages - 1 ? "true" : "false");
            tail = Replace(tail, "\"min_time\":(\\d+)", minTime.ToString(CultureInfo.InvariantCulture));
            tail = Replace(tail, "\"next_page_token\":\"([^\"]*)\"", token);
            return Replace(tail, "\"total\":(\\d+)", (pages * (long)PageSize).ToString(CultureInfo.InvariantCulture));
        }

        private static string Replace(string text, string pattern, string value)
        {
            Group group = Regex.Match(text, pattern, RegexOptions.CultureInvariant).Groups[1];
            return group.Success ? string.Concat(text.AsSpan(0, group.Index), value, text.AsSpan(group.Index + group.Length)) : throw new InvalidOperationException("The sandbox writes no " + pattern);
        }
    }
}
