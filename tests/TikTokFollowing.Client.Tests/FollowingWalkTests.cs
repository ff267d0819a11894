using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Journals;
using Xunit;

namespace TikTokFollowing.Client.Tests;

public sealed class FollowingWalkTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    public static TheoryData<int, string> Passing => new()
    {
        { 401, "AuthenticationFailed" }, { 404, "AccountNotFound" }, { 400, "InvalidRequest" }, { 418, "UnexpectedResponse" },
    };

    private Logbook Log => _folder.Log;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_provider_is_a_list()
    {
        using FollowingWalk walk = Walk(null, ("SociaVault", new ScriptedHandler(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "false")))));

        Assert.Equal(["user.1", "user.2"], Handles(await AllAsync(walk)));
        Assert.Equal(("someone", "SociaVault", 2, 1L), (walk.Handle, walk.Facts.Name, walk.AccountsRead, walk.CreditsCharged));
        Assert.Null(walk.Failure);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task Between_follow_times_the_next_provider_goes_on_from_the_same_place()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true", creditsUsed: "1")), Answers.Json("{}", 402));
        ScriptedHandler second = new(Answers.Json(Wire.ScrapeCreators([2, 3], "1700000200", "false")));
        using FollowingWalk walk = Walk(null, ("SociaVault", first), ("ScrapeCreators", second));

        List<FollowingPage> pages = await AllAsync(walk);

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(pages));
        Assert.Equal(["SociaVault", "SociaVault", "ScrapeCreators"], pages.SelectMany(page => page.Accounts).Select(account => account.Provider));
        Assert.Equal([1, 2, 3], pages.SelectMany(page => page.Accounts).Select(account => account.Position));
        Assert.Equal("?handle=someone&min_time=1700000300", Assert.Single(second.Requests).Query);
        Assert.Equal(2, walk.CreditsCharged);
        string warning = Assert.Single(Log.Warnings);
        Assert.Contains("has no credits left", warning, StringComparison.Ordinal);
        Assert.Contains("ScrapeCreators takes over from the same place (cursor 1700000300), nothing is paid twice. It costs 1 credit a page.", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("TargetObject", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Between_other_cursors_it_begins_anew_and_leaves_out_what_came()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Answers.Json("{}", 402));
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2")), Answers.Json(Wire.UnifAPI([3], "null", "false", "1")));
        using FollowingWalk walk = Walk(null, ("SociaVault", first), ("UnifAPI", second));

        List<FollowingPage> pages = await AllAsync(walk);

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(pages));
        Assert.Equal(["", "?cursor=c2"], second.Requests.Select(request => request.Query));
        Assert.Contains("UnifAPI takes over from the start of the list, because its cursors differ: what was read so far (2 accounts) is paid for again, and left out.", Assert.Single(Log.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, walk.CreditsCharged);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(429)]
    [InlineData(402)]
    [InlineData(408)]
    public async Task A_provider_that_is_down_limited_or_out_of_credits_is_replaced(int status)
    {
        using FollowingWalk walk = Walk(
            null, ("SociaVault", ScriptedHandler.Always(Answers.Json("{}", status))), ("ScrapeCreators", new ScriptedHandler(Answers.Json(Wire.ScrapeCreators([1], "0", "false")))));

        Assert.Equal(["user.1"], Handles(await AllAsync(walk)));
        Assert.Contains("takes over from the start of the list. ", Assert.Single(Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_another_provider_would_say_too_is_told_at_once(int status, string kind)
    {
        ScriptedHandler silent = new();
        using FollowingWalk walk = Walk(null, ("ScrapeCreators", new ScriptedHandler(Answers.Json("{}", status))), ("SociaVault", silent));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));

        Assert.Equal(kind, e.Kind.ToString());
        Assert.Empty(silent.Requests);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task When_nobody_is_left_the_last_failure_is_told()
    {
        using FollowingWalk walk = Walk(null, ("SociaVault", new ScriptedHandler(Answers.Json("{}", 402))), ("ScrapeCreators", new ScriptedHandler(Answers.Json("{}", 402))));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));

        Assert.Equal("ScrapeCreators", e.Provider);
        Assert.Single(Log.Warnings);
    }

    [Fact]
    public async Task A_page_that_credits_cut_short_is_emitted_before_the_next_provider_goes_on()
    {
        ScriptedHandler first = new(Answers.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2", isTruncated: true)));
        ScriptedHandler second = new(Answers.Json(Wire.ScrapeCreators([1, 2, 3], "1700000200", "false")));
        using FollowingWalk walk = Walk(null, ("UnifAPI", first), ("ScrapeCreators", second));

        Assert.Equal(2, (await walk.NextPageAsync(default))!.Count);
        Assert.Null(walk.Failure); // another one makes up for it
        Assert.Equal(["user.3"], Handles(await AllAsync(walk)));
    }

    [Fact]
    public async Task A_failure_that_nobody_makes_up_for_is_known_with_the_page()
    {
        using FollowingWalk walk = Walk(null, ("UnifAPI", new ScriptedHandler(Answers.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2", isTruncated: true)))));

        await walk.NextPageAsync(default);

        Assert.Equal(FollowingErrorKind.CreditsExhausted, walk.Failure?.Kind);
    }

    [Fact]
    public async Task An_id_goes_only_to_those_who_take_one()
    {
        ScriptedHandler silent = new();
        using FollowingWalk walk = Walk(
            query => query with { Handle = FollowingHandle.Parse("7100000000000000001") }, ("UnifAPI", new ScriptedHandler(Answers.Json("{}", 402))), ("SociaVault", silent));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));

        Assert.Equal(FollowingErrorKind.CreditsExhausted, e.Kind);
        Assert.Empty(silent.Requests);
    }

    [Fact]
    public async Task What_the_next_provider_cannot_do_is_left_out_of_the_question()
    {
        ScriptedHandler second = new(Answers.Json("{}", 402));
        ScriptedHandler third = new(Answers.Json(Wire.UnifAPI([1], "null", "false", "1")));
        using FollowingWalk walk = Walk(
            query => query with { PageSize = 100 }, ("DumplingAI", new ScriptedHandler(Answers.Json("{}", 403))), ("SociaVault", second), ("UnifAPI", third));

        Assert.Equal(["user.1"], Handles(await AllAsync(walk)));
        Assert.Equal("?handle=someone", second.Requests[0].Query);
        Assert.Equal("", third.Requests[0].Query); // 50 is its most
        Assert.Equal(2, Log.Warnings.Count);
    }

    // ---- with a checkpoint ----

    [Fact]
    public async Task The_journal_of_the_provider_that_took_over_is_a_whole_list()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Answers.Json("{}", 402));
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([1, 2, 3], "null", "false", "3")));
        using (FollowingWalk walk = Walk(null, ("SociaVault", first), ("UnifAPI", second))) { await AllAsync(walk); }

        // The user now asks the one that answers, with the same folder. What was bought is there, all of it.
        List<FollowingPage> pages = await _folder.RunAsync("UnifAPI", new ScriptedHandler());

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(pages));
    }

    [Fact]
    public async Task The_journal_from_a_cursor_has_the_account_on_the_border()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Answers.Json("{}", 402));
        ScriptedHandler second = new(Answers.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        using (FollowingWalk walk = Walk(null, ("SociaVault", first), ("ScrapeCreators", second))) { await AllAsync(walk); }

        List<FollowingPage> pages = await _folder.RunAsync("ScrapeCreators", new ScriptedHandler(), query => query with { Cursor = "1700000300" });

        Assert.Equal(["user.2", "user.3"], Handles(pages));
    }

    [Theory]
    [InlineData("ScrapeCreators")]
    [InlineData("UnifAPI")]
    public async Task A_rerun_while_the_first_is_still_down_buys_nothing_again(string takesOver)
    {
        ScriptedHandler Dead(params Answer[] before) => new([.. before, Answers.Json("{}", 402)]);
        ScriptedHandler second = takesOver == "UnifAPI"
            ? new(Answers.Json(Wire.UnifAPI([1, 2, 3], "null", "false", "3")))
            : new(Answers.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        List<FollowingPage> bought;
        using (FollowingWalk walk = Walk(null, ("SociaVault", Dead(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")))), (takesOver, second))) { bought = await AllAsync(walk); }

        ScriptedHandler silent = new();
        using FollowingWalk again = Walk(null, ("SociaVault", Dead()), (takesOver, silent));
        List<FollowingPage> saved = await AllAsync(again);

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(saved));
        Assert.Equal(bought.SelectMany(page => page.Accounts).Select(account => account.Provider), saved.SelectMany(page => page.Accounts).Select(account => account.Provider));
        Assert.Empty(silent.Requests);
        Assert.Equal(0, again.CreditsCharged);
    }

    [Fact]
    public async Task Journals_are_closed_after_each_provider()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Answers.Json("{}", 402));
        using (FollowingWalk walk = Walk(null, ("SociaVault", first), ("ScrapeCreators", new ScriptedHandler(Answers.Json(Wire.ScrapeCreators([3], "0", "true"))))))
        {
            await AllAsync(walk);
            using FileStream free = new(_folder.FileOf("SociaVault"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        using FileStream alsoFree = new(_folder.FileOf("ScrapeCreators", cursor: "1700000300"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private FollowingWalk Walk(Func<FollowingQuery, FollowingQuery>? with, params (string Provider, HttpMessageHandler Server)[] providers)
    {
        FollowingQuery query = new(FollowingHandle.Parse("someone"));
        FollowingClient[] clients = [.. providers.Select(one => _folder.Client(one.Provider, one.Server, settings: Lists.Patient with { MaximumRetryCount = 1 }))];
        return new FollowingWalk(clients, with is null ? query : with(query), Log.Log);
    }

    private static async Task<List<FollowingPage>> AllAsync(FollowingWalk walk)
    {
        List<FollowingPage> pages = [];
        while (await walk.NextPageAsync(CancellationToken.None) is FollowingPage page) { pages.Add(page); }
        return pages;
    }

    private static IEnumerable<string?> Handles(IEnumerable<FollowingPage> pages) => pages.SelectMany(page => page.Accounts).Select(account => account.Handle);
}
