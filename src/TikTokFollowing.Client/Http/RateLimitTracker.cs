using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// What providers say with <c>X-RateLimit-Remaining</c> and <c>-Reset</c>: when no request is left, the next one waits for the reset, whichever list or runspace it comes
/// from. Limits are per address and key.
/// </summary>
internal sealed class RateLimitTracker
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _opensAt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Held, string> _holds = new();

    /// <summary>The one of this process.</summary>
    public static RateLimitTracker Shared { get; } = new();

    /// <summary>How long the next request has to wait; zero if it need not.</summary>
    public TimeSpan WaitFor(string limit, DateTimeOffset now)
    {
        DateTimeOffset opensAt = DateTimeOffset.MinValue;
        if (_opensAt.TryGetValue(limit, out DateTimeOffset reset))
        {
            if (reset - now <= RetryAfter.LongestBlock) { opensAt = reset; }
            else { _opensAt.TryRemove(limit, out _); } // the clock of this machine was set back
        }
        foreach (KeyValuePair<Held, string> hold in _holds)
        {
            if (hold.Value == limit && hold.Key.Until > opensAt) { opensAt = hold.Key.Until; }
        }
        return opensAt > now ? opensAt - now : TimeSpan.Zero;
    }

    /// <summary>Has all requests under this limit wait until then, because one of them was told to: until that one stops waiting, and disposes of what it gets here.</summary>
    public IDisposable Hold(string limit, DateTimeOffset until)
    {
        Held hold = new(this, until);
        _holds[hold] = limit;
        return hold;
    }

    /// <summary>
    /// Blocks requests under this limit for as long as the provider said, and for an hour at most. A header with a
    /// wrong time must not block a key for the life of the process.
    /// </summary>
    public void Close(string limit, DateTimeOffset now, TimeSpan wait) => _opensAt[limit] = now + (wait < RetryAfter.LongestBlock ? wait : RetryAfter.LongestBlock);

    public void Note(string limit, HttpResponseMessage response, DateTimeOffset now)
    {
        if (NumberIn(response, "X-RateLimit-Remaining") is not long remaining) { return; }
        if (remaining <= 0 && ResetOf(response, now) is TimeSpan reset)
        {
            Close(limit, now, reset);
        }
        else
        {
            _opensAt.TryRemove(limit, out _);
        }
    }

    /// <summary>Forgets the limits of an address: somebody else listens there now.</summary>
    public void Forget(Uri address)
    {
        foreach (string limit in _opensAt.Keys.Where(limit => limit.Contains($" {address.Authority} ", StringComparison.Ordinal)).ToList()) { _opensAt.TryRemove(limit, out _); }
    }

    public static long? NumberIn(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    // Some providers state seconds, others Unix time. A reset that has passed is none.
    private static TimeSpan? ResetOf(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.TryGetValues("X-RateLimit-Reset", out IEnumerable<string>? values)
        && RetryAfter.ReadNumber(values.First(), response.Headers.Date, now) is { Ticks: > 0 } wait
            ? wait
            : null;

    private sealed class Held(RateLimitTracker windows, DateTimeOffset until) : IDisposable
    {
        public DateTimeOffset Until { get; } = until;

        public void Dispose() => windows._holds.TryRemove(this, out _);
    }
}
