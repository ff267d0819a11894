using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Implements SociaVault: TikTok's response in an envelope, with objects instead of arrays. A request costs one credit.
/// </summary>
internal sealed class SociaVaultEndpoint : IEndpoint
{
    private const string List = "/v1/scrape/tiktok/following";
    private const string Credits = "/v1/credits";
    private const int Cost = 1;

    public string Provider => "SociaVault";

    public bool Owns(string path) => path.StartsWith("/v1/scrape/", StringComparison.Ordinal) || path == Credits;

    public bool HasKey(SandboxRequest request) => request.HasApiKeyHeader;

    public bool CutsToBalance => false;

    public void Identify(Exchange exchange) => MobileList.Identify(exchange, List);

    public SandboxResponse Respond(Exchange exchange)
    {
        if (exchange.Request.Path is not (List or Credits))
        {
            return CreateRefusal(Refusal.NotFound, null, exchange);
        }

        if (exchange.Request.Method != "GET")
        {
            return CreateRefusal(Refusal.MethodNotAllowed, null, exchange);
        }

        return exchange.Request.Path == List ? RespondWithList(exchange) : RespondWithCredits(exchange);
    }

    public SandboxResponse CreateRefusal(Refusal refusal, string? message, Exchange exchange) => refusal switch
    {
        Refusal.BadRequest => SandboxResponse.Json(400, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("error", message);
            writer.WriteString("endpoint", "tiktok/following");
            writer.WriteNumber("credits_required", Cost);
            writer.WriteEndObject();
        }),
        Refusal.Unauthorized => SandboxResponse.Json(401, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("error", "Invalid API key");
            writer.WriteString("docs", "https://docs.sociavault.com/authentication");
            writer.WriteEndObject();
        }),
        Refusal.NoCredits => SandboxResponse.Json(402, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("error", "Insufficient credits");
            writer.WriteNumber("required", Cost);
            writer.WriteNumber("available", 0);
            writer.WriteEndObject();
        }),
        Refusal.NotFound => SandboxResponse.PlainError(404, "Not found"),
        Refusal.MethodNotAllowed => SandboxResponse.PlainError(405, "Method not allowed").With("Allow", "GET"),
        Refusal.RateLimited or Refusal.RateLimitedUntil => SandboxResponse.PlainError(429, "Too many requests"),
        Refusal.BadGateway or Refusal.ChargedError => SandboxResponse.PlainError(502, "Bad gateway"),
        Refusal.Unavailable => SandboxResponse.PlainError(503, "Service temporarily unavailable"),
        _ => SandboxResponse.PlainError(500, "Service configuration error"),
    };

    private SandboxResponse RespondWithList(Exchange exchange)
    {
        if (string.IsNullOrEmpty(exchange.Handle))
        {
            return CreateRefusal(Refusal.BadRequest, "Missing required parameter: handle", exchange);
        }

        if (!MobileList.TryReadMinTime(exchange, out long? minTime))
        {
            return CreateRefusal(Refusal.BadRequest, "Invalid parameter: min_time", exchange);
        }

        ListOwner owner = ListOwner.FromHandle(exchange.Handle!, exchange.Options.Day);
        bool isRefused = owner.Kind is OwnerKind.Hidden or OwnerKind.Private or OwnerKind.Missing;
        bool isTrimmed = MobileList.IsTrimmed(exchange);
        FollowList list = owner.List(exchange.Options);
        TimePage? page = isRefused ? null : TimePage.Of(list, minTime, exchange);
        exchange.Charge(Provider, Cost);
        return SandboxResponse.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success", true);
            writer.WriteStartObject("data");
            writer.WriteBoolean("success", true);
            if (page is null)
            {
                MobileList.WriteRefusal(writer, exchange, ListStyle.NumberedObject, owner.Kind);
            }
            else
            {
                MobileList.WritePage(writer, exchange, page, ListStyle.NumberedObject, isTrimmed);
            }

            writer.WriteEndObject();
            writer.WriteNumber("credits_used", Cost);
            writer.WriteString("endpoint", "tiktok/following");
            writer.WriteEndObject();
        });
    }

    private SandboxResponse RespondWithCredits(Exchange exchange) => SandboxResponse.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("credits", exchange.Balance(Provider));
        writer.WriteEndObject();
    });
}
