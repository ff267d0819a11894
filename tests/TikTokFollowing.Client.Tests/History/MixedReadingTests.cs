using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests readings whose pages are from two providers.</summary>
public sealed class MixedReadingTests
{
    private static readonly DateTime s_time = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Accounts_are_seen_by_the_provider_of_their_page()
    {
        HistoryState state = Apply(HistoryState.Empty, Read(Enumerable.Range(1, 12), border: 7));

        Assert.Equal(
            [.. Enumerable.Repeat("A", 7), .. Enumerable.Repeat("B", 5)],
            state.Listed.Select(account => account.SeenBy.ToString()));
        Assert.Equal(["A", "B"], state.Marks.Providers.Names);
    }

    [Fact]
    public void Only_accounts_that_all_providers_listed_can_be_missing()
    {
        HistoryState state = Apply(HistoryState.Empty, Read(Enumerable.Range(1, 12), border: 6));
        state = Apply(state, Read(Enumerable.Range(1, 12).Where(account => account != 3), border: 6));
        Assert.Equal(12, state.Listed.Count); // A and B have not both listed account 3

        state = Apply(state, Read(Enumerable.Range(1, 12), border: 12));
        state = Apply(state, Read(Enumerable.Range(1, 12), border: 0));
        state = Apply(state, Read(Enumerable.Range(1, 12).Where(account => account != 3), border: 6));
        Assert.Equal(11, state.Listed.Count);
    }

    [Fact]
    public void A_set_contains_another_if_it_contains_all_of_its_names()
    {
        ProviderSet both = ProviderSet.Of(["A", "B"]);
        Assert.True(both.Contains(both));
        Assert.True(both.Contains(ProviderSet.Empty));
        Assert.False(ProviderSet.Of(["A"]).Contains(both));
        Assert.Equal(both, ProviderSet.Of(["A"]).With(ProviderSet.Of(["B"])));
    }

    private static HistoryState Apply(HistoryState state, ListReading reading)
    {
        UpdateConclusion conclusion = HistoryRules.Evaluate(state, reading);
        return state.Apply(Assert.IsType<UpdateConclusion.Store>(conclusion).Delta);
    }

    // The accounts from the border on are of provider B.
    private static ListReading Read(IEnumerable<int> accounts, int border)
    {
        FollowedAccount[] read = [.. accounts.Select(account => new FollowedAccount { Id = Wire.Id(account) })];
        string first = border == 0 ? "B" : "A";
        List<ReadPage> pages = [new ReadPage(0, Provider: first)];
        if (border > 0 && border < read.Length)
        {
            pages.Add(new ReadPage(border, Provider: "B"));
        }
        return new ListReading
        {
            Provider = new ProviderTraits(first, HasFollowTimes: true, PageSize: 20),
            Accounts = read,
            Pages = pages,
            IsAtEnd = true,
            StartedAt = s_time,
            ReadAt = s_time,
        };
    }
}
