using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Comparison;

/// <summary>Compares two sides with any number of lists, each list with the one of the same user.</summary>
/// <param name="reference">The earlier lists.</param>
/// <param name="difference">The later lists.</param>
/// <param name="options">The kinds of changes to return.</param>
/// <param name="log">Receives warnings about incomplete lists.</param>
internal sealed class FollowingComparison(
    ComparisonInput reference, ComparisonInput difference, ComparisonOptions options, ClientLog log)
{
    /// <summary>
    /// Returns the changes of each list in the order of the difference side, then of lists on the reference side only.
    /// </summary>
    public IEnumerable<FollowingChange> Changes(CancellationToken cancellation = default)
    {
        foreach ((ListSnapshot old, ListSnapshot now) in Pairs())
        {
            ListComparison comparison = new(old, now, options, cancellation);
            Warn(old, now, comparison);
            foreach (FollowingChange change in comparison.Changes())
            {
                yield return change;
            }
        }
    }

    private IEnumerable<(ListSnapshot Old, ListSnapshot Now)> Pairs()
    {
        // Single lists are compared even if one side does not have the FollowedBy column.
        bool areSingle = reference.Lists.Count == 1 && difference.Lists.Count == 1;
        if (areSingle && (reference.Lists[0].FollowedBy.Length == 0 || difference.Lists[0].FollowedBy.Length == 0))
        {
            yield return (reference.Lists[0], difference.Lists[0]);
            yield break;
        }
        foreach (ListSnapshot now in difference.Lists)
        {
            yield return (reference.Find(now.FollowedBy) ?? reference.CreateList(now.FollowedBy), now);
        }
        foreach (ListSnapshot old in reference.Lists)
        {
            if (difference.Find(old.FollowedBy) is null)
            {
                yield return (old, difference.CreateList(old.FollowedBy));
            }
        }
    }

    private void Warn(ListSnapshot old, ListSnapshot now, ListComparison comparison)
    {
        ComparisonShape shape = comparison.Shape;
        string user = now.FollowedBy.Length > 0 ? now.FollowedBy : old.FollowedBy;
        string list = user.Length == 0 ? "The list" : $"The list of @{TextSanitizer.Sanitize(user)}";
        WarnOfMissingList(old, now, list, shape.UnknownReference);
        WarnOfList(list, old, "followed");
        WarnOfList(list, now, "unfollowed");
        if (now.Accounts.Count > 0)
        {
            WarnOfRest(list, now, shape.UnknownReference, reference);
            WarnOfRest(list, old, shape.UnknownDifference, difference);
        }
        bool canLackEnd = shape.UnknownReference == 0 && !now.IsPartial;
        WarnOfCut(shape.IsDifferenceTailMissing && canLackEnd, list, difference, "unfollowed", "end");
        WarnOfCut(shape.IsDifferenceHeadMissing && canLackEnd, list, difference, "unfollowed", "start");
        canLackEnd = shape.UnknownDifference == 0 && !old.IsPartial;
        WarnOfCut(shape.IsReferenceTailMissing && canLackEnd, list, reference, "followed", "end");
        if (options.IncludeProfile && old.Accounts.Count > 0 && now.Accounts.Count > 0)
        {
            WarnOfMissingFields(list, old);
            WarnOfMissingFields(list, now);
        }
        if (old.Duplicates + now.Duplicates > 0)
        {
            log.Verbose?.Invoke(
                $"{list}: skipped duplicates: {Accounts(old.Duplicates)} on the reference side, "
                + $"{Accounts(now.Duplicates)} on the difference side.");
        }
        if (comparison.OtherIds > 0)
        {
            string have = comparison.OtherIds == 1 ? "has" : "have";
            log.Warning(
                $"{list}: {Accounts(comparison.OtherIds)} {have} the same SecUid but different Ids on the two sides"
                + ". They were compared by SecUid.");
        }
    }

    private void WarnOfMissingList(ListSnapshot old, ListSnapshot now, string list, int unknown)
    {
        bool isNewList = old.Accounts.Count == 0 && reference.Lists.Count > 0 && reference.Find(now.FollowedBy) is null;
        if (isNewList && now.Accounts.Count > 0)
        {
            log.Warning($"{list} is on the difference side only: its {Accounts(now.Accounts.Count)} show as followed.");
        }
        if (now.Accounts.Count == 0 && old.Accounts.Count > 0)
        {
            string reason = difference.Find(old.FollowedBy) is null && difference.Lists.Count > 0
                ? "is on the reference side only"
                : "is empty on the difference side";
            string result = unknown == 0
                ? "show as unfollowed"
                : "were not compared. If the list is empty now, use -Complete";
            log.Warning(
                $"{list} {reason}: its {Accounts(old.Accounts.Count)} {result}. "
                + "Check that the list was read: a hidden list can look empty.");
        }
    }

    private void WarnOfList(string name, ListSnapshot list, string change)
    {
        if (list.Accounts.Count == 0 && !list.EndsOpen)
        {
            return;
        }
        if (list.HasGaps)
        {
            string problem = list.FirstPosition > 1
                ? $"starts at position {Quantity.Of(list.FirstPosition)}, so it is incomplete"
                : $"has {Quantity.Of(list.Accounts.Count + list.Duplicates)} of the positions 1 to "
                    + $"{Quantity.Of(list.HighestPosition)}, so it is incomplete. "
                    + $"Accounts that are missing between others show as {change}";
            log.Warning($"{name}: the {list.Side} side {problem}.");
        }
        else if (list.StartsLate)
        {
            log.Warning($"{name}: the {list.Side} side starts at a cursor, not at the newest follow.");
        }
        if (list.EndsOpen)
        {
            string count = list.Accounts.Count == 0 ? "" : $" ({Accounts(list.Accounts.Count)})";
            log.Warning(
                $"{name}: the {list.Side} side was not read to its end{count}. Read it with Get-TikTokFollowing -All.");
        }
        if (list.IsAssumedWhole && (list.EndsOpen || list.StartsLate))
        {
            log.Warning($"{name}: the {list.Side} side is known to be incomplete, so -Complete does not apply to it.");
        }
    }

    private void WarnOfRest(string list, ListSnapshot covering, int unknown, ComparisonInput other)
    {
        if (unknown == 0)
        {
            return;
        }
        string are = unknown == 1 ? "is" : "are";
        string were = unknown == 1 ? "was" : "were";
        string accounts = $"{Accounts(unknown)} of the {other.Name} side {are}";
        if (covering.StartsLate)
        {
            log.Warning($"{list}: {accounts} outside the range of the {covering.Side} side and cannot be compared.");
        }
        else if (covering.EndsOpen)
        {
            log.Warning($"{list}: {accounts} beyond the end of the {covering.Side} side and cannot be compared.");
        }
        else
        {
            log.Warning(
                $"{list}: the {covering.Side} side looks cut off. "
                + $"{accounts} outside its range and {were} not compared. The input does not show "
                + "whether it was read to its end. If both lists are complete, use -Complete.");
        }
    }

    // A list that itself shows that it is incomplete has its own warning.
    private void WarnOfCut(bool isCut, string list, ComparisonInput side, string change, string where)
    {
        if (isCut)
        {
            log.Warning(
                $"{list}: all accounts that show as {change} are at the {where} of the list, "
                + $"so the {side.Name} side looks cut off. Check that it was read with -All.");
        }
    }

    // Records can be trimmed, and some providers do not return all fields.
    private void WarnOfMissingFields(string name, ListSnapshot list)
    {
        string[] missing =
        [
            .. ProfileProperty.All
                .Where(property => list.Accounts.All(account => property.ValueOf(account) is null))
                .Select(property => property.Name),
        ];
        if (missing.Length > 0)
        {
            log.Warning(
                $"{name}: the {list.Side} side has no {string.Join(", ", missing)} for any account, "
                + "so changes of these properties cannot be detected.");
        }
    }

    private static string Accounts(int count) => Quantity.Of(count, "account");
}
