using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

/// <summary>Tests lists that are split into pages at random, and random responses.</summary>
public class ProviderPagerProperties
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(500);
    private static readonly string[] s_handleParts =
        [
            "@",
            "www.",
            "WWW.",
            "m.tiktok.",
            "tiktok.com/",
            "https://",
            "http://",
            "www.tiktok.com/",
            "tiktok.com",
            "/@",
            "?lang=en",
            "%40",
            "%2F",
            "%",
            "..",
            ".",
            "MS4wLjAB",
            " ",
            "\u200b",
            "\ud83d",
            "\n",
            "/",
            ":",
        ];

    /// <summary>
    /// Tests that each page is requested once. A trimmed list has no has_more. Without a total, and with a new cursor
    /// on its last page, only one more, empty page shows its end.
    /// </summary>
    [Fact]
    public void Every_account_is_returned_once_in_order_with_the_fewest_requests() => Check.One(
        s_config, Prop.ForAll(Cuts().ToArbitrary(), cut =>
    {
        ListServer server = new(cut.Provider, cut.Pages)
        {
            SendsHasMore = cut.SendsHasMore,
            Total = cut.StatesTotal ? cut.Count : null,
            LastCursor = cut.LastCursor,
        };
        FakeClock clock = new();
        ListPager list = Lists.Open(cut.Provider, server, clock, with: list => list with { Trim = !cut.SendsHasMore });

        List<FollowingPage> pages = Get(list.ReadAllAsync());

        FollowedAccount[] accounts = [.. pages.SelectMany(page => page.Accounts)];
        Assert.Equal(Enumerable.Range(1, cut.Count).Select(Wire.Id), accounts.Select(account => account.Id));
        Assert.Equal(Enumerable.Range(1, cut.Count), accounts.Select(account => account.Position));
        bool isEndStated = cut.SendsHasMore || cut.StatesTotal || cut.LastCursor != LastCursor.Moves || cut.Count == 0;
        int needed = cut.Pages.Count + (isEndStated ? 0 : 1);
        Assert.Equal(needed, server.Requests);
        Assert.Equal(needed, pages.Count);
        Assert.Equal(needed, list.CreditsCharged);
        Assert.Equal(cut.Count, list.AccountsRead);
        Assert.Equal(0, server.Overlaps);
        Assert.Empty(clock.Waits);
        Assert.Null(list.Failure);
        Assert.All(pages.SkipLast(1), page => Assert.True(page.HasMore && page.NextCursor is not null));
        Assert.True(!pages[^1].HasMore && pages[^1].NextCursor is null);
    }));

    [Fact]
    public void A_list_resumed_at_any_page_is_the_same_list() => Check.One(
        s_config, Prop.ForAll(Cuts().ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (cut, stopAfter) =>
    {
        ListServer server = new(cut.Provider, cut.Pages) { LastCursor = cut.LastCursor };
        ListPager first = Lists.Open(cut.Provider, server);
        List<FollowingPage> pages = [];
        while (pages.Count < stopAfter && Get(first.NextAsync()) is FollowingPage page) { pages.Add(page); }

        if (pages.Count == 0 || pages[^1].HasMore)
        {
            ListPager second = Lists.Open(
                cut.Provider,
                server,
                with: query => query with
                {
                    Cursor = first.Stopped.NextCursor,
                    PageBefore = first.Stopped.LastAccounts,
                });
            pages.AddRange(Get(second.ReadAllAsync()));
        }

        Assert.Equal(
            Enumerable.Range(1, cut.Count).Select(Wire.Id),
            pages.SelectMany(page => page.Accounts).Select(account => account.Id));
        Assert.Equal(cut.Pages.Count, server.Requests);
    }));

    [Fact]
    public void No_more_accounts_are_charged_than_are_wanted() => Check.One(s_config, Prop.ForAll(
        (from count in Gen.Choose(0, 200)
         from wanted in Gen.Choose(1, 220)
         from size in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(1, 50).Select(size => (int?)size))
         select (count, wanted, size)).ToArbitrary(),
        query =>
        {
            UnifAPIServer server = new(query.count);
            ListPager list = Lists.Open(
                "UnifAPI", server, with: one => one with { Wanted = query.wanted, PageSize = query.size });

            List<FollowedAccount> accounts = [];
            while (accounts.Count < query.wanted && Get(list.NextAsync()) is FollowingPage page)
            {
                accounts.AddRange(page.Accounts);
            }

            int expected = Math.Min(query.count, query.wanted);
            Assert.Equal(Enumerable.Range(1, expected).Select(Wire.Id), accounts.Select(account => account.Id));
            Assert.Equal(Math.Max(1, expected), server.Charged);
            Assert.Equal(server.Charged, list.CreditsCharged);
            Assert.Equal(Math.Max(1, (expected + (query.size ?? 20) - 1) / (query.size ?? 20)), server.Requests);
        }));

    [Fact]
    public void Any_retry_after_leads_to_a_FollowingException_and_waits_of_at_most_a_minute() => Check.One(
        s_config, Prop.ForAll(
        RetryAfterTexts().ToArbitrary(),
        Gen.Elements(200, 400, 404, 408, 429, 500, 503).ToArbitrary(),
        (text, status) =>
        {
            FakeClock clock = new();
            ScriptedHandler server = ScriptedHandler.Always(Responses.Json("{}", status, ("Retry-After", text)));

            Exception? e = Record(() => Get(Lists.Open("SociaVault", server, clock).NextAsync()));

            Assert.IsType<FollowingException>(e);
            Assert.All(clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
            Assert.InRange(server.Requests.Count, 1, 5);
        }));

    [Fact]
    public void A_repeated_page_ends_the_list_with_any_cursor_and_has_more() => Check.One(s_config, Prop.ForAll(
        Gen.Elements(ProviderRegistry.All.Select(provider => provider.Facts.Name).ToArray()).ToArbitrary(),
        JsonTexts().Three().ToArbitrary(),
        Gen.Choose(0, 3).ToArbitrary(),
        (provider, wild, count) =>
        {
            (string cursor, string hasMore, string total) = wild;
            string records = string.Join(',', Enumerable.Range(1, count).Select(n =>
                $$"""
                {"uid":"{{n}}","platformUserId":"{{n}}","id":"{{n}}",
                 "handle":"h{{n}}","username":"h{{n}}","unique_id":"h{{n}}"}
                """));
            string list = $$"""
                "followings":[{{records}}],"accounts":[{{records}}],"followingList":[{{records}}],
                "min_time":{{cursor}},"minTime":{{cursor}},"next_page_token":{{cursor}},
                "has_more":{{hasMore}},"hasMore":{{hasMore}},"total":{{total}},"totalAccounts":{{total}}
                """;
            string page = $$"""
                {"nextCursor":{{cursor}},"next_cursor":{{cursor}},"has_more":{{hasMore}},"hasMore":{{hasMore}} }
                """;
            string data = provider == "UnifAPI" ? $"[{records}]" : $$"""{ {{list}},"page":{{page}} }""";
            string body = $$"""{ {{list}},"pagination":{{page}},"data":{{data}} }""";
            ScriptedHandler server = ScriptedHandler.Always(Responses.Json(body));

            Exception? e = Record(() => Get(Lists.Open(provider, server).ReadAllAsync()));

            if (e is not null) { Assert.IsType<FollowingException>(e); }
            Assert.InRange(server.Requests.Count, 1, 10);
        }));

    [Fact]
    public void A_damaged_response_leads_to_a_page_or_a_FollowingException() => Check.One(s_config, Prop.ForAll(
        Gen.Elements(ProviderRegistry.All.Select(provider => provider.Facts.Name).ToArray()).ToArbitrary(),
        (from at in Gen.Choose(0, 400)
         from cut in Gen.Elements(true, false, false)
         from piece in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(3)
         select (at, cut, piece)).ToArbitrary(),
        (provider, damage) =>
        {
            string good = provider switch
            {
                "SociaVault" => Wire.SociaVault([1, 2], "1700000300", "true", "4"),
                "UnifAPI" => Wire.UnifAPI([1, 2], "\"c2\"", "true", "2"),
                "SocialFetch" => """
                    {"data":{"lookupStatus":"found","accounts":[{"handle":"a","platformUserId":"1"}],
                     "totalAccounts":4,"page":{"nextCursor":"c","hasMore":true}},"meta":{"creditsCharged":1}}
                    """,
                "DumplingAI" => """
                    {"followingList":[{"user":{"id":"1","uniqueId":"a"},"stats":{"followerCount":1}}],
                     "minTime":1700000300,"hasMore":true,"total":4}
                    """,
                _ => Wire.ScrapeCreators([1, 2], "1700000300", "true", "4"),
            };
            byte[] body = Encoding.UTF8.GetBytes(good);
            int at = damage.at % body.Length;
            if (damage.cut) { body = body[..at]; }
            else { damage.piece.AsSpan(0, Math.Min(3, body.Length - at)).CopyTo(body.AsSpan(at)); }

            Exception? e = Record(
                () => Get(
                    Lists.Open(
                        provider,
                        ScriptedHandler.Always(Responses.Bytes(body)),
                        with: list => list with { IncludeRaw = true }).NextAsync()));

            if (e is not null) { Assert.IsType<FollowingException>(e); }
        }));

    [Fact]
    public void A_parsed_handle_has_allowed_characters_and_parses_to_itself() =>
        Check.One(s_config.WithMaxTest(3000), Prop.ForAll(HandleTexts().ToArbitrary(), text =>
        {
            FollowingHandle handle;
            try
            {
                handle = FollowingHandle.Parse(text);
            }
            catch (FollowingException e)
            {
                Assert.Equal(FollowingErrorKind.InvalidHandle, e.Kind);
                return;
            }
            Assert.Matches("^[A-Za-z0-9._-]{1,128}$", handle.Value);
            Assert.DoesNotMatch("^[.]+$", handle.Value);
            Assert.Equal(handle, FollowingHandle.Parse(handle.Value));
            Assert.Equal(handle, FollowingHandle.Parse("@" + handle.Value));
            Assert.Equal(handle, FollowingHandle.Parse(" " + handle.Value + "\n"));
        }));

    private static Gen<Cut> Cuts() =>
        from count in Gen.Frequency((1, Gen.Choose(0, 2)), (2, Gen.Choose(0, 60)), (1, Gen.Choose(0, 200)))
        from sizes in Gen.OneOf(
            Gen.Choose(1, 25).Select(size => (int[])[size]), // even pages, so exact multiples are among them
            Gen.Elements(1, 2, 5, 10, 20).Select(size => (int[])[size]),
            Gen.Choose(1, 30).NonEmptyListOf().Select(list => list.ToArray()))
        from borders in Gen.Elements(true, false).NonEmptyListOf()
        from provider in Gen.Elements("SociaVault", "ScrapeCreators")
        from saysHasMore in Gen.Elements(true, false)
        from saysTotal in Gen.Elements(true, false)
        from lastCursor in Gen.Elements(LastCursor.None, LastCursor.Unchanged, LastCursor.Moves)
        select new Cut(provider, count, Split(count, sizes, [.. borders]), saysHasMore, saysTotal, lastCursor);

    private static List<int[]> Split(int count, int[] sizes, bool[] borders)
    {
        List<int[]> pages = [];
        for (int read = 0; read < count;)
        {
            int size = Math.Min(sizes[pages.Count % sizes.Length], count - read);
            bool repeatsBorder = read > 0 && borders[pages.Count % borders.Length];
            pages.Add([.. repeatsBorder ? [read] : Array.Empty<int>(), .. Enumerable.Range(read + 1, size)]);
            read += size;
        }
        return pages.Count == 0 ? [[]] : pages;
    }

    private static Gen<string> RetryAfterTexts() => Gen.OneOf(
        Gen.Choose(-100, 200).Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ArbMap.Default.GeneratorFor<long>().Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.Choose(-100_000, 100_000).Select(
            seconds => FakeClock.Start.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture)),
        Gen.Elements(
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Mon, 01 Jan 0001 00:00:00 GMT",
            "2026-01-15T12:00:20Z",
            "Thursday, 15-Jan-26 12:00:20 GMT",
            "1e3",
            "0x10",
            "7;q=1",
            "٧",
            ""),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    private static Gen<string> JsonTexts() => Gen.OneOf(
        Gen.Elements(
            "null", "true", "false", "0", "-1", "1", "1700000300", "1.5", "1e400", "-1e400",
            "99999999999999999999999999", "\"\"", "\"0\"", "\"x\"", "\"1700000300\"", "\"id=;\"", "\"id=1;x\"",
            "\"lookup;\"", "\"eyJtaW5fY3Vyc29yIjoxNzAwMDAwMzAwfQ==\"", "\"e30=\"", "\"\\ud800\"", "\"\\u0000\"",
            "{}", "[]", "[1]", "{\"0\":1}", "{\"min_cursor\":1}"),
        ArbMap.Default.GeneratorFor<long>().Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ArbMap.Default.GeneratorFor<string>().Select(text => System.Text.Json.JsonSerializer.Serialize(text)));

    private static Gen<string> HandleTexts()
    {
        Gen<string> allowed = Gen.Elements(
            "abcXYZ019._-".ToCharArray()).NonEmptyListOf().Select(list => string.Concat(list));
        Gen<string> part = Gen.Frequency(
            (4, allowed),
            (4, Gen.Elements(s_handleParts)),
            (1, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")));
        Gen<string> digits = Gen.Choose(0, 9).NonEmptyListOf().Select(list => string.Concat(list));
        Gen<string> prefixed =
            from at in Gen.Elements("", "@", "https://www.tiktok.com/@")
            from prefix in Gen.Elements("www.", "WWW.", "m.tiktok.", "tiktok.com.", "MS4wLjAB", "-", ".", "")
            from name in allowed
            select at + prefix + name;
        return Gen.OneOf(
            prefixed,
            part.ListOf().Select(list => string.Concat(list)),
            allowed,
            digits,
            ArbMap.Default.GeneratorFor<string>());
    }

    private static Exception? Record(Action action) => Xunit.Record.Exception(action);

    // The clock is fake and the responses are there, so the time-out ends only a hanging test.
    private static T Get<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();

    private sealed record Cut(
        string Provider,
        int Count,
        IReadOnlyList<int[]> Pages,
        bool SendsHasMore,
        bool StatesTotal,
        LastCursor LastCursor)
    {
        public override string ToString() =>
            $"{Provider}, {Count} accounts in pages of {string.Join(' ', Pages.Select(page => page.Length))}, "
            + $"has_more {SendsHasMore}, total {StatesTotal}, last cursor {LastCursor}";
    }
}
