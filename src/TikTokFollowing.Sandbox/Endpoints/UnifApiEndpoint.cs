using System;
using System.Globalization;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Implements UnifAPI: short records, an opaque cursor, a page size, and billing in every response. A record costs one
/// credit, a request at least one.
/// </summary>
internal sealed class UnifApiEndpoint : IEndpoint
{
    private const string ListBefore = "/tiktok/users/";
    private const string ListAfter = "/following";
    private const string Resolve = "/tiktok/users/resolve";
    private const int MaxPageSize = 50;
    private const int RateLimit = 600;

    public string Provider => "UnifAPI";

    public bool Owns(string path) => path.StartsWith("/tiktok/", StringComparison.Ordinal);

    public bool HasKey(SandboxRequest request) => request.HasBearerKey;

    public bool CutsToBalance => true;

    public void Identify(Exchange exchange)
    {
        SandboxRequest request = exchange.Request;
        exchange.Handle = request.Path == Resolve
            ? request.Parameter("username")
            : request.PathSegment(ListBefore, ListAfter);
        exchange.IsList = request.Path != Resolve && exchange.Handle is not null;
        exchange.Cursor = request.Parameter("cursor");
    }

    public SandboxResponse Respond(Exchange exchange)
    {
        bool isResolve = exchange.Request.Path == Resolve;
        if (exchange.Handle is null && !isResolve)
        {
            return CreateRefusal(Refusal.NotFound, "Route not found", exchange);
        }

        if (exchange.Request.Method != "GET")
        {
            return CreateRefusal(Refusal.MethodNotAllowed, null, exchange);
        }

        return isResolve ? RespondWithId(exchange) : RespondWithList(exchange, exchange.Handle!);
    }

    public SandboxResponse CreateRefusal(Refusal refusal, string? message, Exchange exchange) => refusal switch
    {
        Refusal.BadRequest => Error(400, "validation_error", message ?? "Bad request", exchange),
        Refusal.Unauthorized => Error(401, "unauthorized", "Missing or invalid API key", exchange),
        Refusal.NoCredits => Error(402, "insufficient_credits", "Not enough credits for this request", exchange),
        Refusal.NotFound => Error(404, "not_found", message ?? "Not found", exchange),
        Refusal.MethodNotAllowed => Error(405, "validation_error", "Method not allowed", exchange).With("Allow", "GET"),
        Refusal.RateLimited or Refusal.RateLimitedUntil => Error(429, "rate_limited", "Rate limit exceeded", exchange),
        Refusal.BadGateway => Error(502, "upstream_error", "The upstream service failed", exchange),
        Refusal.ChargedError => Error(502, "upstream_error", "The upstream service failed", exchange, charge: 1),
        Refusal.Unavailable => Error(503, "upstream_unavailable", "The upstream service is unavailable", exchange),
        _ => Error(500, "internal_error", "Internal error", exchange),
    };

    private SandboxResponse Error(int status, string type, string message, Exchange exchange, int charge = 0)
    {
        long balance = status == 402 ? 0 : exchange.Charge(Provider, charge);
        return WithLimits(
            SandboxResponse.Json(status, writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("error");
                writer.WriteString("type", type);
                writer.WriteString("message", message);
                writer.WriteString("request_id", exchange.RequestId);
                if (status != 401)
                {
                    writer.WriteStartObject("billing");
                    writer.WriteNumber("credits_required", 1);
                    writer.WriteNumber("credits_charged", charge);
                    writer.WriteNumber("records_charged", 0);
                    writer.WriteNumber("balance_remaining", balance);
                    writer.WriteBoolean("truncated_due_to_balance", false);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }),
            exchange);
    }

    private static SandboxResponse WithLimits(SandboxResponse response, Exchange exchange)
    {
        long remaining = response.Status == 429 ? 0 : RateLimit - 1 - ((exchange.Number - 1) % RateLimit);
        return response.With("X-RateLimit-Limit", RateLimit.ToString(CultureInfo.InvariantCulture))
            .With("X-RateLimit-Remaining", remaining.ToString(CultureInfo.InvariantCulture))
            .With("X-RateLimit-Reset", (exchange.UnixNow + 60).ToString(CultureInfo.InvariantCulture));
    }

