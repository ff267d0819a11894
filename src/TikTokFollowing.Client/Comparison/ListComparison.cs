using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Compares two snapshots of one list. Accounts are matched by id, then by sec_uid, then by handle, in linear time.
/// </summary>
internal sealed class ListComparison
{
    private readonly ListSnapshot _reference;
    private readonly ListSnapshot _difference;
    private readonly ComparisonOptions _options;
    private readonly string? _followedBy;
    private readonly int?[] _partnersOfReference;
    private readonly int?[] _partnersOfDifference;

    public ListComparison(
        ListSnapshot reference,
        ListSnapshot difference,
        ComparisonOptions options,
        CancellationToken cancellation)
    {
        _reference = reference;
        _difference = difference;
        _options = options;
        string followedBy = difference.FollowedBy.Length > 0 ? difference.FollowedBy : reference.FollowedBy;
        _followedBy = followedBy.Length > 0 ? followedBy : null;
        _partnersOfReference = new int?[reference.Accounts.Count];
        _partnersOfDifference = new int?[difference.Accounts.Count];
        // Weaker identifiers are compared only for accounts that stronger ones did not match.
        Match(reference.Index.FindById, cancellation);
        Match(IndexUnmatched().FindBySecUid, cancellation);
        CountOtherIds();
        Match(IndexUnmatched().FindByHandle, cancellation);
        Shape = new ComparisonShape(
            reference, difference, _partnersOfReference, _partnersOfDifference, cancellation);
    }

    /// <summary>Gets the number of accounts with the same sec_uid but different ids on the two sides.</summary>
    public int OtherIds { get; private set; }

    /// <summary>Gets the positions of the accounts without a partner.</summary>
    public ComparisonShape Shape { get; }

    /// <summary>
    /// Returns the changes of the difference list in its order, then the unfollows in the order of the reference list.
    /// Accounts outside the range of the other list are not returned.
    /// </summary>
    public IEnumerable<FollowingChange> Changes()
    {
        for (int i = 0; i < _partnersOfDifference.Length; i++)
        {
            FollowedAccount account = _difference.Accounts[i];
            FollowingChange? change = _partnersOfDifference[i] is int partner
                ? Compared(_reference.Accounts[partner], account)
                : Shape.IsDifferenceJudged[i] ? Followed(account) : null;
            if (change is not null)
            {
                yield return change;
            }
        }
        for (int i = 0; i < _partnersOfReference.Length; i++)
        {
            if (_partnersOfReference[i] is null && Shape.IsReferenceJudged[i])
            {
                yield return Unfollowed(_reference.Accounts[i]);
            }
        }
    }

