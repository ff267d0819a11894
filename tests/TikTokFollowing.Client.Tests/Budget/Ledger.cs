namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>One request that reached the server.</summary>
internal class Arrival
{
    public required ProviderPlan Provider { get; init; }

    public required Send Send { get; init; }

    /// <summary>Provider, handle, cursor and limit.</summary>
    public required string Name { get; init; }

    /// <summary>The limit of the request; null where it has none.</summary>
    public int? Limit { get; init; }

    public bool IsLookup { get; init; }

    public ServerFault Fault { get; set; }

    public Ending Ending { get; set; }

    /// <summary>The number of units of a charge: 1 request, or the records.</summary>
    public int Units { get; set; } = 1;

    /// <summary>The price of a unit at this moment.</summary>
    public int Price { get; set; }

    public long Charged { get; set; }

    /// <summary>The charge that the response states.</summary>
    public long? Stated { get; set; }

    /// <summary>Indicates whether a complete response with its charge reaches the client.</summary>
    public bool HasResponse => Fault is not (ServerFault.BeforeRead or ServerFault.BeforeFirstByte
        or ServerFault.InHeader or ServerFault.AfterHeader or ServerFault.InBody);

    public bool IsSuccess =>
        HasResponse && Fault is not (ServerFault.TransientError or ServerFault.OutOfCredits) && !IsRefused;

    /// <summary>Indicates whether the response refuses the handle.</summary>
    public bool IsRefused { get; set; }

    public override string ToString() =>
        $"{Name}: send {Send.Number}, {Fault}{(Fault is ServerFault.None ? "" : $" {Ending}")}, "
        + $"charged {Charged} ({Units} at {Price}, known {Send.Known}){(Stated is null ? "" : $", stated {Stated}")}";
}

/// <summary>All that happened in one run, as the server saw it, and what the client could know of it.</summary>
internal sealed class Ledger(RunPlan plan)
{
    private readonly object _lock = new();
    private readonly Dictionary<long, Send> _sends = [];
    private readonly Dictionary<string, long> _known = [];
    private readonly Dictionary<string, int> _visits = [];
    private readonly Dictionary<string, int> _open = [];
    private readonly Dictionary<string, int> _charges = [];
    private readonly HashSet<string> _firstChargeStated = [];
    private readonly List<Arrival> _arrivals = [];

    public RunPlan Plan { get; } = plan;

    /// <summary>The requests that reached the server, unread ones included.</summary>
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
    /// The largest number of requests that were open at one provider before its first charge was known; 1 is right
    /// under a budget.
    /// </summary>
    public int MostOpenBeforeFirstCharge { get; private set; }

    /// <summary>The largest number of requests that were open at the same time.</summary>
    public int MostOpen { get; private set; }

    // ---- the client's side ----

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

    /// <summary>The page was returned: whatever it said is counted from now on.</summary>
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

    // ---- the server's side ----

    /// <summary>Registers a request that reached the server, and decides what becomes of it.</summary>
    /// <returns>The random generator for the rest of it.</returns>
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

    /// <summary>Registers a request that came on a connection that the server had ended.</summary>
    public void OnDeadArrival(Arrival arrival)
    {
        lock (_lock)
        {
            arrival.Fault = ServerFault.BeforeRead;
            Add(arrival);
        }
    }

    /// <summary>Charges a request at the price of this moment.</summary>
    /// <param name="arrival">The request.</param>
    /// <param name="units">How many units it costs.</param>
    /// <param name="isCharged">Indicates whether it is charged at all; a response that is lost need not be.</param>
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

    /// <summary>Notes the charge that the response is about to state.</summary>
    public void State(Arrival arrival)
    {
        lock (_lock)
        {
            arrival.Stated = arrival.Charged;
            if (arrival.Charged > 0)
            {
                arrival.Send.StatedPrice = arrival.Price;
            }
        }
    }

    /// <summary>The response is about to be complete, or the connection to end.</summary>
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
