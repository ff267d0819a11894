using System.Collections.Specialized;
using System.Globalization;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Web;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.Chaos;

/// <summary>
/// Serves a list as a provider does, with the failures of a <see cref="Schedule"/>. Counts the pages and the charges.
/// </summary>
internal sealed class ListService(Schedule schedule, FakeClock clock) : HttpMessageHandler
{
    public const long Newest = 1_750_000_000;

    private const string ListId = "7600000000000000001";

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    private int _step;
    private bool _diedWithPage;
    private DateTimeOffset _limitedUntil;

    /// <summary>Indicates whether all further requests succeed.</summary>
    public bool IsClear { get; set; }

    /// <summary>Gets the failure of every request from a number on; null if the provider stays available.</summary>
    public (int From, Step Step)? Outage { get; init; }

    public int Requests { get; private set; }

    /// <summary>Gets the number of requests with each failure.</summary>
    public Dictionary<Fault, int> FaultCounts { get; } = [];

    /// <summary>Gets the number of pages that were sent completely.</summary>
    public int Pages { get; private set; }

    /// <summary>Gets the number of pages that were charged and cannot have been received.</summary>
    public int PagesLost { get; private set; }

    public int EmptyPages { get; private set; }

    /// <summary>Gets the number of requests before the end of a rate limit.</summary>
    public int EarlyRequests { get; private set; }

    /// <summary>Gets the credits since the start of the run.</summary>
    public long Charged { get; private set; }

    /// <summary>Gets the credits that a response reported to the client.</summary>
    public long ChargedAndReported { get; private set; }

    /// <summary>Gets the step that ends the process after it has the page of the last request.</summary>
    public Step? PendingDeath { get; private set; }

    /// <summary>
    /// Indicates whether a page was sent completely to a process that ended while it read the page, and resets that.
    /// </summary>
    public bool TakeDeathWithPage()
    {
        bool hasDied = _diedWithPage;
        _diedWithPage = false;
        return hasDied;
    }

    public static string Id(int index) => Wire.Id(index + 1);

    /// <summary>Returns the follow time of an account, newest first.</summary>
    public long TimeOf(int index) => Newest - index / schedule.Ties * 10L;

    public void BeginRun()
    {
        Charged = 0;
        ChargedAndReported = 0;
        PendingDeath = null;
        _limitedUntil = default; // a new process does not know the rate limit
    }

