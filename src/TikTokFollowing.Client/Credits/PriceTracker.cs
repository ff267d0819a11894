using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Credits;

/// <summary>
/// Tracks the real prices of a provider during a command. Price lists change, so a page is reserved at the listed price
/// or the highest charge so far, whichever is higher.
/// </summary>
internal sealed class PriceTracker(ProviderMetadata facts)
{
    private readonly object _lock = new();
    private long _perUnit; // the highest charge for a request or, where accounts are charged, for an account
    private long _perPage; // the highest charge that the number of requested accounts cannot explain
    private long _perLookup; // the highest charge for a lookup
    private readonly List<(int Accounts, long Assumed)> _lost = []; // sends that may have been charged
    private bool _isKnown;

    /// <summary>Indicates whether a page was charged, so that more than the listed price is known.</summary>
    public bool IsKnown
    {
        get
        {
            lock (_lock)
            {
                return _isKnown;
            }
        }
    }

    /// <summary>Gets the highest price of one account, in credits; 0 where requests are charged.</summary>
    public long PerAccount
    {
        get
        {
            lock (_lock)
            {
                return facts.CreditsPerRecord == 0 ? 0 : Math.Max(facts.CreditsPerRecord, PerUnit);
            }
        }
    }

    /// <summary>Gets the highest price of one page, in credits.</summary>
    /// <param name="accounts">The number of requested accounts.</param>
    public long PriceOf(int accounts) => PriceOf(1, accounts);

    /// <summary>Gets the highest price of pages that have a number of accounts together, in credits.</summary>
    public long PriceOf(long pages, long accounts)
    {
        long units = facts.CreditsPerRecord > 0 ? Math.Max(accounts, pages) : pages;
        lock (_lock)
        {
            return Math.Max(facts.PriceOf(pages, accounts), Math.Max(PerUnit * units, _perPage * pages));
        }
    }

    /// <summary>Gets the highest price of a lookup, in credits.</summary>
    /// <param name="listed">The listed price.</param>
    public long PriceOfLookup(long listed)
    {
        lock (_lock)
        {
            return Math.Max(listed, _perLookup);
        }
    }

    /// <summary>Gets the lowest price of a number of accounts.</summary>
    /// <param name="accounts">The number of accounts.</param>
    /// <param name="pageSize">The number of accounts on a page; null for the provider's default.</param>
    public long PriceOfAccounts(int accounts, int? pageSize)
    {
        int size = pageSize ?? facts.DefaultPageSize;
        return PriceOf((accounts + size - 1L) / size, accounts);
    }

    /// <summary>Records the charge for a lookup, which is not the price of a page.</summary>
    public void RecordLookup(long credits)
    {
        lock (_lock)
        {
            _perLookup = Math.Max(_perLookup, credits);
        }
    }

    /// <summary>Records the charge for a page.</summary>
    /// <param name="requested">The number of requested accounts.</param>
    /// <param name="received">The number of accounts on it.</param>
    /// <param name="credits">The charge, in credits.</param>
    /// <returns>The credits by which this price raises the assumed charges of lost responses.</returns>
    public long RecordPage(int requested, int received, long credits)
    {
        lock (_lock)
        {
            _isKnown = true;
            if (received == 0 || received > requested)
            {
                _perPage = Math.Max(_perPage, credits); // the requested size does not explain the charge
            }
            else
            {
                Record(received, credits);
            }
            return PriceOfLost();
        }
    }

    /// <summary>Records the charge for a failed request.</summary>
    /// <param name="requested">The number of requested accounts.</param>
    /// <param name="credits">The charge, in credits.</param>
    /// <returns>The credits by which this price raises the assumed charges of lost responses.</returns>
    public long RecordFailure(int requested, long credits)
    {
        lock (_lock)
        {
            Record(requested, credits);
            return PriceOfLost();
        }
    }

    /// <summary>Records a request whose response was lost, or did not state its charge.</summary>
    /// <param name="requested">The number of requested accounts.</param>
    /// <param name="assumed">The credits that the budget counts for it.</param>
    public void RecordLost(int requested, long assumed)
    {
        lock (_lock)
        {
            _lost.Add((requested, assumed));
        }
    }

    // A built-in provider lists a lookup at the price of an account. Until a page was charged, a lookup that cost more
    // is the best estimate.
    private long PerUnit => _isKnown || facts.Rules is not null ? _perUnit : Math.Max(_perUnit, _perLookup);

    private long PriceOfLost()
    {
        long more = 0;
        for (int i = 0; i < _lost.Count; i++)
        {
            (int accounts, long assumed) = _lost[i];
            long price = PriceOf(accounts);
            if (price > assumed)
            {
                more += price - assumed;
                _lost[i] = (accounts, price);
            }
        }
        return more;
    }

    private void Record(int accounts, long credits)
    {
        long units = facts.CreditsPerRecord > 0 ? Math.Max(1, accounts) : 1;
        _perUnit = Math.Max(_perUnit, (credits + units - 1) / units);
    }
}