    private void Match(Func<FollowedAccount, int?> find, CancellationToken cancellation)
    {
        for (int i = 0; i < _partnersOfDifference.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_partnersOfDifference[i] is null
                && find(_difference.Accounts[i]) is int partner
                && _partnersOfReference[partner] is null)
            {
                _partnersOfDifference[i] = partner;
                _partnersOfReference[partner] = i;
            }
        }
    }

    private AccountIndex IndexUnmatched()
    {
        AccountIndex rest = _reference.CreateIndex();
        for (int i = 0; i < _partnersOfReference.Length; i++)
        {
            if (_partnersOfReference[i] is null)
            {
                rest.Add(i);
            }
        }
        return rest;
    }

    // A sec_uid always belongs to the same account, so one of two ids is wrong and was probably rounded.
    private void CountOtherIds()
    {
        for (int i = 0; i < _partnersOfDifference.Length; i++)
        {
            if (_partnersOfDifference[i] is not int partner
                || _difference.Accounts[i] is not { Id: string now } account
                || _reference.Accounts[partner].Id is not string old
                || old == now)
            {
                continue;
            }
            if (IdRounding.IsSameRounded(old, now))
            {
                throw new FollowingException(
                    FollowingErrorKind.InvalidInput,
                    null,
                    $"The account '{TextSanitizer.Sanitize(account.Handle ?? account.SecUid!)}' has the id {old} "
                    + $"on the reference side and {now} on the difference side. "
                    + "One of them has lost digits, as in a spreadsheet. "
                    + "Use the original file, and import ids as text.");
            }
            OtherIds++;
        }
    }

    // The earlier snapshot did not have the account, so its time can narrow the window of the follow. It does not if
    // that snapshot is incomplete or contradicts the window. A temporarily banned account is missing from a snapshot
    // although it was followed long before.
    private FollowingChange Followed(FollowedAccount account)
    {
        DateTime? after = account.FollowedAfter;
        DateTime? before = account.FollowedBefore ?? TimeOf(account);
        bool canNarrow = !Shape.IsReferencePartial && _reference.ReadFrom <= before;
        if (canNarrow && (after is null || _reference.ReadFrom > after))
        {
            after = _reference.ReadFrom;
        }
        return Describe(FollowingChange.Followed, account, account, (after, before));
    }

    private FollowingChange Unfollowed(FollowedAccount account) =>
        Describe(
            FollowingChange.Unfollowed,
            account,
            account,
            Shape.IsDifferencePartial ? (null, null) : Between(TimeOf(account), _difference.ReadTo));

    private FollowingChange? Compared(FollowedAccount old, FollowedAccount account)
    {
        bool isRenamed = old.Handle is not null
            && account.Handle is not null
            && !string.Equals(old.Handle, account.Handle, StringComparison.OrdinalIgnoreCase);
        List<string> changed = isRenamed ? [nameof(FollowedAccount.Handle)] : [];
        if (_options.IncludeProfile)
        {
            changed.AddRange(ProfileProperty.All.Where(each => each.IsChanged(old, account)).Select(each => each.Name));
        }
        if (changed.Count == 0)
        {
            return _options.IncludeEqual ? Describe(FollowingChange.Equal, account, old, (null, null)) : null;
        }
        string change = isRenamed ? FollowingChange.Renamed : FollowingChange.ProfileChanged;
        return Describe(change, account, old, Between(TimeOf(old), TimeOf(account)), changed);
    }

    private FollowingChange Describe(
        string change,
        FollowedAccount account,
        FollowedAccount old,
        (DateTime? After, DateTime? Before) window,
        List<string>? changed = null)
    {
        bool Has(string property) => changed?.Contains(property) == true;
        return new FollowingChange
        {
            Change = change,
            Handle = account.Handle ?? old.Handle,
            PreviousHandle = Has(nameof(FollowedAccount.Handle)) ? old.Handle : null,
            DisplayName = account.DisplayName ?? old.DisplayName,
            Id = account.Id ?? old.Id,
            SecUid = account.SecUid ?? old.SecUid,
            FollowedBy = _followedBy,
            ChangedProperties = changed is null ? null : string.Join(", ", changed),
            ChangedAfter = window.After,
            ChangedBefore = window.Before,
            PreviousDisplayName = Has(nameof(FollowedAccount.DisplayName)) ? old.DisplayName : null,
            Bio = account.Bio ?? old.Bio,
            PreviousBio = Has(nameof(FollowedAccount.Bio)) ? old.Bio : null,
            IsVerified = account.IsVerified ?? old.IsVerified,
            PreviousIsVerified = Has(nameof(FollowedAccount.IsVerified)) ? old.IsVerified : null,
            IsPrivate = account.IsPrivate ?? old.IsPrivate,
            PreviousIsPrivate = Has(nameof(FollowedAccount.IsPrivate)) ? old.IsPrivate : null,
            FollowerCount = account.FollowerCount ?? old.FollowerCount,
            ProfileUrl = account.ProfileUrl ?? old.ProfileUrl,
        };
    }

    // Swapped snapshots or a clock that was set back have no window.
    private static (DateTime? After, DateTime? Before) Between(DateTime? after, DateTime? before) =>
        after > before ? (null, null) : (after, before);

    private static DateTime? TimeOf(FollowedAccount account) =>
        account.RetrievedAt == default ? null : account.RetrievedAt;
}

/// <summary>Specifies changes to return in addition to follows, unfollows and renames.</summary>
/// <param name="IncludeProfile">True to return changes of name, bio, verification and privacy.</param>
/// <param name="IncludeEqual">True to return accounts without a change.</param>
internal sealed record ComparisonOptions(bool IncludeProfile = false, bool IncludeEqual = false);
