using System;

namespace TikTokFollowing.StandIn.Routes;

/// <summary>TikTok's answer nearly bare, arrays as arrays. One credit a request.</summary>
internal sealed class ScrapeCreatorsRoute : IRoute
{
    private const string List = "/v1/tiktok/user/following";
    private const string Balance = "/v1/account/credit-balance";
    private const string OtherBalance = "/v1/credit-balance";
    private const int Cost = 1;

    public string Provider => "ScrapeCreators";

    public bool Owns(string path) =>
        path.StartsWith("/v1/tiktok/user/", StringComparison.Ordinal) || path.StartsWith("/v1/account/", StringComparison.Ordinal) || path == OtherBalance;

    public bool HasKey(StandInRequest request) => request.HasApiKeyHeader;

    public bool CutsToBalance => false;

    public void Identify(Exchange exchange) => MobileList.Identify(exchange, List);

    public StandInAnswer Answer(Exchange exchange)
    {
        if (exchange.Request.Path is not (List or Balance or OtherBalance))
        {
            return Refuse(Refusal.NotFound, null, exchange);
        }

        if (exchange.Request.Method != "GET")
        {
            return Refuse(Refusal.MethodNotAllowed, null, exchange);
        }

        return exchange.Request.Path == List ? AnswerList(exchange) : AnswerBalance(exchange);
    }

    public StandInAnswer Refuse(Refusal refusal, string? message, Exchange exchange) => refusal switch
    {
        Refusal.BadRequest => Error(400, message ?? "Bad request"),
        Refusal.Unauthorized => Error(401, "Invalid API key"),
        Refusal.NoCredits => Error(402, "You are out of credits"),
        Refusal.NotFound => Error(404, message ?? "Not found"),
        Refusal.MethodNotAllowed => Error(405, "Method not allowed").With("Allow", "GET"),
        Refusal.RateLimited or Refusal.ToldToWait => Error(429, "Too many requests"),
        Refusal.BadGateway or Refusal.ChargedError => Error(502, "Bad gateway"),
        Refusal.Unavailable => Error(503, "Service unavailable"),
        _ => Error(500, "Internal server error"),
    };

    private static StandInAnswer Error(int status, string message) => StandInAnswer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success", false);
        writer.WriteString("message", message);
        writer.WriteNumber("errorStatus", status);
        writer.WriteEndObject();
    });

    private StandInAnswer AnswerList(Exchange exchange)
    {
        if (string.IsNullOrEmpty(exchange.Handle))
        {
            return Refuse(Refusal.BadRequest, "handle is required", exchange);
        }

        if (!MobileList.TryReadMinTime(exchange, out long? minTime))
        {
            return Refuse(Refusal.BadRequest, "min_time must be a number", exchange);
        }

        ListOwner owner = ListOwner.OfHandle(exchange.Handle!);
        if (owner.Kind == OwnerKind.Missing)
        {
            return Refuse(Refusal.NotFound, "User not found", exchange);
        }

        bool isRefused = owner.Kind is OwnerKind.Hidden or OwnerKind.Private;
        bool isTrimmed = MobileList.IsTrimmed(exchange);
        TimePage? page = isRefused ? null : TimePage.Of(owner.List(exchange.Options.FollowingCount, exchange.Options.PageSize), minTime, exchange);
        long remaining = exchange.Charge(Provider, Cost);
        return StandInAnswer.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success", true);
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

    private StandInAnswer AnswerBalance(Exchange exchange) => StandInAnswer.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success", true);
        writer.WriteNumber("creditCount", exchange.Balance(Provider));
        writer.WriteEndObject();
    });
}
