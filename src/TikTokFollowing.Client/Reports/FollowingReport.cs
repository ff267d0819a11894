namespace TikTokFollowing.Client.Reports;

/// <summary>
/// Collects the accounts, the changes and the title of a report. <see cref="ReportHtmlWriter"/> writes it.
/// </summary>
internal sealed class FollowingReport(TimeProvider time)
{
    /// <summary>Gets the title that the user specified; null if none exists.</summary>
    public string? GivenTitle { get; init; }

    /// <summary>Gets the accounts in input order, one for each list that has the account.</summary>
    public List<FollowedAccount> Accounts { get; } = [];

    /// <summary>Gets the pages of the accounts, each with the index of its first account.</summary>
    public List<(int Start, FollowingPage Page)> Pages { get; } = [];

    /// <summary>Indicates whether the input has shared accounts without the rest of their lists.</summary>
    public bool HasSharedAccounts { get; set; }

    /// <summary>Gets the changes in input order.</summary>
    public List<ReportChange> Changes { get; } = [];

    /// <summary>Gets the accounts, and then those of the changes.</summary>
    public IEnumerable<FollowedAccount> AllAccounts => Accounts.Concat(Changes.Select(change => change.Account));

    /// <summary>Gets the creation time of the report.</summary>
    public DateTimeOffset CreatedAt { get; } = time.GetUtcNow();

    /// <summary>Adds the accounts of a page.</summary>
    public void Add(FollowingPage page)
    {
        Pages.Add((Accounts.Count, page));
        Accounts.AddRange(page.Accounts);
    }

    public bool IsEmpty => Accounts.Count == 0 && Changes.Count == 0;

    /// <summary>Gets the title: the specified one, else a description of the contents.</summary>
    public string Title
    {
        get
        {
            string[] lists =
            [
                .. AllAccounts
                    .Select(account => account.FollowedBy)
                    .Where(name => name.Length > 0)
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Take(2),
            ];
            return (lists.Length, Accounts.Count) switch
            {
                _ when !string.IsNullOrWhiteSpace(GivenTitle) => GivenTitle!,
                (1, > 0) => $"Accounts that @{lists[0]} follows",
                (1, _) => $"Changes in the accounts that @{lists[0]} follows",
                (_, > 0) => "Followed accounts",
                _ when Changes.Count > 0 => "Changes in followed accounts",
                _ => "TikTok following report",
            };
        }
    }
}
