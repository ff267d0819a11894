using System.Diagnostics.CodeAnalysis;

namespace TikTokFollowing.Client.Credits;

/// <summary>
/// Admits one request at a time until the provider's price is known. Many requests in flight at a price that turns out
/// higher than listed would exceed the budget together.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to release.")]
internal sealed class FirstChargeGate(PriceTracker prices)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn of a request.</summary>
    /// <returns>
    /// True if the request has the turn, and has to call <see cref="Leave"/>; false if the price is known.
    /// </returns>
    public async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        if (prices.IsKnown)
        {
            return false;
        }
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (prices.IsKnown)
        {
            Leave();
            return false;
        }
        return true;
    }

    /// <summary>Gives the turn to the next request.</summary>
    public void Leave() => _turn.Release();
}
