using System.Collections.Generic;
using System.Linq;
using System.Threading;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Comparison;

/// <summary>Two sides with any number of lists: each list is compared with the one of the same user.</summary>
internal sealed class FollowingComparison(ComparisonInput reference, ComparisonInput difference, ComparisonOptions options, ClientLog log)
{
    /// <summary>The changes, list by list in the order of the difference side; lists that only the reference side has come last.</summary>
    public IEnumerable<FollowingChange> Changes(CancellationToken cancellation = default)
    {
        foreach ((ListSnapshot old, ListSnapshot now) in Pairs())
        {
            ListComparison comparison = new(old, now, reference.Names, options, cancellation);
            Warn(old, now, comparison.Shape);
            if (comparison.OtherIds > 0)
            {
                log.Warning($"{ListName(now.FollowedBy.Length > 0 ? now : old)}: {Accounts(comparison.OtherIds)} with the same SecUid on both sides {(comparison.OtherIds == 1 ? "has" : "have")} another Id. They were compared by SecUid.");
            }
            foreach (FollowingChange change in comparison.Changes())
            {
                yield return change;
            }
        }
    }

    private IEnumerable<(ListSnapshot Old, ListSnapshot Now)> Pairs()
    {
        // Who leaves the column out has one list in mind.
        if (reference.Lists.Count == 1 && difference.Lists.Count == 1 && (reference.Lists[0].FollowedBy.Length == 0 || difference.Lists[0].FollowedBy.Length == 0))
        {
            yield return (reference.Lists[0], difference.Lists[0]);
            yield break;
        }
        foreach (ListSnapshot now in difference.Lists)
        {
            yield return (reference.Find(now.FollowedBy) ?? reference.NewList(now.FollowedBy), now);
        }
        foreach (ListSnapshot old in reference.Lists)
        {
            if (difference.Find(old.FollowedBy) is null)
            {
                yield return (old, difference.NewList(old.FollowedBy));
            }
        }
    }

    private void Warn(ListSnapshot old, ListSnapshot now, ComparisonShape shape)
    {
        string list = ListName(now.FollowedBy.Length > 0 ? now : old);
        if (old.Accounts.Count == 0 && reference.Lists.Count > 0 && reference.Find(now.FollowedBy) is null && now.Accounts.Count > 0)
        {
            log.Warning($"{list} is on the difference side only: its {Accounts(now.Accounts.Count)} show as followed.");
        }
        if (now.Accounts.Count == 0 && old.Accounts.Count > 0)
        {
            string why = difference.Find(old.FollowedBy) is null && difference.Lists.Count > 0 ? "is on the reference side only" : "is empty on the difference side";
            string then = shape.UnknownReference == 0 ? "show as unfollowed" : "were not compared. If the list is empty now, use -Complete";
            log.Warning($"{list} {why}: its {Accounts(old.Accounts.Count)} {then}. Was it read? A hidden list can look empty.");
        }
        WarnOfList(old, reference, list, "followed");
        WarnOfList(now, difference, list, "unfollowed");
        if (now.Accounts.Count > 0)
        {
            WarnOfRest(list, now, difference, shape.UnknownReference, reference);
            WarnOfRest(list, old, reference, shape.UnknownDifference, difference);
        }
        // One warning is enough where the list itself has shown it.
        if (shape.IsDifferenceTailMissing && shape.UnknownReference == 0 && !ComparisonShape.IsPartial(now))
        {
            log.Warning(Cut(list, difference, "unfollowed", "end"));
        }
        if (shape.IsDifferenceHeadMissing && shape.UnknownReference == 0 && !ComparisonShape.IsPartial(now))
        {
            log.Warning(Cut(list, difference, "unfollowed", "start"));
        }
        if (shape.IsReferenceTailMissing && shape.UnknownDifference == 0 && !ComparisonShape.IsPartial(old))
        {
            log.Warning(Cut(list, reference, "followed", "end"));
        }
        if (options.IncludeProfile && old.Accounts.Count > 0 && now.Accounts.Count > 0)
        {
            WarnOfSilence(old, reference, list);
            WarnOfSilence(now, difference, list);
        }
        if (old.Repeats + now.Repeats > 0)
        {
            log.Verbose?.Invoke($"{list}: {Accounts(old.Repeats)} of the reference side and {Accounts(now.Repeats)} of the difference side came again and were left out.");
        }
    }

