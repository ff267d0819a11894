namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>Represents a request that reached the server.</summary>
internal class Arrival
{
    public required ProviderPlan Provider { get; init; }

    public required Send Send { get; init; }

    /// <summary>Gets the provider, the handle, the cursor and the limit.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the limit of the request; null if it has none.</summary>
    public int? Limit { get; init; }

    public bool IsLookup { get; init; }

    public ServerFault Fault { get; set; }

    public Ending Ending { get; set; }

    /// <summary>Gets the units of the charge: 1 request, or the records.</summary>
    public int Units { get; set; } = 1;

    /// <summary>Gets the price of a unit at the time of the charge.</summary>
    public int Price { get; set; }

    public long Charged { get; set; }

    /// <summary>Gets the charge that the response states.</summary>
    public long? Stated { get; set; }

    /// <summary>Indicates whether a complete response with its charge reaches the client.</summary>
    public bool HasResponse => Fault is not (ServerFault.BeforeRead or ServerFault.BeforeFirstByte
        or ServerFault.InHeader or ServerFault.AfterHeader or ServerFault.InBody);

    public bool IsSuccess =>
        HasResponse && Fault is not (ServerFault.TransientError or ServerFault.OutOfCredits) && !IsRefused;

    /// <summary>Indicates whether the response rejects the handle.</summary>
    public bool IsRefused { get; set; }

    public override string ToString() =>
        $"{Name}: send {Send.Number}, {Fault}{(Fault is ServerFault.None ? "" : $" {Ending}")}, "
        + $"charged {Charged} ({Units} at {Price}, known {Send.Known}){(Stated is null ? "" : $", stated {Stated}")}";
}

/// <summary>Records one run as the server observed it, and the facts that the client could know.</summary>
internal sealed class Ledger(RunPlan plan)
{
    private readonly object _lock = new();
    private readonly Dictionary<long, Send> _sends = [];
    private readonly Dictionary<string, long> _known = [];
    private readonly Dictionary<string, int> _visits = [];
    private readonly Dictionary<string, int> _open = [];
    private readonly Dictionary<string, int> _charges = [];
    private readonly HashSet<string> _firstChargeStated = [];
    private readonly HashSet<string> _pageChargeStated = [];
    private readonly List<Arrival> _arrivals = [];

    public RunPlan Plan { get; } = plan;

    /// <summary>Gets the requests that reached the server, also unread ones.</summary>
    public IReadOnlyList<Arrival> Arrivals
    {
        get
        {
            lock (_lock)
            {
                return [.. _arrivals];
            }
        }
    }

    public IReadOnlyList<Send> Sends
    {
        get
        {
            lock (_lock)
            {
                return [.. _sends.Values];
            }
        }
    }

    /// <summary>
    /// Gets the largest number of requests in flight at one provider before its first charge was known. With a budget,
    /// it must be 1.
    /// </summary>
    public int MostOpenBeforeFirstCharge { get; private set; }

    /// <summary>Gets the largest number of requests in flight at the same time.</summary>
    public int MostOpen { get; private set; }

    // ---- events of the client ----

    public void OnPriceLookup(ListFlow flow, string provider)
    {
        lock (_lock)
        {
            flow.LookedUp = (provider, KnownPrice(provider));
        }
    }

    public long OnSend(ListFlow flow, string provider)
    {
        lock (_lock)
        {
            Confirm(flow, out (string Provider, long Price)? own);
            long known = flow.LookedUp.Provider == provider ? flow.LookedUp.Price : 0;
            if (own?.Provider == provider)
            {
                known = Math.Max(known, own.Value.Price);
            }
            Send send = new(_sends.Count + 1, Math.Max(known, ListedPrice(provider)));
            _sends.Add(send.Number, send);
            flow.LastSend = send;
            return send.Number;
        }
    }

    public void OnRead(ListFlow flow)
    {
        lock (_lock)
        {
            if (flow is { LastSend.StatedPrice: long price, LookedUp.Provider: string provider })
            {
                flow.Pending = (provider, price);
            }
        }
    }

