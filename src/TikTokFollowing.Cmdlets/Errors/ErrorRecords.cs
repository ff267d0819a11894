using System.Management.Automation;
using TikTokFollowing.Cmdlets.Output;

namespace TikTokFollowing.Cmdlets.Errors;

/// <summary>Creates all error records of the module.</summary>
internal static class ErrorRecords
{
    // The error id is the name of the kind.
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
        [FollowingErrorKind.HistoryInUse] = (ErrorCategory.ResourceBusy, false),
        [FollowingErrorKind.HistoryUnusable] = (ErrorCategory.InvalidData, false),
        [FollowingErrorKind.HistoryNotFound] = (ErrorCategory.ObjectNotFound, false),
        [FollowingErrorKind.InvalidDefinition] = (ErrorCategory.InvalidData, true),
    };

    /// <summary>Creates the error record for an exception.</summary>
    public static ErrorRecord ToErrorRecord(this FollowingException e, ResumePoint target) =>
        new(e, e.Kind.ToString(), s_kinds[e.Kind].Category, target);

    /// <summary>Indicates whether an error of a kind ends the command.</summary>
    public static bool EndsCommand(this FollowingErrorKind kind) => s_kinds[kind].EndsCommand;

    /// <summary>Creates the error for a port at which the sandbox cannot listen.</summary>
    public static ErrorRecord PortUnavailable(System.Exception e, int port) => new(
        new PSInvalidOperationException(
            $"The sandbox cannot listen on port {port}: {e.Message}. Omit -Port to use any free port.", e),
        "SandboxPortUnavailable",
        ErrorCategory.ResourceUnavailable,
        port);

    /// <summary>Creates the error for a file that cannot be written.</summary>
    public static ErrorRecord FileNotWritten(
        OutputKind kind, string path, string reason, System.Exception? e = null) => new(
            new PSInvalidOperationException($"The {kind.Noun} '{path}' cannot be written: {reason}", e),
            kind.ErrorPrefix + "NotWritten",
            ErrorCategory.WriteError,
            path);

    /// <summary>Creates the error for a file that is not replaced.</summary>
    /// <param name="kind">The kind of the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="isNoClobber">True if -NoClobber keeps the file; false if it is not a file of the module.</param>
    public static ErrorRecord FileExists(OutputKind kind, string path, bool isNoClobber) => new(
        new PSInvalidOperationException(isNoClobber
            ? $"The file '{path}' exists, and -NoClobber keeps it. Specify another -Path, "
                + $"or omit -NoClobber to replace a {kind.Noun}."
            : $"The file '{path}' exists and is not a {kind.Noun} of this module; it was not changed. "
                + "Specify another -Path. -Force replaces the file, and its content is lost."),
        kind.ErrorPrefix + "Exists",
        ErrorCategory.ResourceExists,
        path);

    /// <summary>Creates the error for input of a report that is neither an account nor a change.</summary>
    /// <param name="type">The name of its type.</param>
    /// <param name="reason">The properties that are missing; null if the object has no properties of its own.</param>
    /// <param name="item">The object.</param>
    public static ErrorRecord NotForReport(string type, string? reason, object item) => new(
        new PSArgumentException(
            $"An object of type {type} was skipped, because it is neither an account nor a change. "
            + (reason ?? "Use the output of Get-TikTokFollowing or Compare-TikTokFollowing, "
                + "as objects or from Import-Csv, Import-Clixml or ConvertFrom-Json.")),
        "NotForReport",
        ErrorCategory.InvalidType,
        item);
}
