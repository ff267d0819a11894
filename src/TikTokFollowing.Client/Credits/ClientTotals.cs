namespace TikTokFollowing.Client.Credits;

/// <summary>Counts requests, accounts and credits of one client, over all of its lists.</summary>
internal sealed class ClientTotals
{
    private long _requests;
    private long _accounts;
    private long _savedAccounts;
    private long _credits;

    /// <summary>Gets the number of requests, including retries.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Gets the number of accounts that the provider returned, without duplicates in a list.</summary>
    public long Accounts => Interlocked.Read(ref _accounts);

    /// <summary>Gets the number of accounts from journals.</summary>
    public long SavedAccounts => Interlocked.Read(ref _savedAccounts);

    /// <summary>Gets the charged credits, as the responses state them or else by the price list.</summary>
    public long Credits => Interlocked.Read(ref _credits);

    public void AddRequest() => Interlocked.Increment(ref _requests);

    public void AddAccounts(int count) => Interlocked.Add(ref _accounts, count);

    public void AddSavedAccounts(int count) => Interlocked.Add(ref _savedAccounts, count);

    public void AddCredits(long credits) => Interlocked.Add(ref _credits, credits);
}
