using System.Globalization;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Web;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.Chaos;

/// <summary>One list behind one provider's wire, with the troubles of a <see cref="Schedule"/>; counts what it gave out and what it charged.</summary>
internal sealed class ListService(Schedule schedule, FakeClock clock) : HttpMessageHandler
{
    public const long Newest = 1_750_000_000;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private int _step;
    private bool _diedWithPage;
    private DateTimeOffset _opensAt;

    /// <summary>No more trouble.</summary>
    public bool IsClear { get; set; }

    /// <summary>Every request from this one on is refused so; for services that die for good.</summary>
    public (int From, Step Step)? Death { get; init; }

    public int Requests { get; private set; }

    /// <summary>What happened to the requests that came.</summary>
    public Dictionary<Fault, int> Happened { get; } = [];

    /// <summary>Pages of the list that were sent whole.</summary>
    public int Pages { get; private set; }

    /// <summary>Pages of the list that were charged and cannot have arrived.</summary>
    public int PagesLost { get; private set; }

    public int EmptyPages { get; private set; }

    /// <summary>Requests that came although no request was left.</summary>
    public int Impatient { get; private set; }

    /// <summary>Credits since the run began.</summary>
    public long Charged { get; private set; }

    /// <summary>The part of it that the client was told of.</summary>
    public long ChargedAndTold { get; private set; }

    /// <summary>The process is to end once it has the page of the last request.</summary>
    public Step? PendingDeath { get; private set; }

    /// <summary>Whether a page was sent whole to a process that ended while it read it; asked once.</summary>
    public bool TakeDeathWithPage()
    {
        bool hasDied = _diedWithPage;
        _diedWithPage = false;
        return hasDied;
    }

    public static string Id(int index) => Wire.Id(index + 1);

    /// <summary>The follow time of an account, newest first.</summary>
    public long TimeOf(int index) => Newest - index / schedule.Ties * 10L;

    public void BeginRun()
    {
        Charged = 0;
        ChargedAndTold = 0;
        PendingDeath = null;
        _opensAt = default; // what a new process cannot know
    }

