namespace TikTokFollowing.SandboxServer;

/// <summary>What a service refuses a request for; each has its own status and words.</summary>
internal enum Refusal
{
    BadRequest,
    Unauthorized,
    NoCredits,
    NotFound,
    MethodNotAllowed,
    RateLimited,

    /// <summary>The same as <see cref="RateLimited"/>, as it is said together with a time to come back.</summary>
    ToldToWait,
    ServerError,
    BadGateway,
    Unavailable,

    /// <summary>A bad gateway that is charged, by the provider that does so.</summary>
    ChargedError,
}

/// <summary>One provider's wire: its paths, where its key stands, what its answers look like.</summary>
internal interface IEndpoint
{
    string Provider { get; }

    /// <summary>Whether a path is this provider's, known to it or not.</summary>
    bool Owns(string path);

    bool HasKey(SandboxRequest request);

    /// <summary>Whether a page that the balance does not pay for is cut and not refused.</summary>
    bool CutsToBalance { get; }

    /// <summary>Notes handle and cursor as sent, and whether it is a list, for the log and the faults: of a request that is going to fail as well.</summary>
    void Identify(Exchange exchange);

    /// <summary>Called with a key only. Charges in the exchange what the provider would charge.</summary>
    SandboxResponse Answer(Exchange exchange);

    /// <summary>A refusal in the provider's words.</summary>
    /// <param name="refusal">What for.</param>
    /// <param name="message">More exact words, where there are some.</param>
    /// <param name="exchange">The request.</param>
    SandboxResponse Refuse(Refusal refusal, string? message, Exchange exchange);
}
