namespace TikTokFollowing.SandboxServer;

/// <summary>Specifies the reason of a refusal. Each provider has its own status and text for it.</summary>
internal enum Refusal
{
    BadRequest,
    Unauthorized,
    NoCredits,
    NotFound,
    MethodNotAllowed,
    RateLimited,

    /// <summary>As <see cref="RateLimited"/>, with a time for the retry.</summary>
    RateLimitedUntil,
    ServerError,
    BadGateway,
    Unavailable,

    /// <summary>A bad gateway that UnifAPI charges.</summary>
    ChargedError,
}

/// <summary>Implements the API of one provider: paths, key header and response format.</summary>
internal interface IEndpoint
{
    string Provider { get; }

    /// <summary>Indicates whether a path belongs to this provider, even if the provider does not know it.</summary>
    bool Owns(string path);

    bool HasKey(SandboxRequest request);

    /// <summary>Indicates whether a page that exceeds the balance is cut instead of refused.</summary>
    bool CutsToBalance { get; }

    /// <summary>
    /// Records the handle, the cursor and the kind of the request for the log and the faults. It is called for every
    /// request.
    /// </summary>
    void Identify(Exchange exchange);

    /// <summary>Returns the response to a request with a key, and charges it.</summary>
    SandboxResponse Respond(Exchange exchange);

    /// <summary>Creates a refusal in the format of the provider.</summary>
    /// <param name="refusal">The reason.</param>
    /// <param name="message">A more exact message; null for the usual one.</param>
    /// <param name="exchange">The request.</param>
    SandboxResponse CreateRefusal(Refusal refusal, string? message, Exchange exchange);
}
