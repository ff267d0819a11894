namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Stores the options, and the effects of faults on later requests until the options change. The size of each part is
/// limited.
/// </summary>
internal sealed class ServerState(SandboxOptions options)
{
    private readonly FaultSchedule _schedule = new(options);
    private readonly RequestedPages _requestedPages = new();

    public SandboxOptions Options => options;

    /// <summary>Gets the options with the faults and the interval in effect.</summary>
    public SandboxSettings Settings => options with { Fault = _schedule.Faults, FaultEvery = _schedule.Every };

    public EndlessLists EndlessLists { get; } = new();

    /// <summary>Returns the fault that is scheduled for a request, and counts the request for its page.</summary>
    public SandboxFault GetFault(Exchange exchange)
    {
        (int page, int attempt) = _schedule.IsByPage && exchange is { IsList: true, Handle: { } handle }
            ? _requestedPages.Count(exchange.Provider, handle, exchange.Cursor)
            : default;
        return _schedule.GetFault(exchange.Number, page, attempt);
    }
}
