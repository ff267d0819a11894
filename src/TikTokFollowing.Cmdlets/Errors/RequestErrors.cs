namespace TikTokFollowing.Cmdlets.Errors;

/// <summary>Creates the errors for parameters and input that cannot be used.</summary>
internal static class RequestErrors
{
    /// <summary>Creates the error for an invalid request, which no provider received.</summary>
    /// <param name="message">The message.</param>
    /// <param name="provider">The provider of the request; null if none was selected.</param>
    /// <param name="e">The exception that caused the error.</param>
    public static FollowingException Invalid(string message, string? provider = null, Exception? e = null) =>
        new(FollowingErrorKind.InvalidRequest, provider, message, e);
}
