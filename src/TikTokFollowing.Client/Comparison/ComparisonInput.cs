namespace TikTokFollowing.Client.Comparison;

/// <summary>Collects the accounts of one side of a comparison by list.</summary>
/// <param name="name">The name for warnings: reference or difference.</param>
/// <param name="names">The comparer for ids and sec_uids; null for an ordinal one.</param>
internal sealed class ComparisonInput(string name, IEqualityComparer<string>? names = null)
    : ListCollector<ListSnapshot>
{
    public string Name { get; } = name;

    /// <summary>Indicates whether lists without a known extent are complete.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Indicates whether this is the side with the later lists.</summary>
    public bool IsDifference { get; init; }

    public IEqualityComparer<string> Names { get; } = names ?? StringComparer.Ordinal;

    public override ListSnapshot CreateList(string followedBy) => new(followedBy, this);

    protected override void Add(ListSnapshot list, FollowedAccount account, bool isFromPage) =>
        list.Add(account, isFromPage);
}
