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
        if (exchange.IsList)
        {
            ReadBody(exchange, out _, out _);
        }
    }

    protected override string MethodOf(Exchange exchange) => exchange.IsList ? "POST" : "GET";

    protected override SandboxResponse RespondWithList(Exchange exchange)
    {
        if (ReadBody(exchange, out long? minTime, out int? count) is { } refusal)
        {
            return Refuse(exchange, refusal);
        }

        ListOwner owner = ListOwner.FromHandle(exchange.Handle!, exchange.Options.Day);
        if (owner.Kind == OwnerKind.Missing)
        {
            return Refuse(exchange, Refusal.NoUser, exchange.Handle!);
        }

        if (!owner.IsListed)
        {
            exchange.Charge(Provider, Cost);
            return Create(exchange, 200, "unlisted", FactsOf("owners", owner.Kind.ToString()));
        }

        int pageSize = count is { } size ? Math.Min(size, MaxPageSize) : exchange.Options.PageSize;
        TimePage page = TimePage.Of(owner.List(exchange.Options, pageSize), minTime, exchange);
        exchange.Charge(Provider, Cost);
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

    /// <summary>Returns the error of the body; null if none exists. Records handle and cursor.</summary>
    private static Refusal? ReadBody(Exchange exchange, out long? minTime, out int? count)
    {
        minTime = null;
        count = null;
        try
        {
            using JsonDocument body = JsonDocument.Parse(exchange.Request.Body);
            if (Member(body.RootElement, "handle") is not { ValueKind: JsonValueKind.String } handle
                || handle.GetString() is not { Length: > 0 } text)
            {
                return Refusal.NoHandle;
            }

            exchange.Handle = text;
            if (Member(body.RootElement, "minTime") is { } time)
            {
                exchange.Cursor = time.ToString();
                minTime = AsNumber(time);
                if (minTime is null)
                {
                    return Refusal.BadCursor;
                }
            }

            if (Member(body.RootElement, "count") is { } requested)
            {
                if (requested.ValueKind != JsonValueKind.Number || !requested.TryGetInt32(out int number) || number < 1)
                {
                    return Refusal.BadCount;
                }

                count = number;
            }

            return null;
        }
        catch (JsonException)
        {
            return Refusal.NotJson;
        }
    }

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out JsonElement member)
        && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    private static long? AsNumber(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    /// <summary>
    /// Returns a cursor as a number for most lists and as text for some, because providers of this kind use both.
    /// </summary>
    private static object Cursor(long time, FollowList list) =>
        list.OwnerId % 4 == 0 ? time.ToString(CultureInfo.InvariantCulture) : time;
}
