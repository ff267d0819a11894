using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

/// <summary>Tests pages as a provider returned them, for readers that compare pages and keep no journal.</summary>
public class RawPageTests
{
    private static readonly FollowingQuery s_query = new(FollowingHandle.Parse("someone"));

    [Fact]
    public async Task Raw_pages_have_the_accounts_at_their_borders_and_state_total_window_and_provider()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true", "4")),
            Responses.Json(Wire.SociaVault([2, 3, 4], "1700000200", "false", "4")));
        ListProgress progress = new(s_query);
        using IPager pager = Lists.Client("SociaVault", server).CreatePager(s_query, progress);

        List<FollowingPage> pages = await ReadAsync(pager, progress);

        Assert.Equal([["user.1", "user.2"], ["user.2", "user.3", "user.4"]], pages.Select(HandlesOf));
        Assert.Equal([true, false], pages.Select(page => page.HasMore));
        Assert.All(pages, page => Assert.Equal(("SociaVault", 4L), (page.Provider, page.Total)));
        Assert.Equal([null, Local(1700000300)], pages.Select(page => page.FollowedBefore));
        Assert.Equal(Local(1700000300), pages[0].FollowedAfter);
        Assert.False(pages[1].Extent!.IsTruncated);
        Assert.True(pager.Status.IsAtEnd);
        Assert.Equal((4, 2L), (progress.AccountsRead, pager.Status.CreditsCharged));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(24, false)]
    [InlineData(25, true)]
    public async Task The_last_raw_page_states_whether_its_end_is_plausible(int total, bool isTruncated)
    {
        Logbook log = new();
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true", $"{total}")),
            Responses.Json(Wire.SociaVault([2, 3, 4], "1700000200", "false", $"{total}")));
        ListProgress progress = new(s_query);
        using IPager pager = Lists.Client("SociaVault", server, log: log.Log).CreatePager(s_query, progress);

        List<FollowingPage> pages = await ReadAsync(pager, progress);

        Assert.Equal(isTruncated, pages[^1].Extent!.IsTruncated);
        Assert.Equal(isTruncated ? 1 : 0, log.Warnings.Count);
    }

    [Fact]
    public async Task Raw_pages_of_a_fallback_start_at_the_border()
    {
        ScriptedHandler first = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Responses.Json("{}", 402));
        ScriptedHandler second = new(Responses.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        ListProgress progress = new(s_query);
        FollowingClient[] clients = [Lists.Client("SociaVault", first), Lists.Client("ScrapeCreators", second)];
        using FallbackPager pager = new(clients, s_query, progress, new Logbook().Log);

        List<FollowingPage> pages = await ReadAsync(pager, progress);

        Assert.Equal([["user.1", "user.2"], ["user.2", "user.3"]], pages.Select(HandlesOf));
        Assert.Equal(["SociaVault", "ScrapeCreators"], pages.Select(page => page.Provider));
        Assert.Equal(3, progress.AccountsRead);
    }

    [Fact]
    public async Task A_resume_point_continues_the_raw_pages()
    {
        ScriptedHandler first = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Responses.Json("{}", 500));
        ListProgress progress = new(s_query);
        using IPager pager = Lists
            .Client("SociaVault", first, settings: Lists.NoTimeout with { MaximumRetryCount = 0 })
            .CreatePager(s_query, progress);
        await Assert.ThrowsAsync<FollowingException>(() => ReadAsync(pager, progress));
        ResumePoint resume = pager.Status.Resume;
        Assert.Equal(("someone", "SociaVault", "1700000300"), (resume.Handle, resume.Provider, resume.NextCursor));

        ScriptedHandler second = new(Responses.Json(Wire.SociaVault([2, 3], "0", "false")));
        FollowingQuery rest = s_query with { Cursor = resume.NextCursor, PageBefore = resume.LastAccounts };
        ListProgress restProgress = new(rest);
        using IPager restPager = Lists.Client("SociaVault", second).CreatePager(rest, restProgress);

        Assert.Equal([["user.2", "user.3"]], (await ReadAsync(restPager, restProgress)).Select(HandlesOf));
        Assert.Equal(1, restProgress.AccountsRead);
    }

    // Reads as an update of a history does, which counts the accounts and keeps the pages unchanged.
    private static async Task<List<FollowingPage>> ReadAsync(IPager pager, ListProgress progress)
    {
        List<FollowingPage> pages = [];
        while (await pager.NextPageAsync(CancellationToken.None) is FollowingPage page)
        {
            pages.Add(page);
            progress.RemoveDuplicates(page);
        }
        return pages;
    }

    private static IEnumerable<string?> HandlesOf(FollowingPage page) =>
        page.Accounts.Select(account => account.Handle);

    private static DateTime? Local(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime;
}
