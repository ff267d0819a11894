namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Specifies the shape of a provider's own error responses. Every provider may also send <c>{}</c> or
/// <c>{"error": "words"}</c>.
/// </summary>
internal enum ErrorShape
{
    /// <summary>
    /// ScrapeCreators: <c>{success: false, error: "code", message, errorStatus}</c>, older ones without the code.
    /// </summary>
    SuccessFlag,

    /// <summary>
    /// SociaVault: <c>{error: "words", docs?, required?, available?}</c>, older ones <c>{error, message,
    /// statusCode}</c>.
    /// </summary>
    ErrorText,

    /// <summary>
    /// DumplingAI: <c>{error: "words"}</c>, <c>{error: {code, message}}</c> or <c>{success: false, requestId, error,
    /// code}</c>.
    /// </summary>
    ErrorTextOrObject,

    /// <summary>Social Fetch: <c>{error: {code, message, requestId}}</c>.</summary>
    ErrorCode,

    /// <summary>UnifAPI: <c>{error: {type, message, request_id?, issues?, billing?}}</c>.</summary>
    ErrorType,

    /// <summary>A provider by definition: its rules, or any of the shapes above.</summary>
    Defined,
}
