using System.Globalization;

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
            return SandboxResponse.Html(302, "<html><body>Found</body></html>")
                .With("Location", "http://other.invalid" + exchange.Request.Target);
        }

        return GetRefusal(endpoint, exchange) is { } refusal
            ? AddRetryAfter(endpoint.Refuse(exchange, refusal), exchange)
            : null;
    }

    /// <summary>Applies the faults that occur after the provider has sent and charged the response.</summary>
    public static SandboxResponse ChangeResponse(SandboxResponse response, Exchange exchange)
    {
        if (exchange.TryApply(SandboxFault.Html))
        {
            return SandboxResponse.Html(200, SignInPage);
        }

        if (exchange.TryApply(SandboxFault.NotJson))
        {
            return SandboxResponse.Garbage(200, "{'data': [undefined, NaN,], <%= page %>\u0000\ufffd");
        }

        if (exchange.TryApply(SandboxFault.TooDeep))
        {
            return response.WithMember("\"deep\":" + new string('[', NestedLevels) + new string(']', NestedLevels));
        }

        if (exchange.HasPage && exchange.TryApply(SandboxFault.RateLimitHeaders))
        {
            return response.With("X-RateLimit-Remaining", "0")
                .With("X-RateLimit-Reset", Format(GetShortRetryTime(exchange).ToUnixTimeSeconds()));
        }

        // HttpWire carries these out.
        _ = exchange.TryApply(SandboxFault.Truncated)
            || exchange.TryApply(SandboxFault.CutWithoutLength)
            || exchange.TryApply(SandboxFault.TooLarge);
        return response;
    }

    private static Refusal? GetRefusal(Endpoint endpoint, Exchange exchange)
    {
        Refusal? refusal = exchange.Fault switch
        {
            SandboxFault.Unauthorized => Refusal.Unauthorized,
            SandboxFault.NoCredits => Refusal.NoCredits,
            SandboxFault.BalanceTruncated when !endpoint.CutsToBalance => Refusal.NoCredits,
            SandboxFault.RateLimit => Refusal.RateLimited,
            SandboxFault.RetryAfterSeconds or SandboxFault.RetryAfterDate => Refusal.RateLimitedUntil,
            SandboxFault.RateLimitLong => Refusal.RateLimitedUntil,
            SandboxFault.ServerError => Refusal.ServerError,
            SandboxFault.BadGateway => Refusal.BadGateway,
            SandboxFault.ServiceUnavailable => Refusal.Unavailable,
            SandboxFault.ChargedError => Refusal.ChargedError,
            _ => null,
        };
        if (refusal is not null)
        {
            exchange.TryApply(exchange.Fault);
        }

        return refusal;
    }

    private static SandboxResponse AddRetryAfter(SandboxResponse response, Exchange exchange)
    {
        DateTimeOffset soon = GetShortRetryTime(exchange);
        (string Header, DateTimeOffset Time)? retry = exchange.Fault switch
        {
            SandboxFault.RateLimit => ("0", exchange.Now),
            SandboxFault.RetryAfterSeconds => (Format(ShortDelay), exchange.Now.AddSeconds(ShortDelay)),
            SandboxFault.RetryAfterDate => (soon.ToString("r", CultureInfo.InvariantCulture), soon),
            SandboxFault.RateLimitLong => (Format(LongDelay), exchange.Now.AddSeconds(LongDelay)),
            _ => null,
        };
        if (retry is not { } known)
        {
            return response;
        }

        response.With("Retry-After", known.Header);

        // A provider that reports the end of its window with every response must not contradict itself.
        return response.Has("X-RateLimit-Reset")
            ? response.With("X-RateLimit-Reset", Format(known.Time.ToUnixTimeSeconds()))
            : response;
    }

    /// <summary>Returns the first full second that is at least the short delay ahead.</summary>
    private static DateTimeOffset GetShortRetryTime(Exchange exchange) =>
        DateTimeOffset.FromUnixTimeSeconds(exchange.UnixNow + 1 + ShortDelay);

    private static string Format(long number) => number.ToString(CultureInfo.InvariantCulture);
}
