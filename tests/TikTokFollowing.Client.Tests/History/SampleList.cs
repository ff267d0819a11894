using System.Globalization;
using TikTokFollowing.Client.History;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>
/// Simulates a following list that changes from day to day, with realistic accounts, newest follow first.
/// </summary>
internal sealed class SampleList
{
    public const string Provider = "SociaVault";

    private const string SecUidLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private readonly Random _random = new(14);
    private int _created;

    public SampleList(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Follow();
        }
    }

    public List<FollowedAccount> Accounts { get; } = [];

    /// <summary>Gets the UTC time of the next reading; a day passes between two.</summary>
    public DateTime Time { get; private set; } = new(2026, 1, 15, 12, 0, 0, 123, DateTimeKind.Utc);

    public void Follow()
    {
        _created++;
        string number = _created.ToString(CultureInfo.InvariantCulture);
        DateTime followed = Time.AddMinutes(_created / 20 - 100_000);
        Accounts.Insert(0, new FollowedAccount
        {
            Handle = $"account.{number}",
            DisplayName = $"Account \u00e9\ud83d\ude00 {number}",
            Id = (6_900_000_000_000_000_000L + _created).ToString(CultureInfo.InvariantCulture),
            SecUid = "MS4wLjABAAAA"
                + string.Concat(Enumerable.Range(0, 64).Select(_ => SecUidLetters[_random.Next(64)])),
            Bio = $"Videos about cooking, travel and \"music\" every day, with friends no. {number}",
            IsVerified = _created % 50 == 0,
            IsPrivate = _created % 20 == 0,
            Region = "US",
            Language = "en",
            CreatedAt = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(_created).ToLocalTime(),
            FollowerCount = 1000 + _created,
            FollowedAfter = followed.ToLocalTime(),
            FollowedBefore = followed.AddHours(1).ToLocalTime(),
            FollowedBy = "someone",
            Provider = Provider,
            RetrievedAt = Time.ToLocalTime(),
        });
    }

    /// <summary>Returns a reading of the first accounts, or of all of them, and lets a day pass.</summary>
    public ListReading Read(int? count = null, int? total = null)
    {
        List<FollowedAccount> read = [.. Accounts.Take(count ?? Accounts.Count)];
        ListReading reading = new()
        {
            Provider = new ProviderTraits(Provider, HasFollowTimes: false, PageSize: 20),
            Accounts = read,
            Pages = [.. Enumerable.Range(0, (read.Count + 19) / 20).Select(page => new ReadPage(page * 20))],
            Total = total ?? Accounts.Count,
            IsAtEnd = read.Count == Accounts.Count,
            StartedAt = Time,
            ReadAt = Time.AddSeconds(read.Count > 20 ? read.Count / 20 : 0),
            Requests = Math.Max(1, (read.Count + 19) / 20),
            CreditsCharged = Math.Max(1, (read.Count + 19) / 20),
        };
        Time = Time.AddDays(1);
        return reading;
    }

    /// <summary>Returns the pages of a reading as a pager returns them.</summary>
    public static List<PendingPage> PagesOf(ListReading reading)
    {
        List<PendingPage> pages = [];
        for (int start = 0; start < reading.Accounts.Count; start += 20)
        {
            bool hasMore = start + 20 < reading.Accounts.Count;
            FollowingPage page = new()
            {
                Handle = "someone",
                Provider = reading.Provider.Name,
                Accounts = [.. reading.Accounts.Skip(start).Take(20)],
                Total = reading.Total,
                HasMore = hasMore,
                NextCursor = hasMore ? $"c{start + 20}+\u00e9" : null,
                CreditsCharged = 1,
            };
            string? cursor = start == 0 ? null : $"c{start}+\u00e9";
            pages.Add(new PendingPage
            {
                Provider = reading.Provider.Name,
                Cursor = cursor,
                ReadAt = reading.ReadAt,
                Page = page,
            });
        }
        return pages;
    }

    /// <summary>Evaluates a reading.</summary>
    public static HistoryDelta Evaluate(HistoryState state, ListReading reading) =>
        ((UpdateConclusion.Store)HistoryRules.Evaluate(state, reading)).Delta;
}
