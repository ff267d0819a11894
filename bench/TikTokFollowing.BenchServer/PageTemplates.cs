using System.Globalization;
using System.Net.Http;
using System.Text;
using System.Text.RegularExpressions;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.BenchServer;

/// <summary>
/// Keeps a hundred full pages of the sandbox in memory. Longer lists use them again with other ids: a page is a copy
/// with some digits replaced, so that 940 MB need not be stored. At every second border of two pages, the account is on
/// both pages, as in real lists.
/// </summary>
internal sealed partial class PageTemplates
{
    public const int Count = 100;
    public const int PageSize = 20;

    // The cursor of page k is a follow time k seconds before this one, so that it always has ten digits.
    private const long Newest = 1_750_000_000;

    private static readonly string s_start = "handle=someone";

    private readonly List<Template> _templates = [];

    public static async Task<PageTemplates> PrepareAsync()
    {
        PageTemplates templates = new();
        using SandboxHttpServer sandbox = SandboxHttpServer.Start(
            new SandboxOptions { FollowingCount = Count * PageSize, PageSize = PageSize });
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

    /// <summary>Returns the number of the page with a cursor; 0 for no cursor.</summary>
    public static int PageOf(string? cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long time)
        && time is > 0 and < Newest
            ? (int)(Newest - time)
            : 0;

    /// <summary>Writes the body of a page.</summary>
    /// <param name="page">The number of the page, from 0.</param>
    /// <param name="pages">The number of pages of the list.</param>
    /// <param name="buffer">The buffer. It is replaced by a larger one if necessary.</param>
    /// <returns>The number of bytes written.</returns>
    public int Write(int page, int pages, ref byte[] buffer)
    {
        page = Math.Min(page, pages - 1);
        Template template = _templates[page % Count];
        byte[] tail = Encoding.ASCII.GetBytes(template.Tail(page, pages));
        int length = template.Head.Length + tail.Length;
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }

        template.Head.CopyTo(buffer, 0);
        tail.CopyTo(buffer, template.Head.Length);
        long first = (long)(page / Count) * Count * PageSize;
        foreach (Patch patch in template.Patches)
        {
            WriteDigits(buffer.AsSpan(patch.At, patch.Digits), first + patch.Place);
        }

        return length;
    }

    private static void WriteDigits(Span<byte> target, long number)
    {
        for (int i = target.Length - 1; i >= 0; i--, number /= 10)
        {
            target[i] = (byte)('0' + (number % 10));
        }
    }

    [GeneratedRegex("\"min_time\":(\\d+)", RegexOptions.RightToLeft)]
    private static partial Regex MinTime();

    [GeneratedRegex("\"uid\":\"(\\d+)\"")]
    private static partial Regex Uid();

    [GeneratedRegex("\"sec_uid\":\"([^\"]+)\"")]
    private static partial Regex SecUid();

    /// <summary>Represents the last digits of an id, which are overwritten.</summary>
    private readonly record struct Patch(int At, int Digits, int Place);

    /// <summary>Represents a page: its accounts and the members after them.</summary>
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
                if (!places.TryGetValue(uid, out int place))
                {
                    places.Add(uid, place = places.Count);
                }

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
            string cursors = string.Create(
                CultureInfo.InvariantCulture, $"{{\"max_cursor\":{maxTime},\"min_cursor\":{minTime}}}");
            string token = Convert.ToBase64String(Encoding.ASCII.GetBytes(cursors));
            string tail = _tail;
            tail = Replace(tail, "\"has_more\":(true|false)", page < pages - 1 ? "true" : "false");
            tail = Replace(tail, "\"min_time\":(\\d+)", minTime.ToString(CultureInfo.InvariantCulture));
            tail = Replace(tail, "\"next_page_token\":\"([^\"]*)\"", token);
            return Replace(tail, "\"total\":(\\d+)", (pages * (long)PageSize).ToString(CultureInfo.InvariantCulture));
        }

        private static string Replace(string text, string pattern, string value)
        {
            Group group = Regex.Match(text, pattern, RegexOptions.CultureInvariant).Groups[1];
            if (!group.Success)
            {
                throw new InvalidOperationException("The page of the sandbox does not contain " + pattern);
            }

            return string.Concat(text.AsSpan(0, group.Index), value, text.AsSpan(group.Index + group.Length));
        }
    }
}
