using System.Globalization;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>Represents the price of a provider in a run, for a request or, with UnifAPI, for a record.</summary>
/// <param name="Name">The provider.</param>
/// <param name="PageSize">The accounts on a page if the request does not specify them.</param>
/// <param name="Price">The price of the first requests.</param>
/// <param name="LaterPrice">The price from request <paramref name="RisesAfter"/> on.</param>
/// <param name="RisesAfter">The number of charged requests at the first price.</param>
/// <param name="States">Indicates whether responses state the charge.</param>
internal sealed record ProviderPlan(string Name, int PageSize, int Price, int LaterPrice, int RisesAfter, bool States)
{
    public ProviderMetadata Facts => ProviderRegistry.Get(Name).Facts;

    public bool IsPerRecord => Facts.CreditsPerRecord > 0;

    /// <summary>Gets the listed price of a unit: a request or a record.</summary>
    public int ListedPrice => IsPerRecord ? Facts.CreditsPerRecord : Facts.CreditsPerRequest;

    public override string ToString()
    {
        string price = Price == LaterPrice ? $"{Price}" : $"{Price}, then {LaterPrice} after {RisesAfter}";
        return $"{Name} (pages of {PageSize}, price {price}{(States ? ", stated" : "")})";
    }
}

/// <summary>
/// Represents a random run: a command with its parameters, and a server with its prices and faults. The seed determines
/// the run. The fault of a request depends on the request, because a run with several connections cannot repeat the
/// order in which requests arrive.
/// </summary>
internal sealed class RunPlan
{
    private static readonly ServerFault[] s_losses =
    [
        ServerFault.BeforeRead, ServerFault.BeforeRead, ServerFault.BeforeFirstByte, ServerFault.InHeader,
        ServerFault.AfterHeader, ServerFault.InBody, ServerFault.AfterBody,
    ];

    private static readonly ServerFault[] s_others =
    [
        ServerFault.BrokenFrame, ServerFault.CutJson, ServerFault.NoPage, ServerFault.EmptyPage,
        ServerFault.TransientError, ServerFault.TransientError, ServerFault.TransientError, ServerFault.OutOfCredits,
    ];

    private readonly double _lossRate;
    private readonly double _otherRate;

    public RunPlan(int seed)
    {
        Seed = seed;
        Random random = new(seed);
        ThrottleLimit = Pick(random, 1, 1, 1, 2, 3, 4, 8, 16, 32, 64);
        int lists = ThrottleLimit == 1
            ? random.Next(1, 4)
            : random.Next(ThrottleLimit / 2, ThrottleLimit + ThrottleLimit / 4 + 2);
        ListSizes =
            [.. Enumerable.Range(0, lists).Select(_ => random.Next(5) == 0 ? random.Next(0, 4) : random.Next(0, 61))];
        Providers = ChooseProviders(random);
        RepeatsBorder = random.Next(2) == 0;
        StatesTotal = random.Next(2) == 0;
        NeedsLookup = random.Next(8) == 0;
        RetryCount = Pick(random, 0, 0, 1, 2, 3, 4);
        First = random.Next(4) == 0 ? random.Next(1, 50) : null;
        ProviderMetadata first = Providers[0].Facts;
        PageSize = first.SupportsPageSize && random.Next(2) == 0 ? random.Next(2, 51) : null;
        _lossRate = Pick(random, 0, 0.05, 0.2, 0.5);
        _otherRate = Pick(random, 0, 0, 0.05, 0.2);
        MaxCredits = random.Next(6) == 0 ? null : ChooseBudget(random);
    }

    public int Seed { get; }

    public int ThrottleLimit { get; }

    /// <summary>Gets the number of accounts of each list.</summary>
    public IReadOnlyList<int> ListSizes { get; }

    /// <summary>Gets the provider and its fallbacks.</summary>
    public IReadOnlyList<ProviderPlan> Providers { get; }

    /// <summary>Indicates whether the last account of a page is also the first one of the next page.</summary>
    public bool RepeatsBorder { get; }

    public bool StatesTotal { get; }

    /// <summary>Indicates whether UnifAPI rejects handles, so that each id must be looked up.</summary>
    public bool NeedsLookup { get; }

    public int RetryCount { get; }

    public int? First { get; }

    public int? PageSize { get; }

    public int? MaxCredits { get; }

    public static string HandleOf(int list) => $"user{list}";

    public static int ListOf(string handle) => int.Parse(handle.AsSpan("user".Length), CultureInfo.InvariantCulture);

    /// <summary>Returns the number of an account across all lists.</summary>
    public static int AccountOf(int list, int index) => list * 1000 + index + 1;

    /// <summary>Returns a random generator for one request, the same in each run with this seed.</summary>
    public Random RandomFor(string request, int visit) => new(Hash($"{Seed} {request} {visit}"));

    public ServerFault ChooseFault(Random random)
    {
        double chance = random.NextDouble();
        if (chance < _lossRate)
        {
            return Pick(random, s_losses);
        }
        return chance < _lossRate + _otherRate ? Pick(random, s_others) : ServerFault.None;
    }

    public override string ToString() =>
        $"seed {Seed}: {string.Join(", then ", Providers)}; -ThrottleLimit {ThrottleLimit}"
        + $"{(MaxCredits is null ? "" : $" -MaxCredits {MaxCredits}")} -MaximumRetryCount {RetryCount}"
        + $"{(First is null ? "" : $" -First {First}")}{(PageSize is null ? "" : $" -PageSize {PageSize}")}"
        + $"; lists of {string.Join(' ', ListSizes)}"
        + (RepeatsBorder ? ", border repeated" : "")
        + (StatesTotal ? ", total stated" : "")
        + (NeedsLookup ? ", looks up ids" : "")
        + string.Create(CultureInfo.InvariantCulture, $"; losses {_lossRate}, other faults {_otherRate}");

    private static List<ProviderPlan> ChooseProviders(Random random)
    {
        string[] names = [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];
        random.Shuffle(names);
        return [.. names.Take(Pick(random, 1, 1, 1, 1, 2, 2, 3)).Select(name => ChooseProvider(name, random))];
    }

    private static ProviderPlan ChooseProvider(string name, Random random)
    {
        bool isPerRecord = name == "UnifAPI";
        bool states = isPerRecord || (name != "DumplingAI" && random.Next(5) > 0);
        int listed = name == "DumplingAI" ? 10 : 1;
        int[] others = isPerRecord ? [1, 1, 2] : [1, 5, 10];
        int price = random.Next(2) == 0 ? listed : Pick(random, others);
        int later = random.Next(3) == 0 ? Math.Max(price, Pick(random, others)) : price;
        int size = isPerRecord ? Pick(random, 20, 50) : random.Next(4, 31);
        return new ProviderPlan(name, size, price, later, random.Next(0, 8), states);
    }

    private int ChooseBudget(Random random)
    {
        if (random.Next(8) == 0)
        {
            return random.Next(0, 12);
        }
        ProviderPlan first = Providers[0];
        long cost = ListSizes.Sum(size => first.IsPerRecord
            ? (long)first.Price * Math.Max(1, size)
            : first.Price * Math.Max(1, (size + first.PageSize - 1) / first.PageSize));
        return random.Next(1, (int)(cost * 1.5) + 2);
    }

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];

    // FNV-1a: string.GetHashCode differs between processes.
    private static int Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 16777619;
        }
        hash ^= hash >> 15;
        hash *= 0x2c1b3c6d;
        hash ^= hash >> 12;
        return (int)(hash & int.MaxValue);
    }
}
