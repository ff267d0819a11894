using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Journals;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests the division of an input into lists, and their conversion to readings.</summary>
public sealed class ImportedListsTests
{
    private static readonly DateTime s_now = new(2026, 11, 27, 12, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime s_first = s_now.AddDays(-2);
    private static readonly DateTime s_second = s_now.AddDays(-1);

    private readonly ImportedLists _lists = new(new ImportOptions());

    // ---- division ----

    [Fact]
    public void A_list_starts_again_at_the_first_position()
    {
        Add(Accounts(1, 3, s_first));
        Add(Accounts(0, 3, s_second));

        Assert.Equal(["1 2 3", "0 1 2"], _lists.All.Select(Describe));
    }

    [Fact]
    public void Sorted_lists_are_divided_by_their_positions()
    {
        Add(Accounts(1, 3, s_first).OrderByDescending(account => account.Id));
        Add(Accounts(0, 3, s_second).OrderByDescending(account => account.Id));

        Assert.Equal(["1 2 3", "0 1 2"], _lists.All.Select(Describe));
    }

    [Fact]
    public void Interleaved_users_have_lists_of_their_own_whatever_the_case_of_letters()
    {
        foreach (int number in new[] { 1, 2 })
        {
            _lists.Add(Account(number, number, s_first, "someone"));
            _lists.Add(Account(number + 10, number, s_first, "OTHER"));
            _lists.Add(Account(number + 20, number, s_first, "ISTANBUL"));
        }
        _lists.Add(Account(3, 3, s_first, "Someone"));
        _lists.Add(Account(13, 3, s_first, "other"));

        Assert.Equal(
            ["someone 1 2 3", "OTHER 11 12 13", "ISTANBUL 21 22"],
            _lists.All.Select(list => list.FollowedBy + " " + Describe(list)));
    }

    [Fact]
    public void A_live_list_ends_where_another_command_has_read_its_accounts()
    {
        foreach (int start in new[] { 1, 4 })
        {
            ListExtent extent = new() { IsFromStart = true, IsAtEnd = true, Count = 3 };
            foreach (FollowedAccount account in Accounts(start, 3, s_first))
            {
                account.Extent = extent;
                _lists.Add(account);
            }
        }

        Assert.Equal(["1 2 3", "4 5 6"], _lists.All.Select(Describe));
        Assert.All(_lists.All, list => Assert.True(list.ToReading(s_now).IsAtEnd));
    }

    [Fact]
    public void Each_file_is_a_list_of_its_own()
    {
        Add(Accounts(1, 3, s_first, positions: false));
        _lists.StartSource();
        Add(Accounts(0, 3, s_second, positions: false));

        Assert.Equal(["1 2 3", "0 1 2"], _lists.All.Select(Describe));
    }

    [Fact]
    public void An_account_without_position_that_is_listed_twice_is_an_error()
    {
        Add(Accounts(1, 3, s_first, positions: false));

        FollowingException e = Assert.Throws<FollowingException>(() => Add(Accounts(0, 3, s_second, positions: false)));

        Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
        Assert.Contains("@someone contains @account.1 twice", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_continue_a_list_until_its_end_or_its_next_start()
    {
        _lists.Add(Page(1, 3, hasMore: true));
        _lists.Add(Page(3, 3, hasMore: false)); // overlaps by one account
        _lists.Add(Page(0, 3, hasMore: true));
        _lists.Add(Page(0, 3, hasMore: true));

        Assert.Equal(["1 2 3 4 5", "0 1 2", "0 1 2"], _lists.All.Select(Describe));
        Assert.Equal([true, false, false], _lists.All.Select(list => list.ToReading(s_now).IsAtEnd));
    }

    // ---- readings ----

    [Fact]
    public void A_reading_has_the_times_of_its_first_and_last_page()
    {
        Add(Accounts(1, 2, s_first));
        Add(Accounts(3, 2, s_first.AddMinutes(5)).Select((account, i) => Account(3 + i, 3 + i, account.RetrievedAt)));

        ListReading reading = Assert.Single(_lists.All).ToReading(s_now);

        Assert.Equal((s_first, s_first.AddMinutes(5)), (reading.StartedAt, reading.ReadAt));
        Assert.Equal([0, 2], reading.Pages.Select(page => page.Start));
        Assert.Equal((0, 0L), (reading.Requests, reading.CreditsCharged));
    }

    [Fact]
    public void Records_without_times_have_pages_of_the_size_of_their_provider()
    {
        ImportedLists lists = new(new ImportOptions { ReadAt = s_first });
        foreach (FollowedAccount account in Accounts(1, 45, default, positions: false))
        {
            lists.Add(account);
        }

        ListReading reading = Assert.Single(lists.All).ToReading(s_now);

        Assert.Equal([0, 20, 40], reading.Pages.Select(page => page.Start));
        Assert.Equal((s_first, s_first), (reading.StartedAt, reading.ReadAt));
    }

    [Fact]
    public void The_pages_of_a_journal_keep_their_borders_and_their_total()
    {
        _lists.Add(new JournalReader(
            "someone",
            null,
            [Page(1, 3, hasMore: true, total: 7), Page(4, 2, hasMore: false, total: 6)],
            EndsOpen: false));

        ListReading reading = Assert.Single(_lists.All).ToReading(s_now);

        Assert.Equal([0, 3], reading.Pages.Select(page => page.Start));
        Assert.Equal(6, reading.Total);
        Assert.True(reading.IsAtEnd);
    }

    [Theory]
    [InlineData("SociaVault", "SociaVault", true)]
    [InlineData("SociaVault", "DumplingAI", true)]
    [InlineData("SociaVault", "SocialFetch", false)]
    [InlineData("", "", false)]
    [InlineData("Other", "Other", false)]
    public void Follow_times_count_only_if_every_provider_has_them(string first, string second, bool expected)
    {
        _lists.Add(Account(1, 1, s_first, provider: first));
        _lists.Add(Account(2, 2, s_first, provider: second));

        ListReading reading = Assert.Single(_lists.All).ToReading(s_now);

        Assert.Equal(expected, reading.Provider.HasFollowTimes);
        Assert.Equal(first, reading.Provider.Name);
        Assert.Equal(new[] { first, second }.Distinct().Order(StringComparer.Ordinal), reading.Providers.Names);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void The_end_of_records_is_unknown_unless_they_are_complete(bool isComplete, bool expected)
    {
        ImportedLists lists = new(new ImportOptions { IsComplete = isComplete });
        foreach (FollowedAccount account in Accounts(1, 3, s_first))
        {
            lists.Add(account);
        }

        Assert.Equal(expected, Assert.Single(lists.All).ToReading(s_now).IsAtEnd);
    }

    // ---- lists that are not read from their start, or filtered ----

    public static TheoryData<string, string> Refused => new()
    {
        { "late", "starts at position 5" },
        { "cursor", "starts at a cursor" },
        { "filtered", "lacks 2 accounts between its positions 1 and 5" },
        { "no time", "does not state when it was read" },
        { "future", "a time in the future" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_list_that_proves_nothing_is_refused(string list, string message)
    {
        switch (list)
        {
            case "late":
                Add([Account(1, 5, s_first), Account(2, 6, s_first)]);
                break;
            case "cursor":
                _lists.Add(new JournalReader("someone", "123", [Page(1, 3, hasMore: false)], EndsOpen: false));
                break;
            case "filtered":
                Add([Account(1, 1, s_first), Account(2, 4, s_first), Account(3, 5, s_first)]);
                break;
            case "no time":
                Add(Accounts(1, 2, default));
                break;
            default:
                Add(Accounts(1, 2, s_now.AddHours(1)));
                break;
        }
        foreach (string culture in Cultures.All)
        {
            Cultures.Run(culture, () =>
            {
                ImportedList imported = Assert.Single(_lists.All);
                FollowingException e = Assert.Throws<FollowingException>(() => imported.ToReading(s_now));
                Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
                Assert.Contains(message, e.Message, StringComparison.Ordinal);
            });
        }
    }

    private static FollowingPage Page(int start, int count, bool hasMore, long? total = null) => new()
    {
        Handle = "someone",
        Provider = "SociaVault",
        Accounts = [.. Accounts(start, count, s_first)],
        HasMore = hasMore,
        NextCursor = hasMore ? "next" : null,
        Total = total,
    };

    private static List<FollowedAccount> Accounts(int start, int count, DateTime readAt, bool positions = true) =>
        [.. Enumerable.Range(0, count).Select(i => Account(start + i, positions ? i + 1 : 0, readAt))];

    private static FollowedAccount Account(
        int number,
        int position,
        DateTime readAt,
        string followedBy = "someone",
        string provider = "SociaVault") => new()
        {
            Id = $"{6_900_000_000_000_000_000 + number}",
            Handle = $"account.{number}",
            FollowedBy = followedBy,
            Position = position,
            Provider = provider,
            RetrievedAt = readAt == default ? default : readAt.ToLocalTime(),
        };

    private static string Describe(ImportedList list) => string.Join(
        " ", list.ToReading(s_now).Accounts.Select(account => account.Handle!.Substring("account.".Length)));

    private void Add(IEnumerable<FollowedAccount> accounts)
    {
        foreach (FollowedAccount account in accounts)
        {
            _lists.Add(account);
        }
    }
}
