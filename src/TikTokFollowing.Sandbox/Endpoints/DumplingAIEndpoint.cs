using System;
using System.Globalization;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Implements DumplingAI: a POST with a JSON body; responses in the format of TikTok's web pages. A request costs ten
/// credits, as the newer page of its documentation states.
/// </summary>
internal sealed class DumplingAIEndpoint : IEndpoint
{
    private const string List = "/api/v1/get-tiktok-user-following";
    private const string Balance = "/api/v2/balance";
    private const int Cost = 10;
    private const int MaxPageSize = 200; // The documentation states no limit; this one is ours.
    private const int RateLimit = 600;
    private const string NoHandle = "'handle' parameter is required and must be a non-empty string.";

    public string Provider => "DumplingAI";

    public bool Owns(string path) => path.StartsWith("/api/", StringComparison.Ordinal);

    public bool HasKey(SandboxRequest request) => request.HasBearerKey;

    public bool CutsToBalance => false;

    public void Identify(Exchange exchange)
    {
        exchange.IsList = exchange.Request.Path == List;
        if (exchange.IsList)
        {
            ReadBody(exchange, out _, out _);
        }
    }

    public SandboxResponse Respond(Exchange exchange)
    {
        SandboxRequest request = exchange.Request;
        if (request.Path is not (List or Balance))
        {
            return CreateRefusal(Refusal.NotFound, null, exchange);
        }

        if (request.Method != (request.Path == List ? "POST" : "GET"))
        {
            return CreateRefusal(Refusal.MethodNotAllowed, null, exchange);
        }

        return request.Path == List ? RespondWithList(exchange) : RespondWithBalance(exchange);
    }

    public SandboxResponse CreateRefusal(Refusal refusal, string? message, Exchange exchange) => refusal switch
    {
        Refusal.BadRequest => Error(400, message ?? "Bad request", exchange),
        Refusal.Unauthorized => Error(401, "API key is invalid or missing.", exchange),
        Refusal.NoCredits => Error(403, "Insufficient credits. Please top up your account.", exchange),
        Refusal.NotFound => Error(404, message ?? "Not found", exchange),
        Refusal.MethodNotAllowed => Error(405, "Method not allowed", exchange)
            .With("Allow", exchange.Request.Path == List ? "POST" : "GET"),
        Refusal.RateLimited or Refusal.RateLimitedUntil or Refusal.Unavailable =>
            Error(503, "Rate limit exceeded. Please try again later.", exchange),
        Refusal.BadGateway or Refusal.ChargedError => Error(502, "Bad gateway", exchange),
        _ => Error(
            500,
            "An unexpected server error occurred while fetching the TikTok user following: upstream error",
            exchange),
    };

    private static SandboxResponse Error(int status, string error, Exchange exchange) =>
        WithLimits(SandboxResponse.PlainError(status, error), exchange);

    private static SandboxResponse WithLimits(SandboxResponse response, Exchange exchange)
    {
        long remaining = response.Status == 503 ? 0 : RateLimit - 1 - ((exchange.Number - 1) % RateLimit);
        return response.With("X-RateLimit-Limit", RateLimit.ToString(CultureInfo.InvariantCulture))
            .With("X-RateLimit-Remaining", remaining.ToString(CultureInfo.InvariantCulture));
    }

    private SandboxResponse RespondWithList(Exchange exchange)
    {
        if (ReadBody(exchange, out long? minTime, out int? count) is { } complaint)
        {
            return CreateRefusal(Refusal.BadRequest, complaint, exchange);
        }

        ListOwner owner = ListOwner.FromHandle(exchange.Handle!, exchange.Options.Day);
        switch (owner.Kind)
        {
            case OwnerKind.Missing:
                string message = "Following list not found for user: " + exchange.Handle;
                return CreateRefusal(Refusal.NotFound, message, exchange);
            case OwnerKind.Hidden:
                return RespondWithRefusal(exchange, 3002060, "Profile user is hiding following list");
            case OwnerKind.Private:
                return RespondWithRefusal(exchange, 10222, "This account is private");
        }

        int pageSize = Math.Min(count ?? exchange.Options.PageSize, count is null ? int.MaxValue : MaxPageSize);
        TimePage page = TimePage.Of(owner.List(exchange.Options, pageSize), minTime, exchange);
        exchange.Charge(Provider, Cost);
        return WithLimits(
            SandboxResponse.Json(200, writer =>
            {
                writer.WriteStartObject();
                writer.WritePropertyName("followingList");
                WriteAccounts(writer, exchange, page);
                WriteCursor(writer, "maxCursor", page.MaxTime, page.List);
                WriteCursor(writer, "minCursor", page.MinTime, page.List);
                writer.WriteBoolean("hasMore", page.HasMore);
                writer.WriteNumber("total", page.List.Count);
                writer.WriteEndObject();
            }),
            exchange);
    }

