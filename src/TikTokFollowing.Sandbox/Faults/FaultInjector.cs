using System.Globalization;
using System.Text;

namespace TikTokFollowing.SandboxServer;

/// <summary>Produces the responses of faults that do not change the page itself.</summary>
internal static class FaultInjector
{
    private const int NestedLevels = 5000;
    private const int ShortDelay = 1;
    private const int LongDelay = 7200;

    private const string SignInPage =
        "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>"
        + "<body><h1>Sign in to the network</h1></body></html>\n";

    /// <summary>Indicates whether a client cannot read the page of a response with this fault.</summary>
    public static bool IsUnreadable(SandboxFault fault) => fault is SandboxFault.Truncated
        or SandboxFault.CutWithoutLength
        or SandboxFault.Html
        or SandboxFault.NotJson
        or SandboxFault.TooLarge
        or SandboxFault.TooDeep;

    /// <summary>Returns the response of a fault that replaces the processing of the request; null for others.</summary>
    public static SandboxResponse? TryReplaceRequest(Endpoint endpoint, Exchange exchange)
    {
        if (exchange.TryApply(SandboxFault.Redirect))
        {
            return new SandboxResponse(302, SandboxResponse.Html, "<html><body>Found</body></html>")
                .With("Location", "http://other.invalid" + exchange.Request.Target);
        }

        if (GetRefusal(endpoint, exchange.Fault) is not { } refusal)
        {
            return null;
        }

        exchange.FaultApplied = exchange.Fault;
        return AddRetryAfter(endpoint.Refuse(exchange, refusal), exchange);
    }

    /// <summary>Applies the faults that occur after the provider has sent and charged the response.</summary>
    public static SandboxResponse ChangeResponse(SandboxResponse response, Exchange exchange)
    {
        SandboxResponse? changed = exchange.Fault switch
        {
            SandboxFault.Html => new SandboxResponse(200, SandboxResponse.Html, SignInPage),
            SandboxFault.NotJson => new SandboxResponse(
                200, SandboxResponse.Json, "{'data': [undefined, NaN,], <%= page %>\u0000\ufffd"),
            SandboxFault.TooDeep => response with { Body = Deepen(response.Body) },
            SandboxFault.RateLimitHeaders when exchange.HasPage => response.With("X-RateLimit-Remaining", 0)
                .With("X-RateLimit-Reset", GetShortRetryTime(exchange).ToUnixTimeSeconds()),

            // HttpWire applies these.
            SandboxFault.Truncated or SandboxFault.CutWithoutLength or SandboxFault.TooLarge => response,
            _ => null,
        };
        if (changed is not null)
        {
            exchange.FaultApplied = exchange.Fault;
        }

        return changed ?? response;
    }

    /// <summary>Adds a member with nested arrays at the start of an object.</summary>
    private static byte[] Deepen(byte[] json)
    {
        string deep = new string('[', NestedLevels) + new string(']', NestedLevels);
        return [.. Encoding.ASCII.GetBytes($$"""{"deep":{{deep}},"""), .. json.AsSpan(1)];
    }

    private static Refusal? GetRefusal(Endpoint endpoint, SandboxFault fault) => fault switch
    {
        SandboxFault.Unauthorized => Refusal.Unauthorized,
        SandboxFault.NoCredits => Refusal.NoCredits,
        SandboxFault.BalanceTruncated when !endpoint.CutsToBalance => Refusal.NoCredits,
        SandboxFault.RateLimit => Refusal.RateLimited,
        SandboxFault.RetryAfterSeconds or SandboxFault.RetryAfterDate or SandboxFault.RateLimitLong =>
            Refusal.RateLimitedUntil,
        SandboxFault.ServerError => Refusal.ServerError,
        SandboxFault.BadGateway => Refusal.BadGateway,
        SandboxFault.ServiceUnavailable => Refusal.Unavailable,
        SandboxFault.ChargedError => Refusal.ChargedError,
        _ => null,
    };

    private static SandboxResponse AddRetryAfter(SandboxResponse response, Exchange exchange)
    {
        DateTimeOffset? time = exchange.Fault switch
        {
            SandboxFault.RateLimit => exchange.Now,
            SandboxFault.RetryAfterSeconds => exchange.Now.AddSeconds(ShortDelay),
            SandboxFault.RetryAfterDate => GetShortRetryTime(exchange),
            SandboxFault.RateLimitLong => exchange.Now.AddSeconds(LongDelay),
            _ => null,
        };
        if (time is not { } known)
        {
            return response;
        }

        response = exchange.Fault == SandboxFault.RetryAfterDate
            ? response.With("Retry-After", known.ToString("r", CultureInfo.InvariantCulture))
            : response.With("Retry-After", (long)(known - exchange.Now).TotalSeconds);

        // A provider that reports the end of its window with every response must not contradict itself.
        return response.Has("X-RateLimit-Reset")
            ? response.With("X-RateLimit-Reset", known.ToUnixTimeSeconds())
            : response;
    }

    /// <summary>Returns the first full second that is at least the short delay ahead.</summary>
    private static DateTimeOffset GetShortRetryTime(Exchange exchange) =>
        DateTimeOffset.FromUnixTimeSeconds(exchange.UnixNow + 1 + ShortDelay);
}
