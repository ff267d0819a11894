using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Implements ScrapeCreators: TikTok's response almost unchanged, with arrays. A request costs one credit.
/// </summary>
internal sealed class ScrapeCreatorsEndpoint : IEndpoint
{
    private const string List = "/v1/tiktok/user/following";
    private const string Balance = "/v1/account/credit-balance";
    private const string OtherBalance = "/v1/credit-balance";
    private const string ThirdBalance = "/v1/credit/balance";
    private const int Cost = 1;

    public string Provider => "ScrapeCreators";

    public bool Owns(string path) =>
        path.StartsWith("/v1/tiktok/user/", StringComparison.Ordinal)
        || path.StartsWith("/v1/account/", StringComparison.Ordinal)
        || path is OtherBalance or ThirdBalance;

    public bool HasKey(SandboxRequest request) => request.HasApiKeyHeader;

    public bool CutsToBalance => false;

    public void Identify(Exchange exchange) => MobileList.Identify(exchange, List);

    public SandboxResponse Respond(Exchange exchange)
    {
        if (exchange.Request.Path is not (List or Balance or OtherBalance or ThirdBalance))
        {
            return CreateRefusal(Refusal.NotFound, null, exchange);
        }

        if (exchange.Request.Method != "GET")
        {
            return CreateRefusal(Refusal.MethodNotAllowed, null, exchange);
        }

        return exchange.Request.Path == List ? RespondWithList(exchange) : RespondWithBalance(exchange);
    }

    public SandboxResponse CreateRefusal(Refusal refusal, string? message, Exchange exchange) => refusal switch
    {
        Refusal.BadRequest => Error(400, "bad_request", message ?? "Bad request", exchange),
        Refusal.Unauthorized => Error(401, "unauthorized", "Invalid API key", exchange),
        Refusal.NoCredits => Error(402, "insufficient_credits", "You are out of credits", exchange),
        Refusal.NotFound => Error(404, "not_found", message ?? "Not found", exchange),
        Refusal.MethodNotAllowed =>
            Error(405, "method_not_allowed", "Method not allowed", exchange).With("Allow", "GET"),
        Refusal.RateLimited or Refusal.RateLimitedUntil => Error(429, "rate_limited", "Too many requests", exchange),
        Refusal.BadGateway or Refusal.ChargedError => Error(502, "bad_gateway", "Bad gateway", exchange),
        Refusal.Unavailable => Error(503, "unavailable", "Service unavailable", exchange),
        _ => Error(500, "internal_error", "Internal server error", exchange),
    };

    private SandboxResponse Error(int status, string code, string message, Exchange exchange) =>
        SandboxResponse.Json(status, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success", false);
            writer.WriteString("error", code);
            writer.WriteString("message", message);
            writer.WriteNumber("errorStatus", status);
            if (status != 401)
            {
                writer.WriteNumber("credits_charged", 0);
                writer.WriteNumber("credits_remaining", status == 402 ? 0 : exchange.Balance(Provider));
            }

            writer.WriteEndObject();
        });

    private SandboxResponse RespondWithList(Exchange exchange)
    {
        if (string.IsNullOrEmpty(exchange.Handle))
        {
            return CreateRefusal(Refusal.BadRequest, "handle is required", exchange);
        }

        if (!MobileList.TryReadMinTime(exchange, out long? minTime))
        {
            return CreateRefusal(Refusal.BadRequest, "min_time must be a number", exchange);
        }

        ListOwner owner = ListOwner.FromHandle(exchange.Handle!, exchange.Options.Day);
        if (owner.Kind == OwnerKind.Missing)
        {
            return CreateRefusal(Refusal.NotFound, "User not found", exchange);
        }

        bool isRefused = owner.Kind is OwnerKind.Hidden or OwnerKind.Private;
        bool isTrimmed = MobileList.IsTrimmed(exchange);
        FollowList list = owner.List(exchange.Options);
        TimePage? page = isRefused ? null : TimePage.Of(list, minTime, exchange);
        long remaining = exchange.Charge(Provider, Cost);
        return SandboxResponse.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success", true);
            writer.WriteNumber("credits_charged", Cost);
            writer.WriteNumber("credits_remaining", remaining);
            if (page is null)
            {
                MobileList.WriteRefusal(writer, exchange, ListStyle.Array, owner.Kind);
            }
            else
            {
                MobileList.WritePage(writer, exchange, page, ListStyle.Array, isTrimmed);
            }

            writer.WriteEndObject();
        });
    }

    private SandboxResponse RespondWithBalance(Exchange exchange) => SandboxResponse.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success", true);
        writer.WriteNumber("creditCount", exchange.Balance(Provider));
        writer.WriteEndObject();
    });
}
