namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>Specifies the response of the server to a request.</summary>
internal enum ServerFault
{
    /// <summary>The complete response; the connection stays open.</summary>
    None,

    /// <summary>The connection ends while the request waits, unread, in the socket.</summary>
    BeforeRead,

    /// <summary>The connection ends before the first byte of the response.</summary>
    BeforeFirstByte,

    /// <summary>The connection ends within the status line or the header.</summary>
    InHeader,

    /// <summary>The connection ends after the header.</summary>
    AfterHeader,

    /// <summary>The connection ends within the body.</summary>
    InBody,

    /// <summary>The connection ends after the complete response, unannounced (FIN) or improperly (RST).</summary>
    AfterBody,

    /// <summary>
    /// The JSON is complete, but the frame around it is not: no last chunk, or a length that is too large.
    /// </summary>
    BrokenFrame,

    /// <summary>The JSON is cut, in a frame that is complete.</summary>
    CutJson,

    /// <summary>Complete JSON with status 200 that is no page and states no charge.</summary>
    NoPage,

    /// <summary>A page without accounts that states more: the next request for the same cursor returns some.</summary>
    EmptyPage,

    /// <summary>A transient error; charged if the provider states charges in errors.</summary>
    TransientError,

    /// <summary>The account at the provider has no credits left; not charged.</summary>
    OutOfCredits,
}

/// <summary>Specifies the end of a connection.</summary>
internal enum Ending
{
    Fin,
    Rst,
}