    /// <summary>How many pages the list has for somebody who goes on from <paramref name="cursor"/> until he has <paramref name="wanted"/>, and all goes well.</summary>
    public int PagesNeeded(int wanted, int? limit, string? cursor = null)
    {
        int read = 0;
        for (int pages = 1; ; pages++)
        {
            Slice slice = Cut(cursor, limit);
            read = Math.Max(read, slice.End);
            bool isEnd = slice.SaysMore == false || slice.Next is null || (schedule.Trim && (slice.End == slice.Start || slice.Next == cursor || (schedule.SaysTotal && read == schedule.Count)));
            if (isEnd || read >= wanted) { return pages; }
            cursor = slice.Next;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        PendingDeath = null;
        if (clock.GetUtcNow() < _opensAt) { Impatient++; }
        Step step = Death is (int from, Step death) && Requests >= from ? death
            : IsClear || _step >= schedule.Steps.Count ? Step.Fine
            : schedule.Steps[_step++];
        Happened[step.Fault] = Happened.GetValueOrDefault(step.Fault) + 1;

        (string? cursor, int? limit, bool isLookup) = await ReadAsync(request, cancellationToken);
        if (step.Fault is Fault.DiesBeforeRequest) { throw new ProcessDiedException(); }
        if (Refusal(step) is Answer refusal) { return await refusal(cancellationToken); }

        if (schedule.WantsId && !request.RequestUri!.AbsolutePath.Contains(ListId, StringComparison.Ordinal)) { return await Lookup(isLookup)(cancellationToken); }

        Slice slice = step.Fault is Fault.EmptyPage && !schedule.Trim ? Empty(cursor) : Cut(cursor, limit);
        int records = slice.End - slice.Start;
        long price = schedule.Facts.PriceOf(records);
        string body = Body(slice, price);
        Charged += price;
        switch (step.Fault)
        {
            case Fault.ResetAfterSending:
                PagesLost++;
                throw new HttpRequestException("the connection broke", new IOException("reset", new SocketException((int)SocketError.ConnectionReset)));
            case Fault.Timeout:
                PagesLost++;
                return await Answers.Hangs(clock, Patience)(cancellationToken);
            case Fault.CutInHalf:
                PagesLost++;
                byte[] bytes = Encoding.UTF8.GetBytes(body);
                int after = step.Number % bytes.Length;
                // With its length announced or not, torn by the network or cleanly closed.
                Answer cut = (step.Number % 3) switch
                {
                    0 => Answers.BreaksOff(body, after, bytes.Length),
                    1 => Answers.BreaksOff(body, after),
                    _ => Answers.Stream(() => new MemoryStream(bytes, 0, after)),
                };
                return await cut(cancellationToken);
            case Fault.DiesWithAnswer:
                Pages++;
                _diedWithPage = true;
                return await Answers.Stream(() => new FatalStream(Encoding.UTF8.GetBytes(body)))(cancellationToken);
            case Fault.DiesWithPageJournaled or Fault.DiesWritingJournal:
                PendingDeath = step;
                break;
            case Fault.EmptyPage when records == 0 && slice.SaysMore == true:
                EmptyPages++;
                ChargedAndTold += price;
                return await Answers.Json(body)(cancellationToken);
        }

        Pages++;
        ChargedAndTold += price;
        if (step.Fault is not Fault.NoRequestLeft) { return await Answers.Json(body)(cancellationToken); }
        _opensAt = clock.GetUtcNow().AddSeconds(step.Number);
        string reset = (step.Number % 2 == 0 ? step.Number : _opensAt.ToUnixTimeSeconds() + 1).ToString(CultureInfo.InvariantCulture);
        return await Answers.Json(body, 200, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", reset))(cancellationToken);
    }

    private const string ListId = "7600000000000000001";

    private Answer? Refusal(Step step)
    {
        string seconds = step.Number.ToString(CultureInfo.InvariantCulture);
        string date = clock.GetUtcNow().AddSeconds(step.Number).ToString("R", CultureInfo.InvariantCulture);
        switch (step.Fault)
        {
            case Fault.Status500: return Answers.Json("""{"error":"internal"}""", 500);
            case Fault.Status502: return Answers.Html(502);
            case Fault.Status503: return Answers.Json("""{"error":{"code":"temporarily_unavailable","type":"upstream_unavailable"}}""", 503);
            case Fault.Status503InSeconds: return Answers.Html(503).With("Retry-After", seconds);
            case Fault.Status503AtDate: return Answers.Html(503).With("Retry-After", date);
            case Fault.Status429: return Answers.Json("""{"error":"slow down"}""", 429);
            case Fault.Status429InSeconds: return Answers.Json("{}", 429, ("Retry-After", seconds));
            case Fault.Status429AtDate: return Answers.Json("{}", 429, ("Retry-After", date));
            case Fault.Status429InTwoHours: return Answers.Json("{}", 429, ("Retry-After", "7200"));
            case Fault.OutOfCredits: return Answers.Json("{}", schedule.Provider == "DumplingAI" ? 403 : 402);
            case Fault.ConnectionRefused: return Answers.Throws(new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused)));
            case Fault.ResetBeforeSending: return Answers.Throws(new HttpRequestException("reset", new SocketException((int)SocketError.ConnectionReset)));
            case Fault.ChargedError when schedule.Provider == "UnifAPI":
                Charged++;
                ChargedAndTold++;
                return Answers.Json("""{"error":{"type":"upstream_error","message":"try again","billing":{"credits_charged":1,"records_charged":0}}}""", 502);
            case Fault.ChargedError: return Answers.Json("{}", 502);
            default: return null;
        }
    }

    private Answer Lookup(bool isLookup)
    {
        if (!isLookup) { return Answers.Json("""{"error":{"type":"invalid_id","message":"not an id"}}""", 400); }
        Charged++;
        ChargedAndTold++;
        return Answers.Json($$"""{"data":{"id":"{{ListId}}","username":"someone"},"billing":{"credits_charged":1} }""");
    }

    // ---- the list ----

    /// <summary>How many accounts of the list come before a follow time.</summary>
    public int CountBefore(string cursor) => Enumerable.Range(0, schedule.Count).TakeWhile(account => TimeOf(account) >= long.Parse(cursor, CultureInfo.InvariantCulture)).Count();

