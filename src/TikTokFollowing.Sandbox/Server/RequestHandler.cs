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

    private readonly object _gate = new();
    private readonly long _started;
    private volatile ServerState _state;

    public RequestHandler(SandboxOptions options)
    {
        _started = options.Clock().ToUnixTimeSeconds();
        _state = CreateState(options);
    }

    public ServerState State => _state;

    public RequestLedger Ledger { get; } = new(s_endpoints.Select(static endpoint => endpoint.Provider));

    /// <summary>
    /// Changes the options for the following requests. The counters continue; the pages of faults are counted again.
    /// </summary>
    public void Change(Func<SandboxOptions, SandboxOptions> change)
    {
        lock (_gate)
        {
            _state = CreateState(change(_state.Options));
        }
    }

    /// <summary>Counts a request, and returns its response.</summary>
    /// <returns>The exchange and its response. The response is null where the fault is to send none.</returns>
    public (Exchange Exchange, SandboxResponse? Response) Handle(SandboxRequest request)
    {
        Endpoint? endpoint = Array.Find(s_endpoints, candidate => candidate.Owns(request.Path));
        Exchange exchange = new(request, _state, Ledger, endpoint?.Provider ?? "", Ledger.CountRequest(), _started);
        SandboxResponse? response = endpoint is null
            ? SandboxResponse.Error(404, "Not found")
            : CreateResponse(endpoint, exchange);
        bool isPage = exchange.HasPage && !FaultInjector.IsUnreadable(exchange.FaultApplied);
        Ledger.CountResponse(endpoint?.Provider, exchange.FaultApplied, isPage);
        return (exchange, response);
    }

    private static SandboxResponse? CreateResponse(Endpoint endpoint, Exchange exchange)
    {
        endpoint.Identify(exchange);
        exchange.Fault = exchange.State.GetFault(exchange);
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

    private ServerState CreateState(SandboxOptions options)
    {
        options.Validate();
        ServerState state = new(options);
        Ledger.Register(state.Settings.Fault);
        return state;
    }
}
