using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Takes the target of an error as the page before the one that failed, and pages that have been through a file, a job or another machine. Without this they would be
/// taken apart into handle and cursor: the account on the border would come twice, and a page at the end, whose cursor is null, would start the list anew, for money.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PageTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string s_deserialized = "Deserialized." + typeof(FollowingPage).FullName;
    private static readonly string s_deserializedTarget = "Deserialized." + typeof(ResumePoint).FullName;

    /// <summary>Whether there is a page in it, living or deserialized.</summary>
    internal static bool IsPage(object item)
    {
        object target = TargetOf(item);
        return target is PSObject wrapped
            ? wrapped.BaseObject is FollowingPage or ResumePoint || IsDeserialized(wrapped) || IsDeserializedTarget(wrapped)
            : target is FollowingPage or ResumePoint;
    }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return inputData is null ? null : PageIn(TargetOf(inputData));
        }
        catch (FollowingException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    // An error itself stands for its target: $Error[0], and what -ErrorVariable holds of one that ended the command.
    private static object TargetOf(object item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        ErrorRecord { TargetObject: object target } => target,
        IContainsErrorRecord { ErrorRecord.TargetObject: object target } => target,
        _ => item,
    };

    private static object? PageIn(object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            ResumePoint where => new FollowingPage
            {
                Handle = where.Handle,
                Provider = where.Provider ?? "",
                HasMore = true, // something is missing, or it would not be an error
                NextCursor = where.NextCursor,
                Accounts = where.LastAccounts,
            },
            _ when inputData is PSObject page && IsDeserialized(page) => Revive(page),
            _ when inputData is PSObject target && IsDeserializedTarget(target) => ReviveTarget(target),
            _ => inputData,
        };

    // Or a row of a CSV.
    private static bool IsDeserializedTarget(PSObject item) =>
        item.TypeNames.Contains(s_deserializedTarget)
        || (item.BaseObject is PSCustomObject
            && item.Properties[nameof(ResumePoint.Handle)] is not null
            && item.Properties[nameof(ResumePoint.NextCursor)] is not null
            && item.Properties[nameof(ResumePoint.LastIds)] is not null);

    // Or a page in plain clothes: a row of a CSV, an object from JSON or Select-Object.
    private static bool IsDeserialized(PSObject item) =>
        item.TypeNames.Contains(s_deserialized)
        || (item.BaseObject is not FollowingPage
            && item.Properties[nameof(FollowingPage.Handle)] is not null
            && item.Properties[nameof(FollowingPage.HasMore)] is not null
            && item.Properties[nameof(FollowingPage.NextCursor)] is not null);

    // As far as the request for the next page needs it.
    private static FollowingPage Revive(PSObject page) => new()
    {
        Handle = AccountConverter.TextOf(page, nameof(FollowingPage.Handle)) ?? "",
        Provider = AccountConverter.TextOf(page, nameof(FollowingPage.Provider)) ?? "",
        HasMore = PlainValue.Flag(AccountConverter.ValueOf(page, nameof(FollowingPage.HasMore))) ?? false,
        NextCursor = AccountConverter.TextOf(page, nameof(FollowingPage.NextCursor)),
        Accounts = ReviveAccounts(AccountConverter.ValueOf(page, nameof(FollowingPage.Accounts))),
    };

    private static FollowingPage ReviveTarget(PSObject target) => new()
    {
        Handle = AccountConverter.TextOf(target, nameof(ResumePoint.Handle)) ?? "",
        Provider = AccountConverter.TextOf(target, nameof(ResumePoint.Provider)) ?? "",
        HasMore = true,
        NextCursor = AccountConverter.TextOf(target, nameof(ResumePoint.NextCursor)),
        Accounts = [.. (AccountConverter.TextOf(target, nameof(ResumePoint.LastIds)) ?? "").Split([' '], StringSplitOptions.RemoveEmptyEntries).Select(id => new FollowedAccount { Id = id })],
    };

    // Only the names: a date that cannot be read must not stop the next page.
    private static IReadOnlyList<FollowedAccount> ReviveAccounts(object? accounts)
    {
        if (accounts is string or null)
        {
            return [];
        }
        return
        [
            .. new AccountConverter("the page").Flatten(accounts).Where(account => account is PSObject or IDictionary or FollowedAccount).Select(account => new FollowedAccount
            {
                Id = AccountConverter.TextOf(account, nameof(FollowedAccount.Id)),
                SecUid = AccountConverter.TextOf(account, nameof(FollowedAccount.SecUid)),
                Handle = AccountConverter.TextOf(account, nameof(FollowedAccount.Handle)),
            }),
        ];
    }
}
