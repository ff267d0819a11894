using System.Globalization;
using TikTokFollowing.Client.History;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>
/// Represents a stored list in examples, written as text: one letter for each account, newest follow first, and
/// <c>|</c> between pages. Each update is one hour after the previous one.
/// </summary>
internal sealed class Lists
{
    /// <summary>Specifies in settings that the provider states no total.</summary>
    public const long NoTotal = -1;

    private static readonly DateTime s_start = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly ProviderTraits _opaque = new("A", false, 5);
    private int _hours;

    public HistoryState State { get; private set; } = HistoryState.Empty;

    public HistoryDelta Delta { get; private set; } = new();

    public IReadOnlyList<HistoryWarning> Warnings { get; private set; } = [];

    /// <summary>Gets the listed accounts as letters.</summary>
    public string Listed => string.Concat(State.Listed.Select(account => account.Id));

    /// <summary>Gets the changes of the last update, such as <c>Followed x, Unfollowed c</c>.</summary>
    public string Changes =>
        string.Join(", ", Delta.Changes.Select(change => $"{change.Kind} {Account(change.Key).Id}"));

    public static DateTime Hour(int hour) => s_start.AddHours(hour);

    public static Lists Of(string baseline, ListReading? settings = null)
    {
        Lists lists = new();
        lists.Store(baseline, (settings ?? lists.Whole()) with { IsAtEnd = true });
        return lists;
    }

    /// <summary>Returns the settings of a reading of a whole list.</summary>
    public ListReading Whole() => new() { Provider = _opaque, IsAtEnd = true };

    /// <summary>Returns the settings of a reading of the newest pages.</summary>
    public ListReading Newest() => new() { Provider = _opaque };

    public StoredAccount Account(int key) => State.Listed.Concat(State.Dropped).Single(account => account.Key == key);

    public UpdateConclusion Evaluate(string text, ListReading? settings = null) =>
        HistoryRules.Evaluate(State, Reading(text, settings ?? Newest()));

    /// <summary>Evaluates a reading and stores its delta. Returns the changes as text.</summary>
    public string Store(string text, ListReading? settings = null)
    {
        _hours++;
        UpdateConclusion.Store store = Assert.IsType<UpdateConclusion.Store>(Evaluate(text, settings));
        State = State.Apply(store.Delta);
        Delta = store.Delta;
        Warnings = store.Warnings;
        return Changes;
    }

    public bool IsConnected(string text, ListReading? settings = null) =>
        Connection.IsConnected(State, Reading(text, settings ?? Newest()));

    public ListReading Reading(string text, ListReading settings)
    {
        List<FollowedAccount> accounts = [];
        List<ReadPage> pages = [];
        ReadPage? first = settings.Pages.Count > 0 ? settings.Pages[0] : null;
        foreach (string page in text.Split('|'))
        {
            pages.Add(new ReadPage(accounts.Count, first?.FollowedAfter, first?.FollowedBefore));
            accounts.AddRange(page.Where(letter => letter != ' ').Select(letter => Record(letter, first)));
        }
        return settings with
        {
            Accounts = settings.Accounts.Count > 0 ? settings.Accounts : accounts,
            Pages = pages,
            Total = settings.Total == NoTotal ? null : settings.Total ?? accounts.Count,
            StartedAt = Hour(_hours),
            ReadAt = Hour(_hours).AddMinutes(1),
        };
    }

    private static FollowedAccount Record(char letter, ReadPage? page) => new()
    {
        Id = letter.ToString(CultureInfo.InvariantCulture),
        Handle = "h" + letter,
        FollowedAfter = page?.FollowedAfter?.ToLocalTime(),
        FollowedBefore = page?.FollowedBefore?.ToLocalTime(),
    };
}
