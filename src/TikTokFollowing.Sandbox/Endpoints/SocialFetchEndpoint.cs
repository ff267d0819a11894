using System;
using System.Globalization;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Implements SocialFetch: its own format, an opaque cursor, and a <c>lookupStatus</c> instead of errors. A request
/// costs one credit, including refusals.
/// </summary>
internal sealed class SocialFetchEndpoint : IEndpoint
{
    private const string ListBefore = "/v1/tiktok/profiles/";
    private const string ListAfter = "/following";
    private const string Balance = "/v1/balance";
    private const int Cost = 1;

    public string Provider => "SocialFetch";

    public bool Owns(string path) => path.StartsWith(ListBefore, StringComparison.Ordinal) || path == Balance;

    public bool HasKey(SandboxRequest request) => request.HasApiKeyHeader;

    public bool CutsToBalance => false;

    public void Identify(Exchange exchange)
    {
        exchange.Handle = exchange.Request.PathSegment(ListBefore, ListAfter);
        exchange.IsList = exchange.Handle is not null;
        exchange.Cursor = exchange.Request.Parameter("cursor");
    }

    public SandboxResponse Respond(Exchange exchange)
    {
        if (exchange.Handle is null && exchange.Request.Path != Balance)
        {
            return CreateRefusal(Refusal.NotFound, null, exchange);
        }

        if (exchange.Request.Method != "GET")
        {
            return CreateRefusal(Refusal.MethodNotAllowed, null, exchange);
        }

        return exchange.Handle is { } handle ? RespondWithList(exchange, handle) : RespondWithBalance(exchange);
    }

    public SandboxResponse CreateRefusal(Refusal refusal, string? message, Exchange exchange) => refusal switch
    {
        Refusal.BadRequest => Error(400, "bad_request", message ?? "Bad request.", exchange),
        Refusal.Unauthorized => Error(401, "unauthorized", "A valid API key is required.", exchange),
        Refusal.NoCredits => Error(
            402,
            "insufficient_credits",
            "Not enough credits for this request.",
            exchange,
            "https://checkout.sandbox.example/"),
        Refusal.NotFound => Error(404, "not_found", "Route not found.", exchange),
        Refusal.MethodNotAllowed => Error(405, "bad_request", "Method not allowed.", exchange).With("Allow", "GET"),
        Refusal.RateLimited => Error(429, "temporarily_unavailable", "Too many requests, try again shortly.", exchange),
        Refusal.RateLimitedUntil or Refusal.Unavailable =>
            Error(503, "temporarily_unavailable", "Temporarily unavailable, try again shortly.", exchange),
        Refusal.BadGateway or Refusal.ChargedError => Error(502, "lookup_failed", "The lookup failed.", exchange),
        _ => Error(500, "internal_error", "Something went wrong.", exchange),
    };

    private static SandboxResponse Error(
        int status,
        string code,
        string message,
        Exchange exchange,
        string? checkoutUrl = null) =>
        SandboxResponse.Json(status, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("code", code);
            writer.WriteString("message", message);
            writer.WriteString("requestId", exchange.RequestId);
            if (checkoutUrl is not null)
            {
                writer.WriteString("checkoutUrl", checkoutUrl);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    private SandboxResponse RespondWithList(Exchange exchange, string handle)
    {
        ListOwner owner = ListOwner.FromHandle(handle, exchange.Options.Day);
        int? requested = exchange.Cursor is null ? null : OpaqueCursor.Read(Provider, owner.Id, exchange.Cursor);
        if (exchange.Cursor is not null && requested is null)
        {
            return CreateRefusal(Refusal.BadRequest, "The cursor is not valid for this request.", exchange);
        }

        bool isTrimmed = MobileList.IsTrimmed(exchange);
        string lookupStatus = owner.Kind switch
        {
            OwnerKind.Hidden => "hidden",
            OwnerKind.Private => "private",
            OwnerKind.Missing => "not_found",
            _ => "found",
        };
        FollowList list = owner.List(exchange.Options);
        OpaquePage? page = lookupStatus == "found"
            ? OpaquePage.Of(list, requested, repeatsBorders: true, exchange)
            : null;
        exchange.Charge(Provider, Cost);
        return SandboxResponse.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("data");
            writer.WriteString("lookupStatus", lookupStatus);
            writer.WritePropertyName("accounts");
            WriteAccounts(writer, exchange, page, isTrimmed);
            writer.WriteStartObject("page");
            if (page?.Next is { } next)
            {
                writer.WriteString("nextCursor", OpaqueCursor.Write(Provider, owner.Id, next));
            }
            else
            {
                writer.WriteNull("nextCursor");
            }

            writer.WriteBoolean("hasMore", page?.Next is not null);
            writer.WriteEndObject();
            if (page is null)
            {
                writer.WriteNull("totalAccounts");
            }
            else
            {
                writer.WriteNumber("totalAccounts", page.List.Count);
            }

            writer.WriteEndObject();
            WriteMeta(writer, exchange);
            writer.WriteEndObject();
        });
    }

