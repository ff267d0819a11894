namespace TikTokFollowing.SandboxServer;

/// <summary>Creates responses: selects the endpoint, injects faults, and counts and logs the request.</summary>
internal sealed class RequestHandler
{
    private static readonly Endpoint[] s_endpoints =
    [
        new DumplingAIEndpoint(),
        new MobileEndpoint(
            "ScrapeCreators",
            "/v1/tiktok/user/following",
            ["/v1/tiktok/user/", "/v1/account/"],
            ["/v1/account/credit-balance", "/v1/credit-balance", "/v1/credit/balance"]),
        new SocialFetchEndpoint(),
        new MobileEndpoint(
            "SociaVault", "/v1/scrape/tiktok/following", ["/v1/scrape/"], ["/v1/credits"], numbersItems: true),
        new UnifApiEndpoint(),
    ];

    private readonly ServerMemory _memory;
    private readonly RequestLog _log = new();
    private readonly object _gate = new();
    private volatile Settings _settings;
    private long _requests;

    public RequestHandler(SandboxOptions options)
    {
        _memory = new ServerMemory(options.Clock());
        _settings = new Settings(options, new FaultSchedule(options));
        foreach (Endpoint endpoint in s_endpoints)
        {
            Ledger.Register(endpoint.Provider);
        }

        RegisterFaults();
    }

    public SandboxOptions Options => _settings.Options;

    public FaultSchedule Schedule => _settings.Schedule;

    public RequestLedger Ledger => _memory.Ledger;

    /// <summary>Gets the number of requests received.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Gets a copy of the newest requests, oldest first.</summary>
    public IReadOnlyList<LoggedRequest> Log => _log.ToArray();

    /// <summary>
    /// Changes the options for the following requests. The counters continue; the pages of faults are counted again.
    /// </summary>
    public void Change(Func<SandboxOptions, SandboxOptions> change)
    {
        lock (_gate)
        {
            SandboxOptions options = change(Options);
            options.Validate();
            _settings = new Settings(options, new FaultSchedule(options));
            _memory.ForgetFaults();
            RegisterFaults();
        }
    }

    /// <summary>Counts and logs a request, and returns its response.</summary>
    /// <returns>The exchange and its response. The response is null where the fault is to send none.</returns>
    public (Exchange Exchange, SandboxResponse? Response) Handle(SandboxRequest request)
    {
        long number = Interlocked.Increment(ref _requests);
        Endpoint? endpoint = Array.Find(s_endpoints, candidate => candidate.Owns(request.Path));
        Settings settings = _settings;
        Exchange exchange = new(request, settings.Options, _memory, endpoint?.Provider, number);
        SandboxResponse? response = endpoint is null
            ? SandboxResponse.PlainError(404, "Not found")
            : CreateResponse(endpoint, settings.Schedule, exchange);
        bool isPage = exchange.HasPage && !FaultInjector.IsUnreadable(exchange.FaultApplied);
        Count(exchange, isPage);
        _log.Add(new LoggedRequest
        {
            Number = number,
            Method = request.Method,
            Path = request.Path,
            Query = request.Query,
            HasKey = endpoint?.HasKey(request) ?? false,
            Handle = exchange.Handle,
            Cursor = exchange.Cursor,
            Provider = endpoint?.Provider,
            Fault = exchange.FaultApplied,
            StatusCode = response?.Status ?? 0,
            Credits = exchange.Credits,
            IsPage = isPage,
        });
        return (exchange, response);
    }

    private SandboxResponse? CreateResponse(Endpoint endpoint, FaultSchedule schedule, Exchange exchange)
    {
        endpoint.Identify(exchange);
        (int page, int attempt) = schedule.IsByPage && exchange is { IsList: true, Handle: { } handle }
            ? _memory.RequestedPages.Count(endpoint.Provider, handle, exchange.Cursor)
            : default;
        exchange.Fault = schedule.GetFault(exchange.Number, page, attempt);
        if (exchange.TryApply(SandboxFault.Timeout) || exchange.TryApply(SandboxFault.ConnectionReset))
        {
            return null;
        }

        if (FaultInjector.TryReplaceRequest(endpoint, exchange) is { } replacement)
        {
            return replacement;
        }

        return endpoint.HasKey(exchange.Request)
            ? FaultInjector.ChangeResponse(endpoint.Respond(exchange), exchange)
            : endpoint.Refuse(exchange, Refusal.Unauthorized);
    }

    private void Count(Exchange exchange, bool isPage)
    {
        if (exchange.Provider is { } provider)
        {
            Ledger.CountRequest(provider);
        }

        if (exchange.FaultApplied != SandboxFault.None)
        {
            Ledger.CountFault(exchange.FaultApplied);
        }

        if (isPage)
        {
            Ledger.CountPage();
        }
    }

    private void RegisterFaults()
    {
        foreach (SandboxFault fault in Schedule.Faults)
        {
            Ledger.Register(fault);
        }
    }

    private sealed record Settings(SandboxOptions Options, FaultSchedule Schedule);
}
