using System;
using System.Collections.Generic;

namespace TikTokFollowing.StandIn;

/// <summary>
/// What was bought, in all and from each provider. A provider's account starts with <see cref="StartingBalance"/> credits and can not go below 0.
/// </summary>
internal sealed class Ledger
{
    public const long StartingBalance = 100_000;

    private readonly object _gate = new();
    private readonly Dictionary<string, long> _charged = [];
    private long _total;

    public long Total
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    /// <summary>What is left after this charge.</summary>
    public long Charge(string provider, int credits)
    {
        lock (_gate)
        {
            _total += credits;
            _charged.TryGetValue(provider, out long before);
            _charged[provider] = before + credits;
            return Math.Max(0, StartingBalance - before - credits);
        }
    }

    public long Balance(string provider) => Charge(provider, 0);
}
