using System.Globalization;
using System.Net.Http;
using System.Web;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Specifies the cursor of the last page.</summary>
internal enum LastCursor
{
    /// <summary>The cursor is missing, or 0.</summary>
    None,

    /// <summary>The requested cursor.</summary>
    Unchanged,

    /// <summary>A new cursor, whose page is empty.</summary>
    Moves,
}

/// <summary>
/// Serves pages and counts requests. The cursor of page k is a follow time: k seconds before a fixed one.
/// </summary>
internal abstract class PagedServer : HttpMessageHandler
{
    private int _inside;

    public int Requests { get; private set; }

    /// <summary>Gets the number of requests that arrived before the previous response.</summary>
    public int Overlaps { get; private set; }

    protected abstract string CreateBody(Uri address);

    protected sealed override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        if (Interlocked.Increment(ref _inside) > 1) { Overlaps++; }
        try
        {
            return await Responses.Json(CreateBody(request.RequestUri!))(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }
}

/// <summary>Serves a list as ScrapeCreators or SociaVault do.</summary>
internal sealed class ListServer(string provider, IReadOnlyList<int[]> pages) : PagedServer
{
    private const long Newest = 1_750_000_000;

    /// <summary>Indicates whether pages have has_more. Trimmed pages have none.</summary>
    public bool SendsHasMore { get; init; } = true;

    public long? Total { get; init; }

    public LastCursor LastCursor { get; init; }

    protected override string CreateBody(Uri address)
    {
        string? requested = HttpUtility.ParseQueryString(address.Query)["min_time"];
        int number = requested is null ? 0 : (int)(Newest - long.Parse(requested, CultureInfo.InvariantCulture));
        int[] accounts = number < pages.Count ? pages[number] : [];
        bool isLast = number >= pages.Count - 1;
        string? cursor = (isLast, LastCursor) switch
        {
            (false, _) or (true, LastCursor.Moves) when number < pages.Count => Cursor(number + 1),
            (true, LastCursor.Unchanged) when requested is not null => requested,
            _ => number % 2 == 0 ? "0" : null,
        };
        string? hasMore = SendsHasMore ? (isLast ? "false" : "true") : null;
        string? total = Total?.ToString(CultureInfo.InvariantCulture);
        return provider == "SociaVault" ? Wire.SociaVault(
            accounts, cursor, hasMore, total) : Wire.ScrapeCreators(accounts, cursor, hasMore, total);
    }

    private static string Cursor(int page) => (Newest - page).ToString(CultureInfo.InvariantCulture);
}

/// <summary>Serves a list as UnifAPI does: pages of the requested size, charged by the account.</summary>
internal sealed class UnifAPIServer(int count) : PagedServer
{
    public long Charged { get; private set; }

    public List<int> Limits { get; } = [];

    protected override string CreateBody(Uri address)
    {
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(address.Query);
        int start = query["cursor"] is string cursor ? int.Parse(
            cursor.Replace("from", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) : 0;
        int limit = query["limit"] is string text ? int.Parse(text, CultureInfo.InvariantCulture) : 20;
        Limits.Add(limit);
        int[] accounts = [.. Enumerable.Range(1, count).Skip(start).Take(limit)];
        long charged = Math.Max(1, accounts.Length);
        Charged += charged;
        bool isLast = start + accounts.Length >= count;
        return Wire.UnifAPI(
            accounts,
            isLast ? "null" : $"\"from{start + accounts.Length}\"",
            isLast ? "false" : "true",
            charged.ToString(CultureInfo.InvariantCulture));
    }
}
