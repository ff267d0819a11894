namespace TikTokFollowing.BenchServer;

/// <summary>Specifies what a <see cref="SoakServer"/> does instead of sending a page.</summary>
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
