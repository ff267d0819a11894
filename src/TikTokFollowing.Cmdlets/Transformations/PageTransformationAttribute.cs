using System.Collections;
using System.Management.Automation;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Accepts the target of an error as the page before the one that failed, and pages from files, jobs and other
/// machines. Otherwise PowerShell would bind their handle and cursor only: the last account would be returned twice,
/// and the last page, whose cursor is null, would start the list again and be charged.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PageTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string s_deserialized = "Deserialized." + typeof(FollowingPage).FullName;
    private static readonly string s_deserializedTarget = "Deserialized." + typeof(ResumePoint).FullName;

    /// <summary>Indicates whether an object is or contains a page, live or deserialized.</summary>
    internal static bool IsPage(object item)
    {
        object target = GetTarget(item);
        return target is PSObject wrapped
            ? wrapped.BaseObject is FollowingPage or ResumePoint
                || IsDeserialized(wrapped)
                || IsDeserializedTarget(wrapped)
            : target is FollowingPage or ResumePoint;
    }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return inputData is null ? null : ConvertToPage(GetTarget(inputData));
        }
        catch (FollowingException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    /// <summary>
    /// Returns the target of an error: of $Error[0], and of the exception in -ErrorVariable after a terminating error.
    /// </summary>
    internal static object GetTarget(object item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        ErrorRecord { TargetObject: object target } => target,
        IContainsErrorRecord { ErrorRecord.TargetObject: object target } => target,
        _ => item,
    };

    private static object? ConvertToPage(object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            ResumePoint where => new FollowingPage
            {
                Handle = where.Handle,
                Provider = where.Provider ?? "",
                HasMore = true, // the list was not read to its end
                NextCursor = where.NextCursor,
                Accounts = where.LastAccounts,
            },
            _ when inputData is PSObject page && IsDeserialized(page) => ReadPage(page),
            _ when inputData is PSObject target && IsDeserializedTarget(target) => ReadTarget(target),
            _ => inputData,
        };

    // Also a row of a CSV.
    private static bool IsDeserializedTarget(PSObject item) =>
        item.TypeNames.Contains(s_deserializedTarget)
        || (item.BaseObject is PSCustomObject
            && item.Properties[nameof(ResumePoint.Handle)] is not null
            && item.Properties[nameof(ResumePoint.NextCursor)] is not null
            && item.Properties[nameof(ResumePoint.LastIds)] is not null);

    // Also a row of a CSV, and an object from JSON or Select-Object.
    private static bool IsDeserialized(PSObject item) =>
        item.TypeNames.Contains(s_deserialized)
        || (item.BaseObject is not FollowingPage
            && item.Properties[nameof(FollowingPage.Handle)] is not null
            && item.Properties[nameof(FollowingPage.HasMore)] is not null
            && item.Properties[nameof(FollowingPage.NextCursor)] is not null);

    // Only the properties that the request for the next page needs.
    private static FollowingPage ReadPage(PSObject page) => new()
    {
        Handle = page.GetText(nameof(FollowingPage.Handle)) ?? "",
        Provider = page.GetText(nameof(FollowingPage.Provider)) ?? "",
        HasMore = PlainValue.Flag(page.GetValue(nameof(FollowingPage.HasMore))) ?? false,
        NextCursor = page.GetText(nameof(FollowingPage.NextCursor)),
        Accounts = ReadAccounts(page.GetValue(nameof(FollowingPage.Accounts))),
    };

    private static FollowingPage ReadTarget(PSObject target) => new()
    {
        Handle = target.GetText(nameof(ResumePoint.Handle)) ?? "",
        Provider = target.GetText(nameof(ResumePoint.Provider)) ?? "",
        HasMore = true,
        NextCursor = target.GetText(nameof(ResumePoint.NextCursor)),
        Accounts =
        [
            .. (target.GetText(nameof(ResumePoint.LastIds)) ?? "")
                .Split([' '], StringSplitOptions.RemoveEmptyEntries)
                .Select(id => new FollowedAccount { Id = id }),
        ],
    };

    // Only the identity: an unreadable date must not prevent the next page.
    private static IReadOnlyList<FollowedAccount> ReadAccounts(object? accounts)
    {
        if (accounts is string or null)
        {
            return [];
        }
        return
        [
            .. new AccountConverter("the page")
                .Flatten(accounts)
                .Where(account => account is PSObject or IDictionary or FollowedAccount)
                .Select(account => new FollowedAccount
                {
                    Id = account.GetText(nameof(FollowedAccount.Id)),
                    SecUid = account.GetText(nameof(FollowedAccount.SecUid)),
                    Handle = account.GetText(nameof(FollowedAccount.Handle)),
                }),
        ];
    }
}
