using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Reads one list for a command: puts the pagers together, drops duplicates, counts, and describes the list.
/// </summary>
internal sealed class ListPager : IDisposable
{
    private readonly ListProgress _progress;
    private readonly FallbackPager _fallback;

    /// <param name="clients">The providers, in the order in which they are contacted.</param>
    /// <param name="query">The query of the list.</param>
    /// <param name="log">Receives a warning when the provider changes.</param>
    /// <exception cref="FollowingException">The first provider does not support the query.</exception>
    public ListPager(IReadOnlyList<FollowingClient> clients, FollowingQuery query, ClientLog log)
    {
        Handle = query.Handle.Value;
        First = clients[0].Provider.Facts;
        _progress = new ListProgress(query);
        _fallback = new FallbackPager(clients, query, _progress, log);
    }

    public string Handle { get; }

    /// <summary>Gets the provider of the next request.</summary>
    public ProviderMetadata Facts => _fallback.Client.Provider.Facts;

    /// <summary>Gets the provider of the first request.</summary>
    public ProviderMetadata First { get; }

    public int AccountsRead => _progress.AccountsRead;

    /// <summary>Gets the point at which the list can be resumed: the furthest that a provider reached.</summary>
    public ResumePoint Stopped => _fallback.Status.Resume;

    /// <summary>Gets the credits that all providers charged.</summary>
    public long CreditsCharged => _fallback.Status.CreditsCharged;

    public long? CreditsRemaining => _fallback.Status.CreditsRemaining;

    /// <summary>Gets the reason why the next request is delayed; null if it is not.</summary>
    public string? Waiting => _fallback.Status.Waiting;

    /// <summary>Gets the prices of the current provider, as far as they are known.</summary>
    public PriceTracker Prices => _fallback.Client.Prices;

    /// <summary>Gets the part of the list that was read.</summary>
    public ListExtent Extent => _progress.Extent;

    /// <summary>Gets the journal that all pages of the current provider are from; null if it fetched some.</summary>
    public CompletedJournal? Saved => _fallback.Journaling?.Completed;

    /// <summary>Gets the number of pages that the same command would take from a journal.</summary>
    public int SavedPages => _fallback is { IsFirst: true, Journaling: JournalingPager journaling }
        ? journaling.CountSavedPages()
        : 0; // the first provider would be contacted first again

    /// <summary>Gets the error that the last page came with, if no other provider can continue.</summary>
    public FollowingException? Failure => _fallback.Status.Failure;

    /// <summary>Describes a list that has ended without an account.</summary>
    public string DescribeEmptyList()
    {
        string cost = CreditsCharged == 0 ? "" : $" It cost {Quantity.Of(CreditsCharged, "credit")}.";
        return (_fallback.Status.EmptyListNote ?? $"@{Handle} follows no accounts, according to {Facts.Name}.") + cost;
    }

    /// <inheritdoc cref="IPager.NextPageAsync"/>
    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        if (await _fallback.NextPageAsync(cancellationToken).ConfigureAwait(false) is not FollowingPage received)
        {
            return null;
        }
        FollowingPage page = _progress.RemoveDuplicates(received);
        ClientTotals totals = _fallback.Client.Totals;
        if (page.Attempts > 0)
        {
            totals.AddAccounts(page.Count);
        }
        else
        {
            totals.AddSavedAccounts(page.Count); // a page of a journal took no request
        }
        return page;
    }

    public void Dispose() => _fallback.Dispose();
}
