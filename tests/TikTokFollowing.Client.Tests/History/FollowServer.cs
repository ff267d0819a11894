using System.Collections.Specialized;
using System.Globalization;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Web;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>
/// Serves a following list that changes, in the format of any provider, and counts requests and credits.
/// </summary>
internal sealed class FollowServer(string provider, FollowList list, int pageSize = 20) : HttpMessageHandler
{
    private const string SocialFetchRecord = "\"handle\":\"{1}\",\"platformUserId\":\"{0}\"";
    private const string DumplingAIRecord =
        "\"user\":{{\"id\":\"{0}\",\"uniqueId\":\"{1}\"}},\"stats\":{{\"followerCount\":1}}";

    private readonly bool _hasFollowTimes = provider is "SociaVault" or "ScrapeCreators" or "DumplingAI";

    public string Provider => provider;

    public int Requests { get; private set; }

    public long Credits { get; private set; }

    /// <summary>Gets the cursors of the requests; null for the start of the list.</summary>
    public List<string?> Cursors { get; } = [];

    /// <summary>Gets or sets the response to a request, by its number from 1; null for the list.</summary>
    public Func<int, Responder?> Fail { get; set; } = static _ => null;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        string? cursor = await ReadCursorAsync(request, cancellationToken);
        Cursors.Add(cursor);
        if (Fail(Requests) is Responder failure)
        {
            return await failure(cancellationToken);
        }
        int start = StartOf(cursor);
        int[] accounts = [.. list.Accounts.Skip(start).Take(pageSize)];
        Credits += provider == "UnifAPI" ? Math.Max(1, accounts.Length) : provider == "DumplingAI" ? 10 : 1;
        return await Responses.Json(Body(accounts, start + accounts.Length))(cancellationToken);
    }

    // A follow time includes its own account, which is listed again.
    private int StartOf(string? cursor)
    {
        if (cursor is null)
        {
            return 0;
        }
        if (!_hasFollowTimes)
        {
            return int.Parse(cursor.AsSpan(1), CultureInfo.InvariantCulture);
        }
        long time = long.Parse(cursor, CultureInfo.InvariantCulture);
        return list.Accounts.TakeWhile(account => list.TimeOf(account) > time).Count();
    }

    private string Body(int[] accounts, int end)
    {
        bool hasMore = end < list.Accounts.Count;
        string more = hasMore ? "true" : "false";
        string total = list.Total.ToString(CultureInfo.InvariantCulture);
        string next = hasMore ? $"\"o{end}\"" : "null";
        long first = accounts.Length == 0 ? 0 : list.TimeOf(accounts[0]);
        long last = accounts.Length == 0 ? 0 : list.TimeOf(accounts[^1]);
        string cursors = $$"""{"max_cursor":{{first}},"min_cursor":{{last}}}""";
        string token = Convert.ToBase64String(Encoding.ASCII.GetBytes(cursors));
        string window = $"\"next_page_token\":\"{token}\"";
        string time = last.ToString(CultureInfo.InvariantCulture);
        return provider switch
        {
            "SociaVault" => Wire.SociaVault(accounts, time, more, total, window, "1"),
            "ScrapeCreators" => Wire.ScrapeCreators(accounts, time, more, total, window),
            "UnifAPI" => Wire.UnifAPI(accounts, next, more),
            "SocialFetch" => $$"""
                {"data":{"lookupStatus":"found","accounts":[{{Records(accounts, SocialFetchRecord)}}],
                 "totalAccounts":{{total}},"page":{"nextCursor":{{next}},"hasMore":{{more}}} },
                 "meta":{"creditsCharged":1,"requestId":"r1"} }
                """,
            "DumplingAI" => $$"""
                {"followingList":[{{Records(accounts, DumplingAIRecord)}}],
                 "total":{{total}},"minTime":{{time}},"minCursor":{{time}},"maxCursor":{{first}},"hasMore":{{more}} }
                """,
            _ => throw new InvalidOperationException(provider),
        };
    }

    private static async Task<string?> ReadCursorAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Post)
        {
            using JsonDocument body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            return body.RootElement.TryGetProperty("minTime", out JsonElement time) ? time.ToString() : null;
        }
        NameValueCollection query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        return query["min_time"] ?? query["cursor"];
    }

    private static string Records(IEnumerable<int> accounts, string format) =>
        string.Join(',', accounts.Select(account => "{" + Format(format, account) + "}"));

    private static string Format(string format, int account) =>
        string.Format(CultureInfo.InvariantCulture, format, Wire.Id(account), Wire.Handle(account));
}

/// <summary>Represents the following list of a user, newest follow first. Accounts are numbers.</summary>
internal sealed class FollowList
{
    private readonly Dictionary<int, long> _times = [];
    private int _created;

    public FollowList(int count = 90)
    {
        for (int i = 0; i < count; i++)
        {
            Follow();
        }
    }

    public List<int> Accounts { get; } = [];

    /// <summary>Gets or sets a wrong total; null for the number of accounts.</summary>
    public int? StatedTotal { get; set; }

    public int Total => StatedTotal ?? Accounts.Count;

    public long TimeOf(int account) => _times[account];

    /// <summary>Follows a new account and returns its handle.</summary>
    public string Follow()
    {
        _created++;
        _times[_created] = 1_760_000_000 + _created * 60L;
        Accounts.Insert(0, _created);
        return Wire.Handle(_created);
    }

    /// <summary>Unfollows the account at an index and returns its handle.</summary>
    public string Unfollow(int place)
    {
        int account = Accounts[place];
        Accounts.RemoveAt(place);
        return Wire.Handle(account);
    }
}