    private Slice Cut(string? cursor, int? limit)
    {
        int size = limit ?? schedule.PageSize;
        int start = 0;
        if (cursor is null) { }
        else if (schedule.Facts.HasFollowTimes)
        {
            long time = long.Parse(cursor, CultureInfo.InvariantCulture);
            while (start < schedule.Count && (schedule.RepeatsBorder ? TimeOf(start) > time : TimeOf(start) >= time)) { start++; }
        }
        else
        {
            start = int.Parse(cursor.AsSpan(1), CultureInfo.InvariantCulture);
        }
        int end = Math.Min(schedule.Count, start + size);
        bool hasMore = end < schedule.Count;
        string? next = schedule.Facts.HasFollowTimes
            ? end > 0 ? TimeOf(end - 1).ToString(CultureInfo.InvariantCulture) : null // stays on the last page, too: has_more tells
            : hasMore ? $"o{end}" : null;
        return new Slice(start, end, next, schedule.Trim ? null : hasMore);
    }

    private Slice Empty(string? cursor)
    {
        string asked = cursor ?? (schedule.Facts.HasFollowTimes ? Newest.ToString(CultureInfo.InvariantCulture) : "o0");
        return new Slice(0, 0, asked, true);
    }

    private async Task<(string? Cursor, int? Limit, bool IsLookup)> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (schedule.Provider == "DumplingAI")
        {
            using JsonDocument body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            string? time = body.RootElement.TryGetProperty("minTime", out JsonElement cursor) ? cursor.ToString() : null;
            return (time, body.RootElement.TryGetProperty("count", out JsonElement count) ? count.GetInt32() : null, false);
        }
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        int? limit = query["limit"] is string text ? int.Parse(text, CultureInfo.InvariantCulture) : schedule.Provider == "UnifAPI" ? 20 : null;
        return (query["min_time"] ?? query["cursor"], limit, request.RequestUri.AbsolutePath.EndsWith("/resolve", StringComparison.Ordinal));
    }

    private string Body(Slice slice, long price)
    {
        int[] accounts = [.. Enumerable.Range(slice.Start + 1, slice.End - slice.Start)];
        string? hasMore = slice.SaysMore?.ToString().ToLowerInvariant();
        string? total = schedule.SaysTotal ? schedule.Count.ToString(CultureInfo.InvariantCulture) : null;
        string totalField = total is null ? "" : $",\"total\":{total},\"totalAccounts\":{total}";
        string next = slice.Next is null ? "null" : $"\"{slice.Next}\"";
        return schedule.Provider switch
        {
            "SociaVault" => Wire.SociaVault(accounts, slice.Next ?? "0", hasMore, total, creditsUsed: price.ToString(CultureInfo.InvariantCulture)),
            "ScrapeCreators" => Wire.ScrapeCreators(accounts, slice.Next, hasMore, total),
            "UnifAPI" => Wire.UnifAPI(accounts, next, hasMore, price.ToString(CultureInfo.InvariantCulture)),
            "SocialFetch" => $$"""
                {"data":{"lookupStatus":"found","accounts":[{{Records(accounts, "\"handle\":\"{1}\",\"platformUserId\":\"{0}\"")}}]{{totalField}},
                 "page":{"nextCursor":{{next}},"hasMore":{{hasMore}}} },"meta":{"creditsCharged":{{price}},"requestId":"r1"} }
                """,
            "DumplingAI" => $$"""
                {"followingList":[{{Records(accounts, "\"user\":{{\"id\":\"{0}\",\"uniqueId\":\"{1}\"}},\"stats\":{{\"followerCount\":1}}")}}]{{totalField}},
                 "minTime":{{slice.Next ?? "0"}},"hasMore":{{hasMore}} }
                """,
            _ => throw new InvalidOperationException(schedule.Provider),
        };
    }

    private static string Records(IEnumerable<int> accounts, string format) =>
        string.Join(',', accounts.Select(account => "{" + string.Format(CultureInfo.InvariantCulture, format, Wire.Id(account), Wire.Handle(account)) + "}"));

    private sealed record Slice(int Start, int End, string? Next, bool? SaysMore);

    /// <summary>Gives all of the body; then the process ends.</summary>
    private sealed class FatalStream(byte[] body) : BodyStream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            if (_given == body.Length) { throw new ProcessDiedException(); }
            int count = Math.Min(buffer.Length, body.Length - _given);
            body.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }
    }
}

internal static class AnswerHeaders
{
    public static Answer With(this Answer answer, string name, string value) => async cancellationToken =>
    {
        HttpResponseMessage response = await answer(cancellationToken);
        response.Headers.TryAddWithoutValidation(name, value);
        return response;
    };
}
