using System.Collections.Generic;
using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Errors;

/// <summary>The only place that makes an <see cref="ErrorRecord"/>.</summary>
internal static class ErrorRecords
{
    // The table of kinds: category, and whether the command ends. The id is the kind's name.
    private static readonly Dictionary<FollowingErrorKind, (ErrorCategory Category, bool EndsCommand)> s_kinds = new()
    {
        [FollowingErrorKind.MissingApiKey] = (ErrorCategory.AuthenticationError, true),
        [FollowingErrorKind.AuthenticationFailed] = (ErrorCategory.AuthenticationError, true),
        [FollowingErrorKind.CreditsExhausted] = (ErrorCategory.QuotaExceeded, true),
        [FollowingErrorKind.BudgetReached] = (ErrorCategory.LimitsExceeded, true),
        [FollowingErrorKind.AccountNotFound] = (ErrorCategory.ObjectNotFound, false),
        [FollowingErrorKind.AccountPrivate] = (ErrorCategory.PermissionDenied, false),
        [FollowingErrorKind.FollowingHidden] = (ErrorCategory.PermissionDenied, false),
        [FollowingErrorKind.RateLimited] = (ErrorCategory.LimitsExceeded, false),
        [FollowingErrorKind.ProviderUnavailable] = (ErrorCategory.ResourceUnavailable, false),
        [FollowingErrorKind.ProviderTimeout] = (ErrorCategory.OperationTimeout, false),
        [FollowingErrorKind.UnexpectedResponse] = (ErrorCategory.InvalidData, false),
        [FollowingErrorKind.PagingStalled] = (ErrorCategory.InvalidData, false),
        [FollowingErrorKind.InvalidHandle] = (ErrorCategory.InvalidArgument, false),
        [FollowingErrorKind.InvalidRequest] = (ErrorCategory.InvalidArgument, false),
        [FollowingErrorKind.CheckpointUnusable] = (ErrorCategory.InvalidData, true),
        [FollowingErrorKind.SandboxStopped] = (ErrorCategory.ResourceUnavailable, true),
        [FollowingErrorKind.InvalidInput] = (ErrorCategory.InvalidData, true),
    };

    public static ErrorRecord ToErrorRecord(this FollowingException e, ResumePoint where) => new(e, e.Kind.ToString(), s_kinds[e.Kind].Category, where);

    public static bool EndsCommand(this FollowingErrorKind kind) => s_kinds[kind].EndsCommand;

    /// <summary>The sandbox cannot listen where it was asked to.</summary>
    public static ErrorRecord PortUnavailable(System.Exception e, int port) => new(
        new PSInvalidOperationException($"The sandbox cannot listen on port {port}: {e.Message}. Leave -Port out to take any free one.", e),
        "SandboxPortUnavailable",
        ErrorCategory.ResourceUnavailable,
        port);

    /// <summary>The file of a report cannot be written.</summary>
    public static ErrorRecord ReportNotWritten(string path, string why, System.Exception? e = null) => new(
        new PSInvalidOperationException($"The report '{path}' cannot be written: {why}", e),
        "ReportNotWritten",
        ErrorCategory.WriteError,
        path);

    /// <summary>Creates the error for a file that a report does not replace.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isNoClobber">Whether -NoClobber keeps it; otherwise it is kept because it is no report of this module.</param>
    public static ErrorRecord ReportExists(string path, bool isNoClobber) => new(
        new PSInvalidOperationException(isNoClobber
            ? $"The file '{path}' exists, and -NoClobber keeps it. Specify another -Path, or omit -NoClobber to replace a report."
            : $"The file '{path}' exists and is not a report of this module; it was not changed. Specify another -Path. -Force replaces the file, and its content is lost."),
        "ReportExists",
        ErrorCategory.ResourceExists,
        path);

    /// <summary>Something else than accounts and changes was piped into a report.</summary>
    public static ErrorRecord NotForReport(string type, object item) => new(
        new PSArgumentException($"Left out, because it is neither an account nor a change: {type}. Pipe in what Get-TikTokFollowing or Compare-TikTokFollowing writes, or what Import-Csv, Import-Clixml or ConvertFrom-Json reads of it."),
        "NotForReport",
        ErrorCategory.InvalidType,
        item);
}
