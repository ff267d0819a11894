using System.Globalization;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Implements DumplingAI: a POST with a JSON body; responses in the format of TikTok's web pages. A request costs ten
/// credits, as the newer page of its documentation states.
/// </summary>
internal sealed class DumplingAIEndpoint() : Endpoint("DumplingAI", ["/api/"], ["/api/v2/balance"])
{
    private const int Cost = 10;
    private const int MaxPageSize = 200; // The documentation states no limit; this one is ours.

    private readonly MobileRecord _mobileRecord = new(numbersItems: false);

    protected override int RateLimitStatus => 503;

    public override bool HasKey(SandboxRequest request) => request.HasBearerKey;

    public override void Identify(Exchange exchange)
    {
        exchange.IsList = exchange.Request.Path == "/api/v1/get-tiktok-user-following";
        JsonElement? body = exchange.IsList ? exchange.Request.Json : null;
        exchange.Handle = Member(body, "handle") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        exchange.Cursor = Member(body, "minTime")?.ToString();
    }

    protected override string MethodOf(Exchange exchange) => exchange.IsList ? "POST" : "GET";

    protected override SandboxResponse RespondWithList(Exchange exchange)
    {
        if (exchange.Request.Json is not { } body)
        {
            return Refuse(exchange, Refusal.NotJson);
        }

        if (string.IsNullOrEmpty(exchange.Handle))
        {
            return Refuse(exchange, Refusal.NoHandle);
        }

        if (!exchange.TryReadTime(out long minTime))
        {
            return Refuse(exchange, Refusal.BadCursor);
        }

        if (ReadPageSize(exchange, body) is not { } pageSize)
        {
            return Refuse(exchange, Refusal.BadCount);
        }

        ListOwner owner = exchange.Owner;
        if (owner.Kind == OwnerKind.Missing)
        {
            return Refuse(exchange, Refusal.NoUser, exchange.Handle!);
        }

        if (!owner.IsListed)
        {
            exchange.Charge(Cost);
            return Create(exchange, 200, "unlisted", FactsOf("owners", owner.Kind.ToString()));
        }

        TimePage page = TimePage.Of(owner.List(exchange.Options, pageSize), minTime, exchange);
        exchange.Charge(Cost);
        return Create(exchange, 200, "page", name => name switch
        {
            "accounts" => page.Accounts.Select(account => account.Number % 9 == 4
                ? _mobileRecord.Of(account, exchange.UnixStarted)
                : Record(account, _ => MobileRecord.BestAvatarUrl(account, 100, exchange.UnixStarted))),
            "maxCursor" => Cursor(page.MaxTime, page.List),
            "minCursor" => Cursor(page.MinTime, page.List),
            "hasMore" => page.HasMore,
            "total" => page.List.Count,
            _ => null,
        });
    }

    /// <summary>Returns the number of accounts in the body, or the default one; null if it is not valid.</summary>
    private static int? ReadPageSize(Exchange exchange, JsonElement body) =>
        Member(body, "count") is not { } count ? exchange.Options.PageSize
        : count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out int size) && size >= 1
            ? Math.Min(size, MaxPageSize)
        : null;

    /// <summary>Returns a member of the body; null if it is missing or null.</summary>
    private static JsonElement? Member(JsonElement? body, string name) =>
        body is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty(name, out JsonElement member)
        && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    /// <summary>
    /// Returns a cursor as a number for most lists and as text for some, because providers of this kind use both.
    /// </summary>
    private static object Cursor(long time, FollowList list) =>
        list.OwnerId % 4 == 0 ? time.ToString(CultureInfo.InvariantCulture) : time;
}
