using System.Management.Automation;
using TikTokFollowing.Cmdlets.Output;

namespace TikTokFollowing.Cmdlets.Errors;

/// <summary>Creates all error records of the module.</summary>
internal static class ErrorRecords
{
    /// <summary>Creates the error record for an exception. The error id is the name of its kind.</summary>
    public static ErrorRecord ToErrorRecord(this FollowingException e, ResumePoint? target = null) =>
        new(e, e.Kind.ToString(), GetCategory(e.Kind), target ?? new ResumePoint { Provider = e.Provider });

    /// <summary>Indicates whether an error of a kind ends the command.</summary>
    public static bool EndsCommand(this FollowingErrorKind kind) => kind
        is FollowingErrorKind.MissingApiKey
        or FollowingErrorKind.AuthenticationFailed
        or FollowingErrorKind.CreditsExhausted
        or FollowingErrorKind.BudgetReached
        or FollowingErrorKind.CheckpointUnusable
        or FollowingErrorKind.SandboxStopped
        or FollowingErrorKind.InvalidInput
        or FollowingErrorKind.InvalidDefinition;

    /// <summary>Returns an exception whose message also states the provider's request id, if it is known.</summary>
    public static FollowingException WithRequestId(this FollowingException e) =>
        e.With(e.RequestId is null ? "" : $"Request id: {e.RequestId}.");

    /// <summary>
    /// Runs an action and writes its failure as an error, which ends the command if its kind requires that.
    /// </summary>
    public static void Try(
        this Cmdlet cmdlet, Action action, ResumePoint? target = null, bool endsCommand = false)
    {
        try
        {
            action();
        }
        catch (FollowingException e)
        {
            ErrorRecord record = e.ToErrorRecord(target);
            if (endsCommand || e.Kind.EndsCommand())
            {
                cmdlet.ThrowTerminatingError(record);
            }
            cmdlet.WriteError(record);
        }
    }

    /// <summary>Runs an action. Every failure ends the command.</summary>
    public static void TryOrEnd(this Cmdlet cmdlet, Action action, ResumePoint? target = null) =>
        cmdlet.Try(action, target, endsCommand: true);

    /// <summary>Creates the error for a port at which the sandbox cannot listen.</summary>
    public static ErrorRecord PortUnavailable(Exception e, int port) => new(
        new PSInvalidOperationException(
            $"The sandbox cannot listen on port {port}: {e.Message}. Omit -Port to use any free port.", e),
        "SandboxPortUnavailable",
        ErrorCategory.ResourceUnavailable,
        port);

    /// <summary>Creates the error for a file that cannot be written.</summary>
    public static ErrorRecord FileNotWritten(
        OutputKind kind, string path, string reason, Exception? e = null) => new(
            new PSInvalidOperationException($"The {kind.ToNoun()} '{path}' cannot be written: {reason}", e),
            $"{kind}NotWritten",
            ErrorCategory.WriteError,
            path);

    /// <summary>Creates the error for a file that is not replaced.</summary>
    /// <param name="kind">The kind of the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="isNoClobber">True if -NoClobber keeps the file; false if it is not a file of the module.</param>
    public static ErrorRecord FileExists(OutputKind kind, string path, bool isNoClobber) => new(
        new PSInvalidOperationException(isNoClobber
            ? $"The file '{path}' exists, and -NoClobber keeps it. Specify another -Path, "
                + $"or omit -NoClobber to replace a {kind.ToNoun()}."
            : $"The file '{path}' exists and is not a {kind.ToNoun()} of this module; it was not changed. "
                + "Specify another -Path. -Force replaces the file, and its content is lost."),
        $"{kind}Exists",
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

    private static string ToNoun(this OutputKind kind) => kind.ToString().ToLowerInvariant();

    private static ErrorCategory GetCategory(FollowingErrorKind kind) => kind switch
    {
        FollowingErrorKind.MissingApiKey or FollowingErrorKind.AuthenticationFailed =>
            ErrorCategory.AuthenticationError,
        FollowingErrorKind.CreditsExhausted => ErrorCategory.QuotaExceeded,
        FollowingErrorKind.BudgetReached or FollowingErrorKind.RateLimited => ErrorCategory.LimitsExceeded,
        FollowingErrorKind.AccountNotFound or FollowingErrorKind.HistoryNotFound => ErrorCategory.ObjectNotFound,
        FollowingErrorKind.AccountPrivate or FollowingErrorKind.FollowingHidden => ErrorCategory.PermissionDenied,
        FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.SandboxStopped =>
            ErrorCategory.ResourceUnavailable,
        FollowingErrorKind.ProviderTimeout => ErrorCategory.OperationTimeout,
        FollowingErrorKind.InvalidHandle or FollowingErrorKind.InvalidRequest => ErrorCategory.InvalidArgument,
        FollowingErrorKind.HistoryInUse => ErrorCategory.ResourceBusy,
        FollowingErrorKind.UnexpectedResponse
            or FollowingErrorKind.PagingStalled
            or FollowingErrorKind.CheckpointUnusable
            or FollowingErrorKind.InvalidInput
            or FollowingErrorKind.HistoryUnusable
            or FollowingErrorKind.InvalidDefinition => ErrorCategory.InvalidData,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