    private SandboxResponse RespondWithBalance(Exchange exchange) => SandboxResponse.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("data");
        writer.WriteNumber("balance", exchange.Balance(Provider));
        writer.WriteEndObject();
        WriteMeta(writer, exchange);
        writer.WriteEndObject();
    });

    private static void WriteMeta(Utf8JsonWriter writer, Exchange exchange)
    {
        writer.WriteStartObject("meta");
        writer.WriteString("requestId", exchange.RequestId);
        writer.WriteNumber("creditsCharged", exchange.Credits);
        writer.WriteString("version", "v1");
        writer.WriteEndObject();
    }

    private static void WriteAccounts(Utf8JsonWriter writer, Exchange exchange, OpaquePage? page, bool isTrimmed)
    {
        writer.WriteStartArray();
        for (int i = page?.First ?? 0; i < page?.End; i++)
        {
            WriteAccount(writer, page.List.Account(i), isTrimmed, exchange.UnixStarted);
        }

        writer.WriteEndArray();
    }

    private static void WriteAccount(Utf8JsonWriter writer, SandboxAccount account, bool isTrimmed, long clock)
    {
        writer.WriteStartObject();
        writer.WriteString("handle", account.Handle);
        writer.WriteString("displayName", account.DisplayName);
        writer.WriteString("bio", account.Bio.Length == 0 ? null : account.Bio);
        string avatarUrl = MobileRecord.AvatarUrl(account, 1080, account.HasJpeg ? "jpeg" : "webp", 0, clock);
        writer.WriteString("avatarUrl", account.Number % 14 == 12 ? null : avatarUrl);
        writer.WriteString("profileUrl", "https://www.tiktok.com/@" + account.Handle);

        // Fields that the documentation calls optional are missing in some records.
        if (account.Number % 17 != 16)
        {
            writer.WriteString("platformUserId", account.Id);
        }

        if (account.Number % 11 != 10)
        {
            writer.WriteString("secUid", account.SecUid);
        }

        writer.WriteBoolean("verified", account.IsVerified);
        if (account.Number % 13 != 12)
        {
            writer.WriteBoolean("privateAccount", account.IsPrivate);
        }

        if (account.Region.Length > 0)
        {
            writer.WriteString("region", account.Region);
        }

        if (account.Language.Length > 0)
        {
            writer.WriteString("language", account.Language);
        }

        WriteCreatedAt(writer, account);
        writer.WriteStartObject("metrics");
        writer.WriteNumber("followers", account.FollowerCount);
        writer.WriteNumber("following", account.FollowingCount);
        writer.WriteNumber("posts", account.VideoCount);
        writer.WriteEndObject();
        if (!isTrimmed)
        {
            writer.WriteStartObject("details");
            writer.WriteNumber("total_favorited", account.LikeCount);
            writer.WriteNumber("favoriting_count", account.LikedCount);
            writer.WriteString("custom_verify", account.CustomVerify);
            writer.WriteString("enterprise_verify_reason", account.EnterpriseVerify);
            writer.WriteNumber("verification_type", 1);
            writer.WriteNumber("status", 1);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes a number or text in turn: the older page of the documentation has a number, the newer one text.
    /// </summary>
    private static void WriteCreatedAt(Utf8JsonWriter writer, SandboxAccount account)
    {
        if (account.CreatedAt == 0)
        {
            return;
        }

        if (account.Number % 2 == 0)
        {
            writer.WriteNumber("accountCreatedAt", account.CreatedAt);
        }
        else
        {
            DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(account.CreatedAt);
            string iso = time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            writer.WriteString("accountCreatedAt", iso);
        }
    }
}
