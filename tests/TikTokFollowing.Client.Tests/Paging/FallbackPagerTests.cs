using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Doubles.Pages;

namespace TikTokFollowing.Client.Tests.Paging;

public sealed class FallbackPagerTests : FallbackPagerTestBase
{
    public static TheoryData<int, string> CausesOfFallbacks => new()
    {
        { 401, "AuthenticationFailed" },
        { 404, "AccountNotFound" },
        { 400, "InvalidRequest" },
        { 418, "UnexpectedResponse" },
    };

    [Fact]
    public async Task A_list_from_one_provider_needs_no_fallback()
    {
        using ListPager pager = Open(
            null, ("SociaVault", new ScriptedHandler(Responses.Json(Wire.SociaVault([1, 2], "1700000300", "false")))));

        Assert.Equal(["user.1", "user.2"], Handles(await pager.ReadAllAsync()));
        Assert.Equal(
            ("someone", "SociaVault", 2, 1L),
            (pager.Handle, pager.Facts.Name, pager.AccountsRead, pager.CreditsCharged));
        Assert.Null(pager.Failure);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task A_fallback_with_follow_times_resumes_at_the_same_cursor()
    {
        ScriptedHandler first = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true", creditsUsed: "1")), Responses.Json("{}", 402));
        ScriptedHandler second = new(Responses.Json(Wire.ScrapeCreators([2, 3], "1700000200", "false")));
        using ListPager pager = Open(null, ("SociaVault", first), ("ScrapeCreators", second));

        List<FollowingPage> pages = await pager.ReadAllAsync();

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(pages));
        Assert.Equal(
            ["SociaVault", "SociaVault", "ScrapeCreators"],
            pages.SelectMany(page => page.Accounts).Select(account => account.Provider));
        Assert.Equal([1, 2, 3], pages.SelectMany(page => page.Accounts).Select(account => account.Position));
        Assert.Equal("?handle=someone&min_time=1700000300", Assert.Single(second.Requests).Query);
        Assert.Equal(2, pager.CreditsCharged);
        string warning = Assert.Single(Log.Warnings);
        Assert.Contains("has no credits left", warning, StringComparison.Ordinal);
        Assert.Contains(
            "ScrapeCreators continues the list at the same account (cursor 1700000300), so nothing is charged "
            + "twice. It costs 1 credit a page.",
            warning,
            StringComparison.Ordinal);
        Assert.DoesNotContain("TargetObject", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fallback_with_another_cursor_starts_again_and_drops_duplicates()
    {
        ScriptedHandler first = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Responses.Json("{}", 402));
        ScriptedHandler second = new(
            Responses.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2")),
            Responses.Json(Wire.UnifAPI([3], "null", "false", "1")));
        using ListPager pager = Open(null, ("SociaVault", first), ("UnifAPI", second));

        List<FollowingPage> pages = await pager.ReadAllAsync();

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(pages));
        Assert.Equal(["", "?cursor=c2"], second.Requests.Select(request => request.Query));
        Assert.Contains(
            "UnifAPI reads the list from its start, because its cursors differ, and "
            + "charges again for 2 accounts already read; duplicates are dropped.",
            Assert.Single(Log.Warnings),
            StringComparison.Ordinal);
        Assert.Equal(4, pager.CreditsCharged);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(429)]
    [InlineData(402)]
    [InlineData(408)]
    public async Task Unavailability_rate_limits_and_missing_credits_cause_a_fallback(int status)
    {
        using ListPager pager = Open(
            null, ("SociaVault", ScriptedHandler.Always(Responses.Json("{}", status))), (
                "ScrapeCreators", new ScriptedHandler(Responses.Json(Wire.ScrapeCreators([1], "0", "false")))));

        Assert.Equal(["user.1"], Handles(await pager.ReadAllAsync()));
        Assert.Contains(
            "reads the list from its start. ",
            Assert.Single(Log.Warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CausesOfFallbacks))]
    public async Task Other_errors_cause_no_fallback(int status, string kind)
    {
        ScriptedHandler unused = new();
        using ListPager pager = Open(
            null, ("ScrapeCreators", new ScriptedHandler(Responses.Json("{}", status))), ("SociaVault", unused));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(pager.ReadAllAsync);

        Assert.Equal(kind, e.Kind.ToString());
        Assert.Empty(unused.Requests);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task Without_another_fallback_the_last_error_is_thrown()
    {
        using ListPager pager = Open(
            null,
            ("SociaVault", new ScriptedHandler(Responses.Json("{}", 402))),
            ("ScrapeCreators", new ScriptedHandler(Responses.Json("{}", 402))));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(pager.ReadAllAsync);

        Assert.Equal("ScrapeCreators", e.Provider);
        Assert.Single(Log.Warnings);
    }

    [Fact]
    public async Task A_page_cut_for_lack_of_credits_is_returned_before_the_fallback()
    {
        ScriptedHandler first = new(Responses.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2", isTruncated: true)));
        ScriptedHandler second = new(Responses.Json(Wire.ScrapeCreators([1, 2, 3], "1700000200", "false")));
        using ListPager pager = Open(null, ("UnifAPI", first), ("ScrapeCreators", second));

        Assert.Equal(2, (await pager.NextPageAsync(default))!.Count);
        Assert.Null(pager.Failure); // a fallback continues
        Assert.Equal(["user.3"], Handles(await pager.ReadAllAsync()));
    }

    [Fact]
    public async Task Failure_is_set_with_the_page_if_no_fallback_can_continue()
    {
        using ListPager pager = Open(
            null,
            (
                "UnifAPI",
                new ScriptedHandler(Responses.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2", isTruncated: true)))));

        await pager.NextPageAsync(default);

        Assert.Equal(FollowingErrorKind.CreditsExhausted, pager.Failure?.Kind);
    }

    [Fact]
    public async Task Fallbacks_that_accept_no_ids_are_skipped_for_an_id()
    {
        ScriptedHandler unused = new();
        using ListPager pager = Open(
            query => query with
            {
                Handle = FollowingHandle.Parse("7100000000000000001"),
            }, ("UnifAPI", new ScriptedHandler(Responses.Json("{}", 402))), ("SociaVault", unused));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(pager.ReadAllAsync);

        Assert.Equal(FollowingErrorKind.CreditsExhausted, e.Kind);
        Assert.Empty(unused.Requests);
    }

    [Fact]
    public async Task Unsupported_options_are_not_sent_to_a_fallback()
    {
        ScriptedHandler second = new(Responses.Json("{}", 402));
        ScriptedHandler third = new(Responses.Json(Wire.UnifAPI([1], "null", "false", "1")));
        using ListPager pager = Open(
            query => query with { PageSize = 100 }, (
                "DumplingAI",
                new ScriptedHandler(Responses.Json("{}", 403))), ("SociaVault", second), ("UnifAPI", third));

        Assert.Equal(["user.1"], Handles(await pager.ReadAllAsync()));
        Assert.Equal("?handle=someone", second.Requests[0].Query);
        Assert.Equal("", third.Requests[0].Query); // the maximum of UnifAPI is 50
        Assert.Equal(2, Log.Warnings.Count);
    }

    [Fact]
    public async Task A_follow_time_is_kept_while_a_fallback_without_follow_times_reads()
    {
        ScriptedHandler first = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Responses.Json("{}", 402));
        ScriptedHandler second = new(
            Responses.Json(Wire.UnifAPI([1, 2, 3], "\"c2\"", "true", "3")), Responses.Json("{}", 402));
        ScriptedHandler third = new(Responses.Json(Wire.ScrapeCreators([2, 3, 4], "0", "false")));
        using ListPager pager = Open(null, ("SociaVault", first), ("UnifAPI", second), ("ScrapeCreators", third));

        Assert.Equal(["user.1", "user.2", "user.3", "user.4"], Handles(await pager.ReadAllAsync()));
        Assert.Equal("?handle=someone&min_time=1700000300", Assert.Single(third.Requests).Query);
        Assert.Contains(
            "ScrapeCreators continues the list at cursor 1700000300, and charges again for "
            + "1 account already read; duplicates are dropped.",
            Log.Warnings[1],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_resume_point_is_the_furthest_of_all_providers()
    {
        ScriptedHandler second = new(
            Responses.Json(Wire.UnifAPI([1], "\"c2\"", "true", "1")),
            Responses.Json(Wire.UnifAPI([2, 3], "\"c3\"", "true", "2")),
            Responses.Json("{}", 402));
        using ListPager pager = Open(null, ("SociaVault", TwoThen402()), ("UnifAPI", second));
        (string?, string?, int) Stopped() => (
            pager.Stopped.Provider, pager.Stopped.NextCursor, pager.Stopped.AccountsReturned);
        Assert.Equal(("SociaVault", null, 0), Stopped());

        await pager.NextPageAsync(default);
        Assert.Equal(("SociaVault", "1700000300", 2), Stopped());
        Assert.Empty((await pager.NextPageAsync(default))!.Accounts);
        Assert.Equal(("SociaVault", "1700000300", 2), Stopped()); // the fallback has only reached the second account
        Assert.Equal(["user.1", "user.2"], pager.Stopped.LastAccounts.Select(account => account.Handle));
        await pager.NextPageAsync(default);
        Assert.Equal(("UnifAPI", "c3", 3), Stopped());
        await Assert.ThrowsAsync<FollowingException>(pager.ReadAllAsync);
        Assert.Equal(("UnifAPI", "c3", 3), Stopped());
        Assert.Equal(["user.2", "user.3"], pager.Stopped.LastAccounts.Select(account => account.Handle));
    }
}
