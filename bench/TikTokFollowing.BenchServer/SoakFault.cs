namespace TikTokFollowing.BenchServer;

/// <summary>Specifies the faults that a <see cref="SoakServer"/> causes instead of sending a page.</summary>
internal enum SoakFault
{
    None,
    ServerError,
    UnavailablePage,
    RateLimit,
    ResetBeforeResponse,
    CloseBeforeResponse,
    CutHeader,
    CutBody,
    CutChunk,
    CloseAfterResponse,
    Drip,
    DamagedGzip,
    CutJson,
    WebPage,
    Redirect,
    HeaderFlood,
    NotHttp,
    Stall,
    EndlessBody,
}
