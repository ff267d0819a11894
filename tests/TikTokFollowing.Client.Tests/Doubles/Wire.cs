using System.Globalization;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>
/// Creates responses of three providers. Accounts are numbers. Cursors, totals and has_more are JSON; null omits the
/// field.
/// </summary>
internal static class Wire
{
    public static string Id(int account) =>
        (7_000_000_000_000_000_000 + account).ToString(CultureInfo.InvariantCulture);

    public static string Handle(int account) => $"user.{account}";

    public static string ScrapeCreators(
        IEnumerable<int> accounts,
        string? minTime = null,
        string? hasMore = null,
        string? total = null,
        string? more = null) =>
        $$"""{"followings":[{{string.Join(",", accounts.Select(Record))}}]{{Rest(minTime, hasMore, total, more)}}}""";

    public static string SociaVault(
        IEnumerable<int> accounts,
        string? minTime = null,
        string? hasMore = null,
        string? total = null,
        string? more = null,
        string? creditsUsed = null)
    {
        string records = string.Join(",", accounts.Select((account, index) => $"\"{index}\":{Record(account)}"));
        string data = $$"""{"success":true,"followings":{{{records}}}{{Rest(minTime, hasMore, total, more)}}}""";
        return $$"""{"success":true,"data":{{data}}{{Field("credits_used", creditsUsed)}}}""";
    }

    public static string UnifAPI(
        IEnumerable<int> accounts,
        string? nextCursor = "null",
        string? hasMore = null,
        string? charged = null,
        bool isTruncated = false,
        string? balance = null) =>
        $$"""
        {"data":[{{string.Join(",", accounts.Select(a => $$"""{"id":"{{Id(a)}}","username":"{{Handle(a)}}"}"""))}}],
         "pagination":{"x":0{{Field("next_cursor", nextCursor)}}{{Field("has_more", hasMore)}}},
         "billing":{"x":0{{Field("credits_charged", charged)}}{{Field("balance_remaining", balance)}}
         {{Field("truncated_due_to_balance", isTruncated ? "true" : null)}}},"request_id":"req_1"}
        """;

    public static string Record(int account) =>
        $$"""{"uid":"{{Id(account)}}","unique_id":"{{Handle(account)}}","nickname":"User {{account}}"}""";

    private static string Rest(string? minTime, string? hasMore, string? total, string? more) =>
        Field("min_time", minTime) + Field("has_more", hasMore) + Field("total", total) + (
            more is null ? "" : "," + more);

    private static string Field(string name, string? json) => json is null ? "" : $",\"{name}\":{json}";
}