    private void WarnOfList(ListSnapshot list, ComparisonInput side, string name, string then)
    {
        if (list.Accounts.Count == 0 && !list.EndsOpen)
        {
            return;
        }
        if (ComparisonShape.HasGaps(list))
        {
            string shown = list.FirstPosition > 1
                ? $"starts at position {list.FirstPosition:N0}, so it is not the whole list"
                : $"has {list.Accounts.Count + list.Repeats:N0} of the positions 1 to {list.HighestPosition:N0}, so it is not the whole list; accounts missing between others show as {then}";
            log.Warning($"{name}: the {side.Name} side {shown}.");
        }
        else if (list.StartsLate)
        {
            log.Warning($"{name}: the {side.Name} side starts at a cursor and not at the newest follow.");
        }
        if (list.EndsOpen)
        {
            log.Warning($"{name}: the {side.Name} side was not read to its end{(list.Accounts.Count == 0 ? "" : $" ({Accounts(list.Accounts.Count)})")}. Read it with Get-TikTokFollowing -All.");
        }
        if (list.IsAssumedWhole && (list.EndsOpen || list.StartsLate))
        {
            log.Warning($"{name}: the {side.Name} side is known not to be whole, so -Complete does not apply to it.");
        }
    }

    private void WarnOfRest(string list, ListSnapshot covering, ComparisonInput side, int unknown, ComparisonInput other)
    {
        if (unknown == 0)
        {
            return;
        }
        string lie = unknown == 1 ? "lies" : "lie";
        if (covering.StartsLate)
        {
            log.Warning($"{list}: {Accounts(unknown)} of the {other.Name} side {lie} outside the range of the {side.Name} side and cannot be compared.");
        }
        else if (covering.EndsOpen)
        {
            log.Warning($"{list}: {Accounts(unknown)} of the {other.Name} side {lie} behind the end of the {side.Name} side and cannot be compared.");
        }
        else
        {
            log.Warning(
                $"{list}: the {side.Name} side looks cut off: {Accounts(unknown)} of the {other.Name} side {lie} outside its range, and {(unknown == 1 ? "was" : "were")} not compared. "
                + "It does not say whether it was read to its end. If both lists are whole, use -Complete.");
        }
    }

    private static string Cut(string list, ComparisonInput side, string change, string where) =>
        $"{list}: all accounts that show as {change} are the {where} of the list, so the {side.Name} side looks cut off there. Was it read with -All?";

    // Records can be trimmed, and some services do not tell all of it.
    private void WarnOfSilence(ListSnapshot list, ComparisonInput side, string name)
    {
        List<string> silent = [];
        if (list.Accounts.All(account => account.DisplayName is null))
        {
            silent.Add(nameof(FollowedAccount.DisplayName));
        }
        if (list.Accounts.All(account => account.Bio is null))
        {
            silent.Add(nameof(FollowedAccount.Bio));
        }
        if (list.Accounts.All(account => account.IsVerified is null))
        {
            silent.Add(nameof(FollowedAccount.IsVerified));
        }
        if (list.Accounts.All(account => account.IsPrivate is null))
        {
            silent.Add(nameof(FollowedAccount.IsPrivate));
        }
        if (silent.Count > 0)
        {
            log.Warning($"{name}: the {side.Name} side does not say {string.Join(", ", silent)} of any account, so changes there cannot be told.");
        }
    }

    private static string ListName(ListSnapshot list) => list.FollowedBy.Length == 0 ? "The list" : $"The list of @{TextSanitizer.Sanitize(list.FollowedBy)}";

    private static string Accounts(int count) => count == 1 ? "1 account" : $"{count:N0} accounts";
}
