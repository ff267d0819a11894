using System.Globalization;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>
/// Creates the response to a request: a page in the format of the provider, or an error, with its charge.
/// </summary>
internal sealed class ListPages(Ledger ledger, ParsedRequest parsed)
{
    private const long Newest = 1_750_000_000;
    private const string IdStart = "76000000000000";

    private readonly RunPlan _plan = ledger.Plan;
    private readonly ProviderPlan _provider = parsed.Provider;

    private bool HasFollowTimes => _provider.Facts.HasFollowTimes;

    private bool IsId => parsed.Handle.StartsWith(IdStart, StringComparison.Ordinal);

    private int List => IsId
        ? int.Parse(parsed.Handle.AsSpan(IdStart.Length), CultureInfo.InvariantCulture)
        : RunPlan.ListOf(parsed.Handle);

    private int Count => _plan.ListSizes[List];

    private string? Charge => parsed.Stated?.ToString(CultureInfo.InvariantCulture);

    public static string IdOf(int list) => string.Create(CultureInfo.InvariantCulture, $"{IdStart}{list:0000}");

    /// <summary>Charges the request and returns the response to it.</summary>
    public (int Status, string Json) Respond(Random random)
    {
        bool isLost = !parsed.HasResponse;
        bool isCharged = !isLost || random.Next(2) == 0;
        if (parsed.Fault is ServerFault.OutOfCredits)
        {
            return (_provider.Name == "DumplingAI" ? 403 : 402, Error("insufficient_credits"));
        }
        if (parsed.Fault is ServerFault.TransientError)
        {
            ledger.Charge(parsed, 1, isCharged: _provider.States && random.Next(2) == 0);
            State();
            return (random.Next(2) == 0 ? 502 : 500, Error("upstream_error"));
        }
        if (_provider.Name == "UnifAPI" && _plan.NeedsLookup && !IsId)
        {
            parsed.IsRefused = !parsed.IsLookup;
            ledger.Charge(parsed, 1, isCharged && parsed.IsLookup);
            State();
            return parsed.IsLookup
                ? (200, $$"""
                    {"data":{"id":"{{IdOf(List)}}","username":"{{parsed.Handle}}"},
                     "billing":{"credits_charged":{{Charge}} } }
                    """)
                : (400, Error("invalid_id"));
        }

        (int start, int end, string? next) = Cut();
        bool hasMore = end < Count;
        if (parsed.Fault is ServerFault.EmptyPage)
        {
            if (end > start)
            {
                (end, next, hasMore) = (start, parsed.Cursor ?? (HasFollowTimes ? Text(Newest) : "o0"), true);
            }
            else
            {
                parsed.Fault = ServerFault.None; // the list has no page that could be empty
            }
        }
        ledger.Charge(parsed, _provider.IsPerRecord ? Math.Max(1, end - start) : 1, isCharged);
        if (parsed.Fault is ServerFault.NoPage)
        {
            return (200, """{"status":"ok"}""");
        }
        State();
        return (200, Page(start, end, next, hasMore));
    }

    private void State()
    {
        if (_provider.States)
        {
            ledger.State(parsed);
        }
    }

    private (int Start, int End, string? Next) Cut()
    {
        int size = parsed.Limit ?? _provider.PageSize;
        int start = 0;
        if (parsed.Cursor is not null && HasFollowTimes)
        {
            long time = long.Parse(parsed.Cursor, CultureInfo.InvariantCulture);
            while (start < Count && (_plan.RepeatsBorder && size > 1 ? TimeOf(start) > time : TimeOf(start) >= time))
            {
                start++;
            }
        }
        else if (parsed.Cursor is not null)
        {
            start = int.Parse(parsed.Cursor.AsSpan(1), CultureInfo.InvariantCulture);
        }
        int end = Math.Min(Count, start + size);
        if (HasFollowTimes)
        {
            return (start, end, end > 0 ? Text(TimeOf(end - 1)) : null);
        }
        return (start, end, end < Count ? $"o{end}" : null);
    }

    private static long TimeOf(int index) => Newest - index * 10L;

    private string Error(string code) => _provider.Name switch
    {
        "UnifAPI" => $$"""
            {"error":{"type":"{{code}}","message":"try again",
             "billing":{"credits_charged":{{Charge ?? "0"}},"records_charged":0} } }
            """,
        "SocialFetch" => $$"""
            {"error":{"code":"{{code}}","message":"try again"},
             "meta":{"creditsCharged":{{Charge ?? "0"}},"requestId":"r1"} }
            """,
        "SociaVault" => $$"""{"error":"{{code}}"{{Field("credits_used")}}}""",
        "ScrapeCreators" => $$"""
            {"success":false,"error":"{{code}}","message":"try again"{{ScrapeCreatorsFields}}}
            """,
        _ => $$"""{"success":false,"error":"{{code}}"}""",
    };

    private string Page(int start, int end, string? next, bool hasMore)
    {
        int[] accounts = [.. Enumerable.Range(start, end - start).Select(index => RunPlan.AccountOf(List, index))];
        string more = hasMore ? "true" : "false";
        string? total = _plan.StatesTotal ? Text(Count) : null;
        string totalField = total is null ? "" : $",\"total\":{total},\"totalAccounts\":{total}";
        string cursor = next is null ? "null" : $"\"{next}\"";
        const string UserFormat = "\"user\":{{\"id\":\"{0}\",\"uniqueId\":\"{1}\"}},\"stats\":{{\"followerCount\":1}}";
        string records = Records(
            accounts,
            _provider.Name == "DumplingAI" ? UserFormat : "\"handle\":\"{1}\",\"platformUserId\":\"{0}\"");
        return _provider.Name switch
        {
            "SociaVault" => Wire.SociaVault(accounts, next ?? "0", more, total, creditsUsed: Charge),
            "ScrapeCreators" => Wire.ScrapeCreators(
                accounts, next, more, total, Charge is null ? null : $"\"success\":true{ScrapeCreatorsFields}"),
            "UnifAPI" => Wire.UnifAPI(accounts, cursor, more, Charge),
            "SocialFetch" => $$"""
                {"data":{"lookupStatus":"found","accounts":[{{records}}]{{totalField}},
                 "page":{"nextCursor":{{cursor}},"hasMore":{{more}} } },
                 "meta":{"requestId":"r1"{{Field("creditsCharged")}} } }
                """,
            "DumplingAI" => $$"""
                {"followingList":[{{records}}]{{totalField}},
                 "minTime":{{next ?? "0"}},"hasMore":{{more}}}
                """,
            _ => throw new InvalidOperationException(_provider.Name),
        };
    }

    private string ScrapeCreatorsFields => Field("credits_charged") + Field("credits_remaining", "100000");

    private string Field(string name, string? value = null) => Charge is null ? "" : $",\"{name}\":{value ?? Charge}";

    private static string Records(IEnumerable<int> accounts, string format) =>
        string.Join(',', accounts.Select(account => "{"
            + string.Format(CultureInfo.InvariantCulture, format, Wire.Id(account), Wire.Handle(account))
            + "}"));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
