using System.Collections;
using System.Management.Automation;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Accepts the target of an error as the page before the one that failed, and pages from files, jobs and other
/// machines. Otherwise, PowerShell would bind only their handle and cursor, and return the last account twice. The last
/// page has no cursor, so it would start the list again and be charged.
/// </summary>
public sealed class PageTransformationAttribute : ValueTransformationAttribute
{
    /// <summary>Indicates whether an object is or contains a page, live or deserialized.</summary>
    internal static bool IsPage(object item)
    {
        object target = GetTarget(item);
        return target.Unwrap() is FollowingPage or ResumePoint
            || (target is PSObject record && (IsDeserializedPage(record) || IsDeserializedTarget(record)));
    }

    /// <inheritdoc/>
    private protected override object? Transform(object? input)
    {
        object? item = input is null ? null : GetTarget(input);
        if (item.Unwrap() is ResumePoint point)
        {
            return CreatePage(point.Handle, point.Provider, point.NextCursor, point.LastAccounts);
        }
        return item switch
        {
            PSObject page when IsDeserializedPage(page) =>
                AccountConverter.CreatePage(page, ReadAccounts(page.GetValue(nameof(FollowingPage.Accounts)))),
            PSObject target when IsDeserializedTarget(target) => CreatePage(
                target.GetText(nameof(ResumePoint.Handle)) ?? "",
                target.GetText(nameof(ResumePoint.Provider)),
                target.GetText(nameof(ResumePoint.NextCursor)),
                [
                    .. (target.GetText(nameof(ResumePoint.LastIds)) ?? "")
                        .Split([' '], StringSplitOptions.RemoveEmptyEntries)
                        .Select(id => new FollowedAccount { Id = id }),
                ]),
            _ => item,
        };
    }

    /// <summary>
    /// Returns the target of an error: of $Error[0], and of the exception in -ErrorVariable after a terminating error.
    /// </summary>
    internal static object GetTarget(object item) => item.Unwrap() switch
    {
        ErrorRecord { TargetObject: object target } => target,
        IContainsErrorRecord { ErrorRecord.TargetObject: object target } => target,
        _ => item,
    };

    // Also a row of a CSV.
    private static bool IsDeserializedTarget(PSObject item) => IsDeserialized<ResumePoint>(
        item, nameof(ResumePoint.Handle), nameof(ResumePoint.NextCursor), nameof(ResumePoint.LastIds));

    // Also a row of a CSV, and an object from JSON or Select-Object.
    private static bool IsDeserializedPage(PSObject item) => IsDeserialized<FollowingPage>(
        item, nameof(FollowingPage.Handle), nameof(FollowingPage.HasMore), nameof(FollowingPage.NextCursor));

    private static bool IsDeserialized<T>(PSObject item, params string[] names) =>
        item.TypeNames.Contains("Deserialized." + typeof(T).FullName)
        || (item.BaseObject is not (FollowingPage or ResumePoint)
            && Array.TrueForAll(names, name => item.Properties[name] is not null));

    // The list was not read to its end.
    private static FollowingPage CreatePage(
        string handle, string? provider, string? cursor, IReadOnlyList<FollowedAccount> accounts) => new()
        {
            Handle = handle,
            Provider = provider ?? "",
            HasMore = true,
            NextCursor = cursor,
            Accounts = accounts,
        };

    // Only the identity: an unreadable date must not prevent the next page.
    private static IReadOnlyList<FollowedAccount> ReadAccounts(object? accounts) => accounts is string or null
        ? []
        :
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
