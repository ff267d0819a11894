using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Tracks the rate limits that providers report with <c>X-RateLimit-Remaining</c> and <c>X-RateLimit-Reset</c>. When no
/// request remains, the next one waits for the reset, in every list and runspace. Limits apply to an address and a key.
/// </summary>
internal sealed class RateLimitTracker
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _blockedUntil = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<LimitHold, string> _holds = new();

    /// <summary>Gets the tracker of this process.</summary>
    public static RateLimitTracker Shared { get; } = new();

    /// <summary>Returns the time for which the next request must wait; zero if it can be sent now.</summary>
    public TimeSpan GetWait(string limit, DateTimeOffset now)
    {
        DateTimeOffset until = DateTimeOffset.MinValue;
        if (_blockedUntil.TryGetValue(limit, out DateTimeOffset reset))
        {
            if (reset - now <= RetryAfter.MaxBlock)
            {
                until = reset;
            }
            else
            {
                _blockedUntil.TryRemove(limit, out _); // the clock of this machine was set back
            }
        }
        foreach (KeyValuePair<LimitHold, string> hold in _holds)
        {
            if (hold.Value == limit && hold.Key.Until > until)
            {
                until = hold.Key.Until;
            }
        }
        return until > now ? until - now : TimeSpan.Zero;
    }

    /// <summary>
    /// Delays all requests under a limit because the provider throttled one of them. The delay ends at a time, or
    /// earlier when the returned object is disposed.
    /// </summary>
    public IDisposable Hold(string limit, DateTimeOffset until)
    {
        LimitHold hold = new(this, until);
        _holds[hold] = limit;
        return hold;
    }

    /// <summary>
    /// Blocks requests under a limit for the time that the provider reported, and for at most an hour. A header with a
    /// wrong time must not block a key for the life of the process.
    /// </summary>
    public void Block(string limit, DateTimeOffset now, TimeSpan wait) =>
        _blockedUntil[limit] = now + (wait < RetryAfter.MaxBlock ? wait : RetryAfter.MaxBlock);

    /// <summary>Records the rate-limit headers of a response.</summary>
    public void Record(string limit, HttpResponseMessage response, DateTimeOffset now)
    {
        if (ReadNumber(response, "X-RateLimit-Remaining") is not long remaining)
        {
            return;
        }
        if (remaining <= 0 && ReadReset(response, now) is TimeSpan reset)
        {
            Block(limit, now, reset);
        }
        else
        {
            _blockedUntil.TryRemove(limit, out _);
        }
    }

    /// <summary>Removes the limits of an address where another server listens now.</summary>
    public void Forget(Uri address)
    {
        string part = $" {address.Authority} ";
        foreach (string limit in _blockedUntil.Keys.Where(limit => limit.Contains(part, StringComparison.Ordinal)))
        {
            _blockedUntil.TryRemove(limit, out _);
        }
    }

    /// <summary>Reads a header that holds a whole number; <see langword="null"/> if it is missing or invalid.</summary>
    public static long? ReadNumber(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    // Some providers state seconds, others Unix time. A reset in the past does not block.
    private static TimeSpan? ReadReset(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.TryGetValues("X-RateLimit-Reset", out IEnumerable<string>? values)
        && RetryAfter.ReadNumber(values.First(), response.Headers.Date, now) is { Ticks: > 0 } wait
            ? wait
            : null;

    private sealed class LimitHold(RateLimitTracker tracker, DateTimeOffset until) : IDisposable
    {
        public DateTimeOffset Until { get; } = until;

        public void Dispose() => tracker._holds.TryRemove(this, out _);
    }
}