    private SandboxResponse RespondWithRefusal(Exchange exchange, int code, string message)
    {
        exchange.Charge(Provider, Cost);
        return WithLimits(
            SandboxResponse.Json(200, writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("statusCode", code);
                writer.WriteString("statusMsg", message);
                writer.WriteEndObject();
            }),
            exchange);
    }

    private SandboxResponse RespondWithBalance(Exchange exchange) => WithLimits(
        SandboxResponse.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("balance", exchange.Balance(Provider));
            writer.WriteEndObject();
        }),
        exchange);

    /// <summary>Returns the error about the body; null if there is none. Records handle and cursor.</summary>
    private static string? ReadBody(Exchange exchange, out long? minTime, out int? count)
    {
        minTime = null;
        count = null;
        try
        {
            using JsonDocument body = JsonDocument.Parse(exchange.Request.Body);
            JsonElement root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("handle", out JsonElement handle)
                || handle.ValueKind != JsonValueKind.String
                || handle.GetString() is not { Length: > 0 } text)
            {
                return NoHandle;
            }

            exchange.Handle = text;
            if (root.TryGetProperty("minTime", out JsonElement time) && time.ValueKind != JsonValueKind.Null)
            {
                exchange.Cursor = time.ToString();
                minTime = AsNumber(time);
                if (minTime is null)
                {
                    return "The following service could not process the handle.";
                }
            }

            if (root.TryGetProperty("count", out JsonElement requested) && requested.ValueKind != JsonValueKind.Null)
            {
                if (requested.ValueKind != JsonValueKind.Number || !requested.TryGetInt32(out int number) || number < 1)
                {
                    return "The following service reported an issue.";
                }

                count = number;
            }

            return null;
        }
        catch (JsonException)
        {
            return "Invalid JSON in request body";
        }
    }

    private static long? AsNumber(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    /// <summary>
    /// Writes a cursor as a number for most lists and as text for some, because providers of this kind use both.
    /// </summary>
    private static void WriteCursor(Utf8JsonWriter writer, string name, long time, FollowList list)
    {
        if (list.OwnerId % 4 == 0)
        {
            writer.WriteString(name, time.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNumber(name, time);
        }
    }

    private static void WriteAccounts(Utf8JsonWriter writer, Exchange exchange, TimePage page)
    {
        writer.WriteStartArray();
        for (int i = page.First; i < page.End; i++)
        {
            SandboxAccount account = page.List.Account(i);
            if (account.Number % 9 == 4)
            {
                new MobileRecord(account, ListStyle.Array, exchange.UnixStarted).Write(writer, isTrimmed: false);
            }
            else
            {
                WriteAccount(writer, account, exchange.UnixStarted);
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteAccount(Utf8JsonWriter writer, SandboxAccount account, long clock)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("user");
        writer.WriteString("id", account.Id);
        writer.WriteString("uniqueId", account.Handle);
        writer.WriteString("nickname", account.DisplayName);
        string format = account.HasJpeg ? "jpeg" : "webp";
        writer.WriteString("avatarThumb", MobileRecord.AvatarUrl(account, 100, format, 0, clock));
        writer.WriteString("signature", account.Bio);
        writer.WriteBoolean("verified", account.IsVerified);
        writer.WriteString("secUid", account.SecUid);
        writer.WriteBoolean("privateAccount", account.IsPrivate);
        writer.WriteEndObject();
        writer.WriteStartObject("stats");
        writer.WriteNumber("followerCount", account.FollowerCount);
        writer.WriteNumber("followingCount", account.FollowingCount);
        writer.WriteNumber("heartCount", account.LikeCount);
        writer.WriteNumber("videoCount", account.VideoCount);
        writer.WriteNumber("diggCount", account.LikedCount);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
