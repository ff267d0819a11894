using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>
/// What a command warns of when it ends, about lists that ended well: of one list by its name, of several with one line for all of them. A schedule with 500 handles has no use
/// for 500 lines. Of each list no more is kept than that needs.
/// </summary>
internal sealed class DeferredWarnings
{
    private const int ShownNames = 3;

    private readonly Lot _saved = new();
    private readonly Lot _skipped = new();
    private readonly Lot _behind = new();
    private readonly Lot _empty = new();
    private string? _folder;
    private DateTime? _oldest;

    /// <summary>A journal had all of the list.</summary>
    public void Saved(ListPager walk, CompletedJournal saved)
    {
        string when = saved.ReadAt is DateTime readAt ? $" as it was at {LocalTime.Format(readAt, "g")}" : "";
        _saved.Add(walk, $"The journal has the whole list of @{walk.Handle}{when}: nothing is asked of {walk.Facts.Name}. Delete {saved.Path} to read the list anew.");
        _folder ??= Path.GetDirectoryName(saved.Path);
        if (_oldest is null || saved.ReadAt < _oldest) { _oldest = saved.ReadAt; }
    }

    /// <summary>Nothing was written of the list, because it has no more accounts than were to be left out.</summary>
    public void Skipped(ListPager walk, ulong skip, long? total)
    {
        // It was not read further than to its first page if that told its total.
        string accounts = total > walk.AccountsRead ? $"about {total:N0} accounts" : walk.AccountsRead == 1 ? "1 account" : $"{walk.AccountsRead:N0} accounts";
        _skipped.Add(walk, $"-Skip {skip:N0} leaves nothing of the list of @{walk.Handle}, which has {accounts}.{PaidFor(walk.CreditsCharged)}");
    }

    /// <summary>Nothing was written of the list, because it ends before the place where the command was to start.</summary>
    public void StartedBehind(ListPager walk, string place) =>
        _behind.Add(walk, $"The list of @{walk.Handle} has nothing from {place} on.{PaidFor(walk.CreditsCharged)}");

    /// <summary>The list has no accounts.</summary>
    public void Empty(ListPager walk) => _empty.Add(walk, walk.DescribeEmptyList());

    /// <summary>Writes the warnings, once.</summary>
    /// <param name="warn">Writes one.</param>
    /// <param name="skip">How many accounts were to be left out of each list.</param>
    public void Tell(Action<string> warn, ulong skip)
    {
        string when = _oldest is DateTime oldest ? $", the oldest as it was at {LocalTime.Format(oldest, "g")}" : "";
        _saved.Tell(warn, lot => $"The journals in {_folder} have {lot.Count:N0} whole lists{when}: nothing is asked for them. Delete their files to read these lists anew.");
        _skipped.Tell(warn, lot => $"-Skip {skip:N0} leaves nothing of {lot.Count:N0} lists, which have no more than that: {lot.Names}.{PaidFor(lot.Credits)}");
        _empty.Tell(warn, lot => $"{lot.Count:N0} lists are empty: {lot.Names}.{PaidFor(lot.Credits)}");
        _behind.Tell(warn, lot => $"{lot.Count:N0} lists have nothing from where they were to start: {lot.Names}.{PaidFor(lot.Credits)}");
    }

    /// <summary>Some handles in few words.</summary>
    public static string Names(IReadOnlyCollection<string?> handles) =>
        string.Join(", ", handles.Take(ShownNames).Select(handle => TextSanitizer.Sanitize(handle ?? ""))) + AndMore(handles.Count);

    private static string AndMore(int count) => count > ShownNames ? $" and {count - ShownNames:N0} more" : "";

    private static string PaidFor(long credits) => credits == 0 ? "" : $" It cost {Quantity.Of(credits, "credit")}.";

    /// <summary>Lists with the same to say about them.</summary>
    private sealed class Lot
    {
        private readonly List<string> _names = [];
        private string _first = "";

        public int Count { get; private set; }

        public long Credits { get; private set; }

        public string Names => string.Join(", ", _names) + AndMore(Count);

        public void Add(ListPager walk, string text)
        {
            if (++Count == 1) { _first = text; }
            if (Count <= ShownNames) { _names.Add("@" + walk.Handle); }
            Credits += walk.CreditsCharged;
        }

        public void Tell(Action<string> warn, Func<Lot, string> all)
        {
            if (Count > 0) { warn(Count == 1 ? _first : all(this)); }
            Count = 0;
        }
    }
}