    /// <summary>Registers a returned page, whose facts are known from then on.</summary>
    public void OnReturned(ListFlow flow)
    {
        lock (_lock)
        {
            Confirm(flow, out _);
        }
    }

    public long KnownPriceOf(string provider)
    {
        lock (_lock)
        {
            return KnownPrice(provider);
        }
    }

    // ---- events of the server ----

    /// <summary>Registers a request that reached the server, and selects its fault.</summary>
    /// <returns>The random generator for its other decisions.</returns>
    public Random OnArrival(Arrival arrival)
    {
        lock (_lock)
        {
            int visit = _visits.GetValueOrDefault(arrival.Name);
            _visits[arrival.Name] = visit + 1;
            Random random = Plan.RandomFor(arrival.Name, visit);
            arrival.Fault = Plan.ChooseFault(random);
            arrival.Ending = random.Next(2) == 0 ? Ending.Fin : Ending.Rst;
            Add(arrival);
            string provider = arrival.Provider.Name;
            int open = _open[provider] = _open.GetValueOrDefault(provider) + 1;
            MostOpen = Math.Max(MostOpen, open);
            if (!_firstChargeStated.Contains(provider))
            {
                MostOpenBeforeFirstCharge = Math.Max(MostOpenBeforeFirstCharge, open);
            }
            return random;
        }
    }

    /// <summary>Registers a request on a connection that the server had ended.</summary>
    public void OnDeadArrival(Arrival arrival)
    {
        lock (_lock)
        {
            arrival.Fault = ServerFault.BeforeRead;
            Add(arrival);
        }
    }

    /// <summary>Charges a request at the current price.</summary>
    /// <param name="arrival">The request.</param>
    /// <param name="units">The units that it costs.</param>
    /// <param name="isCharged">Indicates whether it is charged; a lost response can be free.</param>
    public void Charge(Arrival arrival, int units, bool isCharged)
    {
        lock (_lock)
        {
            ProviderPlan provider = arrival.Provider;
            int before = _charges.GetValueOrDefault(provider.Name);
            arrival.Price = before < provider.RisesAfter ? provider.Price : provider.LaterPrice;
            arrival.Units = units;
            if (isCharged)
            {
                _charges[provider.Name] = before + 1;
                arrival.Charged = (long)arrival.Price * units;
            }
        }
    }

    /// <summary>Registers the charge that the response will state.</summary>
    public void State(Arrival arrival)
    {
        lock (_lock)
        {
            arrival.Stated = arrival.Charged;
            string provider = arrival.Provider.Name;
            // The charge of a lookup shows the price of an account only until a page was charged.
            if (arrival.Charged > 0 && !(arrival.IsLookup && _pageChargeStated.Contains(provider)))
            {
                arrival.Send.StatedPrice = arrival.Price;
            }
            if (arrival is { Charged: > 0, IsLookup: false, IsSuccess: true })
            {
                _pageChargeStated.Add(provider);
            }
        }
    }

    /// <summary>Registers that the response is complete, or that the connection ends.</summary>
    public void OnLeave(Arrival arrival)
    {
        lock (_lock)
        {
            _open[arrival.Provider.Name]--;
            if (arrival.IsSuccess || (arrival.HasResponse && arrival.Stated > 0))
            {
                _firstChargeStated.Add(arrival.Provider.Name);
            }
        }
    }

    public Send SendOf(long number)
    {
        lock (_lock)
        {
            return _sends[number];
        }
    }

    private void Add(Arrival arrival)
    {
        _arrivals.Add(arrival);
        arrival.Send.Arrivals++;
    }

    private void Confirm(ListFlow flow, out (string Provider, long Price)? own)
    {
        own = flow.Pending;
        flow.Pending = null;
        if (own is (string provider, long price))
        {
            _known[provider] = Math.Max(price, _known.GetValueOrDefault(provider));
        }
    }

    private long KnownPrice(string provider) => Math.Max(_known.GetValueOrDefault(provider), ListedPrice(provider));

    private int ListedPrice(string provider) => Plan.Providers.First(one => one.Name == provider).ListedPrice;
}