    private SandboxResponse RespondWithList(Exchange exchange, string id)
    {
        int limit = Math.Min(MaxPageSize, exchange.Options.PageSize);
        if (exchange.Request.Parameter("limit") is { } requested
            && !(int.TryParse(requested, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                && limit is >= 1 and <= MaxPageSize))
        {
            return CreateRefusal(Refusal.BadRequest, "limit must be between 1 and 50", exchange);
        }

        ListOwner owner = ListOwner.FromAny(id, exchange.Options.Day);
        switch (owner.Kind)
        {
            case OwnerKind.Missing:
                return CreateRefusal(Refusal.NotFound, "User not found", exchange);
            case OwnerKind.NeedsId when !owner.IsById:
                return Error(400, "invalid_id", "This user must be requested for by the numeric id", exchange);
        }

        int? start = exchange.Cursor is null ? null : OpaqueCursor.Read(Provider, owner.Id, exchange.Cursor);
        if (exchange.Cursor is not null && start is null)
        {
            return CreateRefusal(Refusal.BadRequest, "cursor is not valid", exchange);
        }

        // The provider returns hidden and private lists as empty ones.
        bool isHidden = owner.Kind is OwnerKind.Hidden or OwnerKind.Private;
        OpaquePage page = isHidden
            ? OpaquePage.Of(new FollowList(owner.Id, 0, limit, day: 0), null, repeatsBorders: false, exchange)
            : OpaquePage.Of(owner.List(exchange.Options, limit), start, repeatsBorders: false, exchange);
        return RespondWithPage(exchange, page);
    }

    private SandboxResponse RespondWithPage(Exchange exchange, OpaquePage page)
    {
        bool isCut = page.End > page.First && exchange.TryApply(SandboxFault.BalanceTruncated);
        if (isCut)
        {
            page = page.CutInHalf();
        }

        int records = page.End - page.First;
        long balance = exchange.Charge(Provider, Math.Max(1, records));
        return WithLimits(
            SandboxResponse.Json(200, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("request_id", exchange.RequestId);
                writer.WritePropertyName("data");
                WriteAccounts(writer, exchange, page);
                writer.WriteStartObject("pagination");
                writer.WriteBoolean("has_more", page.Next is not null);
                writer.WriteString(
                    "next_cursor",
                    page.Next is { } next ? OpaqueCursor.Write(Provider, page.List.OwnerId, next) : null);
                writer.WriteEndObject();
                WriteBilling(writer, exchange, records, isCut ? 0 : balance, isCut);
                writer.WriteEndObject();
            }),
            exchange);
    }

    private SandboxResponse RespondWithId(Exchange exchange)
    {
        if (string.IsNullOrEmpty(exchange.Handle))
        {
            return CreateRefusal(Refusal.BadRequest, "username is required", exchange);
        }

        ListOwner owner = ListOwner.FromHandle(exchange.Handle!, exchange.Options.Day);
        if (owner.Kind == OwnerKind.Missing)
        {
            return CreateRefusal(Refusal.NotFound, "User not found", exchange);
        }

        long balance = exchange.Charge(Provider, 1);
        return WithLimits(
            SandboxResponse.Json(200, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("request_id", exchange.RequestId);
                writer.WriteStartObject("data");
                writer.WriteString("id", owner.Id.ToString(CultureInfo.InvariantCulture));
                writer.WriteString("username", exchange.Handle);
                writer.WriteString("sec_uid", SandboxData.SecUidOf(owner.Id));
                writer.WriteEndObject();
                WriteBilling(writer, exchange, 1, balance);
                writer.WriteEndObject();
            }),
            exchange);
    }

    private static void WriteBilling(
        Utf8JsonWriter writer,
        Exchange exchange,
        int records,
        long balance,
        bool isCut = false)
    {
        writer.WriteStartObject("billing");
        writer.WriteNumber("credits_charged", exchange.Credits);
        writer.WriteNumber("records_charged", records);
        writer.WriteNumber("balance_remaining", balance);
        writer.WriteBoolean("truncated_due_to_balance", isCut);
        writer.WriteEndObject();
    }

    private static void WriteAccounts(Utf8JsonWriter writer, Exchange exchange, OpaquePage page)
    {
        writer.WriteStartArray();
        for (int i = page.First; i < page.End; i++)
        {
            WriteAccount(writer, page.List.Account(i), exchange.UnixStarted);
        }

        writer.WriteEndArray();
    }

    private static void WriteAccount(Utf8JsonWriter writer, SandboxAccount account, long clock)
    {
        writer.WriteStartObject();
        writer.WriteString("id", account.Id);
        writer.WriteString("username", account.Handle);
        writer.WriteString("display_name", account.DisplayName);
        string format = account.HasJpeg ? "jpeg" : "webp";
        writer.WriteString("avatar_url", MobileRecord.AvatarUrl(account, 1080, format, 0, clock));
        writer.WriteString("bio", account.Bio);
        writer.WriteBoolean("is_verified", account.IsVerified);
        writer.WriteBoolean("is_private", account.IsPrivate);
        writer.WriteNumber("follower_count", account.FollowerCount);
        writer.WriteNumber("following_count", account.FollowingCount);
        writer.WriteNumber("like_count", account.LikeCount);
        writer.WriteNumber("video_count", account.VideoCount);
        writer.WriteString("region", account.Region);
        writer.WriteEndObject();
    }
}