    /// <summary>Returns the number of pages from a cursor on, until the wanted accounts are read.</summary>
    public int PagesNeeded(int wanted, int? limit, string? cursor = null)
    {
        int read = 0;
        for (int pages = 1; ; pages++)
        {
            Slice slice = Cut(cursor, limit);
            read = Math.Max(read, slice.End);
            bool isAtTotal = schedule.StatesTotal && read == schedule.Count;
            bool isLastTrimmed =
                schedule.Trim && (slice.End == slice.Start || slice.Next == cursor || isAtTotal);
            bool isEnd = slice.HasMore == false || slice.Next is null || isLastTrimmed;
            if (isEnd || read >= wanted)
            {
                return pages;
            }
            cursor = slice.Next;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        PendingDeath = null;
        if (clock.GetUtcNow() < _limitedUntil)
        {
            EarlyRequests++;
        }
        Step step = Outage is (int from, Step outage) && Requests >= from ? outage
            : IsClear || _step >= schedule.Steps.Count ? Step.Fine
            : schedule.Steps[_step++];
        FaultCounts[step.Fault] = FaultCounts.GetValueOrDefault(step.Fault) + 1;

        (string? cursor, int? limit, bool isLookup) = await ReadAsync(request, cancellationToken);
        if (step.Fault is Fault.DiesBeforeRequest)
        {
            throw new ProcessDiedException();
        }
        if (Rejection(step) is Responder rejection)
        {
            return await rejection(cancellationToken);
        }
        if (schedule.NeedsLookup && !request.RequestUri!.AbsolutePath.Contains(ListId, StringComparison.Ordinal))
        {
            return await Lookup(isLookup)(cancellationToken);
        }

        Slice slice = step.Fault is Fault.EmptyPage && !schedule.Trim ? Empty(cursor) : Cut(cursor, limit);
        int records = slice.End - slice.Start;
        long price = schedule.Facts.PriceOf(records);
        string body = Body(slice, price);
        Charged += price;
        switch (step.Fault)
        {
            case Fault.ResetAfterSending:
                PagesLost++;
                throw new HttpRequestException(
                    "the connection broke",
                    new IOException("reset", new SocketException((int)SocketError.ConnectionReset)));
            case Fault.Timeout:
                PagesLost++;
                return await Responses.Hangs(clock, Timeout)(cancellationToken);
            case Fault.CutInHalf:
                PagesLost++;
                byte[] bytes = Encoding.UTF8.GetBytes(body);
                int after = step.Number % bytes.Length;
                // With or without a length, broken by the network or closed normally.
                Responder cut = (step.Number % 3) switch
                {
                    0 => Responses.BreaksOff(body, after, bytes.Length),
                    1 => Responses.BreaksOff(body, after),
                    _ => Responses.Stream(() => new MemoryStream(bytes, 0, after)),
                };
                return await cut(cancellationToken);
            case Fault.DiesWithResponse:
                Pages++;
                _diedWithPage = true;
                return await Responses.Stream(() => new FatalStream(Encoding.UTF8.GetBytes(body)))(cancellationToken);
            case Fault.DiesWithPageJournaled or Fault.DiesWritingJournal:
                PendingDeath = step;
                break;
            case Fault.EmptyPage when records == 0 && slice.HasMore == true:
                EmptyPages++;
                ChargedAndReported += price;
                return await Responses.Json(body)(cancellationToken);
        }

        Pages++;
        ChargedAndReported += price;
        if (step.Fault is not Fault.NoRequestLeft)
        {
            return await Responses.Json(body)(cancellationToken);
        }
        _limitedUntil = clock.GetUtcNow().AddSeconds(step.Number);
        long reset = step.Number % 2 == 0 ? step.Number : _limitedUntil.ToUnixTimeSeconds() + 1;
        Responder limited = Responses.Json(
            body,
            200,
            ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", reset.ToString(CultureInfo.InvariantCulture)));
        return await limited(cancellationToken);
    }

    private Responder? Rejection(Step step)
    {
        string seconds = step.Number.ToString(CultureInfo.InvariantCulture);
        string date = clock.GetUtcNow().AddSeconds(step.Number).ToString("R", CultureInfo.InvariantCulture);
        return step.Fault switch
        {
            Fault.Status500 => Responses.Json("""{"error":"internal"}""", 500),
            Fault.Status502 => Responses.Html(502),
            Fault.Status503 => Responses.Json(
                """{"error":{"code":"temporarily_unavailable","type":"upstream_unavailable"}}""", 503),
            Fault.Status503InSeconds => Responses.Html(503).With("Retry-After", seconds),
            Fault.Status503AtDate => Responses.Html(503).With("Retry-After", date),
            Fault.Status429 => Responses.Json("""{"error":"slow down"}""", 429),
            Fault.Status429InSeconds => Responses.Json("{}", 429, ("Retry-After", seconds)),
            Fault.Status429AtDate => Responses.Json("{}", 429, ("Retry-After", date)),
            Fault.Status429InTwoHours => Responses.Json("{}", 429, ("Retry-After", "7200")),
            Fault.OutOfCredits => Responses.Json("{}", schedule.Provider == "DumplingAI" ? 403 : 402),
            Fault.ConnectionRefused => Throws("refused", SocketError.ConnectionRefused),
            Fault.ResetBeforeSending => Throws("reset", SocketError.ConnectionReset),
            Fault.ChargedError => ChargedError(),
            _ => null,
        };
    }

    private static Responder Throws(string message, SocketError error) =>
        Responses.Throws(new HttpRequestException(message, new SocketException((int)error)));

    private Responder ChargedError()
    {
        if (schedule.Provider != "UnifAPI")
        {
            return Responses.Json("{}", 502);
        }
        Charged++;
        ChargedAndReported++;
        return Responses.Json(
            """
            {"error":{"type":"upstream_error","message":"try again",
             "billing":{"credits_charged":1,"records_charged":0}}}
            """,
            502);
    }

    private Responder Lookup(bool isLookup)
    {
        if (!isLookup)
        {
            return Responses.Json("""{"error":{"type":"invalid_id","message":"not an id"}}""", 400);
        }
        Charged++;
        ChargedAndReported++;
        return Responses.Json(
            $$"""{"data":{"id":"{{ListId}}","username":"someone"},"billing":{"credits_charged":1} }""");
    }

    // ---- the list ----

    /// <summary>Returns the number of accounts that precede a cursor.</summary>
    public int CountBefore(string cursor)
    {
        long time = long.Parse(cursor, CultureInfo.InvariantCulture);
        return Enumerable.Range(0, schedule.Count).TakeWhile(account => TimeOf(account) >= time).Count();
    }

    private Slice Cut(string? cursor, int? limit)
    {
        int size = limit ?? schedule.PageSize;
        int start = 0;
        if (cursor is not null && schedule.Facts.HasFollowTimes)
        {
            long time = long.Parse(cursor, CultureInfo.InvariantCulture);
            long last = schedule.RepeatsBorder ? time + 1 : time;
            while (start < schedule.Count && TimeOf(start) >= last)
            {
                start++;
            }
        }
        else if (cursor is not null)
        {
            start = int.Parse(cursor.AsSpan(1), CultureInfo.InvariantCulture);
        }
        int end = Math.Min(schedule.Count, start + size);
        bool hasMore = end < schedule.Count;
        string? next = schedule.Facts.HasFollowTimes
            ? end > 0 ? TimeOf(end - 1).ToString(CultureInfo.InvariantCulture) : null // also on the last page
            : hasMore ? $"o{end}" : null;
        return new Slice(start, end, next, schedule.Trim ? null : hasMore);
    }

    private Slice Empty(string? cursor)
    {
        string start = schedule.Facts.HasFollowTimes ? Newest.ToString(CultureInfo.InvariantCulture) : "o0";
        return new Slice(0, 0, cursor ?? start, true);
    }

    private async Task<(string? Cursor, int? Limit, bool IsLookup)> ReadAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (schedule.Provider == "DumplingAI")
        {
            using JsonDocument body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            JsonElement root = body.RootElement;
            string? time = root.TryGetProperty("minTime", out JsonElement cursor) ? cursor.ToString() : null;
            int? size = root.TryGetProperty("count", out JsonElement count) ? count.GetInt32() : null;
            return (time, size, false);
        }
        NameValueCollection query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        int? usual = schedule.Provider == "UnifAPI" ? 20 : null;
        int? limit = query["limit"] is string text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        bool isLookup = request.RequestUri.AbsolutePath.EndsWith("/resolve", StringComparison.Ordinal);
        return (query["min_time"] ?? query["cursor"], limit, isLookup);
    }

    private static string HandleRecord(int account) =>
        $$"""{"handle":"{{Wire.Handle(account)}}","platformUserId":"{{Wire.Id(account)}}"}""";

    private static string UserRecord(int account) =>
        $$"""
        {"user":{"id":"{{Wire.Id(account)}}","uniqueId":"{{Wire.Handle(account)}}"},"stats":{"followerCount":1} }
        """;

    private string Body(Slice slice, long price)
    {
        int[] accounts = [.. Enumerable.Range(slice.Start + 1, slice.End - slice.Start)];
        string? hasMore = slice.HasMore?.ToString().ToLowerInvariant();
        string? total = schedule.StatesTotal ? schedule.Count.ToString(CultureInfo.InvariantCulture) : null;
        string totalField = total is null ? "" : $",\"total\":{total},\"totalAccounts\":{total}";
        string next = slice.Next is null ? "null" : $"\"{slice.Next}\"";
        string charged = price.ToString(CultureInfo.InvariantCulture);
        return schedule.Provider switch
        {
            "SociaVault" => Wire.SociaVault(accounts, slice.Next ?? "0", hasMore, total, creditsUsed: charged),
            "ScrapeCreators" => Wire.ScrapeCreators(accounts, slice.Next, hasMore, total),
            "UnifAPI" => Wire.UnifAPI(accounts, next, hasMore, charged),
            "SocialFetch" => $$"""
                {"data":{"lookupStatus":"found","accounts":[{{Records(accounts, HandleRecord)}}]{{totalField}},
                 "page":{"nextCursor":{{next}},"hasMore":{{hasMore}}} },
                 "meta":{"creditsCharged":{{price}},"requestId":"r1"} }
                """,
            "DumplingAI" => $$"""
                {"followingList":[{{Records(accounts, UserRecord)}}]{{totalField}},
                 "minTime":{{slice.Next ?? "0"}},"hasMore":{{hasMore}} }
                """,
            _ => throw new InvalidOperationException(schedule.Provider),
        };
    }

    private static string Records(IEnumerable<int> accounts, Func<int, string> format) =>
        string.Join(',', accounts.Select(format));

    private sealed record Slice(int Start, int End, string? Next, bool? HasMore);

    /// <summary>Returns the whole body, then ends the process.</summary>
    private sealed class FatalStream(byte[] body) : BodyStream
    {
        private int _position;

        public override int Read(Span<byte> buffer)
        {
            if (_position == body.Length)
            {
                throw new ProcessDiedException();
            }
            int count = Math.Min(buffer.Length, body.Length - _position);
            body.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }
    }
}

internal static class ResponderExtensions
{
    public static Responder With(this Responder responder, string name, string value) => async cancellationToken =>
    {
        HttpResponseMessage response = await responder(cancellationToken);
        response.Headers.TryAddWithoutValidation(name, value);
        return response;
    };
}
