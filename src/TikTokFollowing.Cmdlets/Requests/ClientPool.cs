using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Credentials;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>
/// Holds one client for each provider of a command. All handles share its circuit breaker and its price, and all
/// clients share one budget.
/// </summary>
/// <param name="cmdlet">The cmdlet with the connection and the keys.</param>
/// <param name="maxCredits">The budget; null for no limit.</param>
/// <param name="getJournals">Returns the options of the journals; null if the command keeps none.</param>
internal sealed class ClientPool(ProviderCmdletBase cmdlet, int? maxCredits, Func<JournalOptions?> getJournals)
    : IDisposable
{
    private readonly Dictionary<string, FollowingClient> _clients = [];
    private readonly CreditBudget _budget = new(maxCredits);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Indicates whether responses that arrive are saved, even if the command does not write them.</summary>
    public bool HasJournals { get; private set; }

    /// <summary>Returns the client of a provider.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="isFallback">True if -ApiKey belongs to another provider.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/></exception>
    public FollowingClient Get(IFollowingProvider provider, bool isFallback)
    {
        string key = provider.Facts.Name + isFallback;
        if (_clients.TryGetValue(key, out FollowingClient? client))
        {
            return client;
        }
        // Other providers must not receive -ApiKey. With -BaseUri, one address receives all keys, so that -ApiKey can
        // replace a missing one.
        bool acceptsGivenKey = !isFallback
            || (cmdlet.BaseUri is not null && ApiKeyResolver.NearSourceOf(provider.Facts) is null);
        ApiKey apiKey = cmdlet.KeyFor(provider.Facts, "these accounts", acceptsGivenKey ? cmdlet.ApiKey : null);
        JournalOptions? journals = getJournals();
        HasJournals |= journals is not null;
        client = new FollowingClient(
            provider,
            apiKey,
            cmdlet.Address,
            cmdlet.Settings,
            cmdlet.Log,
            cmdlet.TransportThroughProxy(),
            budget: _budget,
            checkpoint: journals,
            closing: _closing.Token);
        _clients.Add(key, client);
        return client;
    }

    /// <summary>
    /// Stops new requests. Responses to those in flight are still received. May be called on any thread.
    /// </summary>
    public void StopSending()
    {
        try
        {
            _closing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet has already ended.
        }
    }

    /// <summary>Describes the requests, accounts and credits of all clients.</summary>
    public string DescribeTotals()
    {
        long saved = _clients.Values.Sum(static client => client.Totals.SavedAccounts);
        string journals = saved == 0 ? "" : $", {Quantity.Of(saved, "account")} from journals";
        return $"Total: {Sum(static client => client.Totals.Requests, "request")}, "
            + $"{Sum(static client => client.Totals.Accounts, "account")} received{journals}, "
            + $"{Sum(static client => client.Totals.Credits, "credit")} charged.";

        string Sum(Func<FollowingClient, long> count, string noun) =>
            Quantity.Of(_clients.Values.Sum(count), noun);
    }

    /// <inheritdoc/>
    public void Dispose() => _closing.Dispose();
}
