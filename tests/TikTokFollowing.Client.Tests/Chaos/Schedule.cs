using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Tests.Chaos;

/// <summary>Specifies the failure of a request.</summary>
internal enum Fault
{
    None,

    // Rejected without a charge.
    Status500,
    Status502,
    Status503,
    Status503InSeconds,
    Status503AtDate,
    Status429,
    Status429InSeconds,
    Status429AtDate,
    Status429InTwoHours,
    ConnectionRefused,
    ResetBeforeSending,
    OutOfCredits,

    // Charged, without a complete response.
    ResetAfterSending,
    Timeout,
    CutInHalf,

    // Charged, with a complete response.
    EmptyPage,
    ChargedError,

    // The page, with a rate limit of no more requests for some seconds.
    NoRequestLeft,

    // The process ends.
    DiesBeforeRequest,
    DiesWithResponse,
    DiesWithPageJournaled,
    DiesWritingJournal,
}

/// <summary>Represents the failure of one request, or its success.</summary>
/// <param name="Fault">The failure.</param>
/// <param name="Number">Its size, such as the seconds to wait or the bytes to cut.</param>
internal sealed record Step(Fault Fault, int Number)
{
    public static Step Fine { get; } = new(Fault.None, 0);

    public override string ToString() => Fault is Fault.None ? "-" : $"{Fault}({Number})";
}

/// <summary>
/// Represents a list, its provider and the failures: each request takes the next step, across all runs.
/// </summary>
internal sealed record Schedule(string Provider, int Count, int PageSize)
{
    public const int MostRuns = 6;

    public bool SendsPageSize { get; init; }

    /// <summary>
    /// Indicates whether a cursor includes its own time, so that the next page repeats the last account.
    /// </summary>
    public bool RepeatsBorder { get; init; }

    /// <summary>Gets the number of accounts in a row that were followed in the same second.</summary>
    public int Ties { get; init; } = 1;

    public bool Trim { get; init; }

    public bool StatesTotal { get; init; }

    public int RetryCount { get; init; }

    public int? Budget { get; init; }

    public int? Wanted { get; init; }

    /// <summary>Indicates whether UnifAPI rejects the handle, so that its id must be looked up.</summary>
    public bool NeedsLookup { get; init; }

    public IReadOnlyList<Step> Steps { get; init; } = [];

    public ProviderMetadata Facts => ProviderRegistry.Get(Provider).Facts;

    public int Expected => Math.Min(Count, Wanted ?? Count);

    public override string ToString() =>
        $"{Provider}, {Count} accounts in pages of {PageSize}{(SendsPageSize ? " (requested)" : "")}"
        + $"{(RepeatsBorder ? $", border repeated, {Ties} a second" : "")}{(Trim ? ", trimmed" : "")}"
        + $"{(StatesTotal ? ", with total" : "")}{(NeedsLookup ? ", needs a lookup" : "")}, {RetryCount} retries"
        + $"{(Budget is null ? "" : $", budget {Budget} a run")}{(Wanted is null ? "" : $", {Wanted} wanted")}"
        + $"; steps: {string.Join(' ', Steps)}";

    public static Arbitrary<Schedule> Any { get; } = Arb.From(Generate(), Shrink);

    private static Gen<Schedule> Generate()
    {
        Fault[] kills =
            [Fault.DiesBeforeRequest, Fault.DiesWithResponse, Fault.DiesWithPageJournaled, Fault.DiesWritingJournal];
        Fault[] rare = [Fault.Status429InTwoHours, Fault.OutOfCredits];
        Fault[] frequent = [.. Enum.GetValues<Fault>().Except([.. kills, .. rare, Fault.None])];
        Gen<Step> failure =
            from fault in Gen.Frequency((30, Gen.Elements(frequent)), (1, Gen.Elements(rare)))
            from number in Gen.Choose(0, 59)
            select new Step(fault, number);
        Gen<Step> kill =
            from fault in Gen.Elements(kills)
            from number in Gen.Choose(0, 100_000)
            select new Step(fault, number);
        return
            from provider in Gen.Elements(ProviderRegistry.All.Select(one => one.Facts.Name).ToArray())
            let facts = ProviderRegistry.Get(provider).Facts
            from count in Gen.Frequency((1, Gen.Choose(0, 3)), (3, Gen.Choose(0, 60)), (2, Gen.Choose(0, 200)))
            from size in Gen.Frequency((1, Gen.Choose(1, 4)), (4, Gen.Choose(5, 50)))
            from sendsPageSize in Gen.Elements(true, false)
            from border in Gen.Elements(true, true, false)
            from ties in Gen.Choose(1, 4)
            from trim in Gen.Frequency((1, Gen.Constant(true)), (3, Gen.Constant(false)))
            from total in Gen.Elements(true, false)
            from retries in Gen.Choose(0, 4)
            from budget in Optional(120)
            from wanted in Optional(220)
            from needsLookup in Gen.Frequency((1, Gen.Constant(true)), (3, Gen.Constant(false)))
            from failureWeight in Gen.Choose(1, 8)
            from killWeight in Gen.Choose(0, 5)
            from length in Gen.Choose(0, 50)
            from steps in Gen
                .Frequency((10, Gen.Constant(Step.Fine)), (failureWeight, failure), (killWeight, kill))
                .ArrayOf(length)
            select new Schedule(provider, count, size)
            {
                SendsPageSize = sendsPageSize && facts.SupportsPageSize,
                RepeatsBorder = border && facts.HasFollowTimes && size > 1,
                Ties = border && facts.HasFollowTimes ? Math.Max(1, Math.Min(ties, size - 1)) : 1,
                Trim = trim && facts.SupportsTrim && facts.HasFollowTimes,
                StatesTotal = total,
                RetryCount = retries,
                Budget = budget is null ? null : budget + facts.CreditsPerRequest,
                Wanted = wanted,
                NeedsLookup = needsLookup && provider == "UnifAPI",
                Steps = steps,
            };
    }

    private static Gen<int?> Optional(int maximum) => Gen.Frequency(
        (4, Gen.Constant((int?)null)), (1, Gen.Choose(1, maximum).Select(number => (int?)number)));

    // Fewer steps first, then fewer failures, then a simpler list.
    private static IEnumerable<Schedule> Shrink(Schedule one)
    {
        int length = one.Steps.Count;
        for (int half = length / 2; half > 0; half /= 2)
        {
            yield return one with { Steps = [.. one.Steps.Take(length - half)] };
            yield return one with { Steps = [.. one.Steps.Skip(half)] };
        }
        for (int at = 0; at < length; at++)
        {
            yield return Replace(at);
        }
        for (int at = 0; at < length; at++)
        {
            Step step = one.Steps[at];
            if (step.Fault is Fault.None)
            {
                continue;
            }
            yield return Replace(at, Step.Fine);
            if (step.Number > 1)
            {
                yield return Replace(at, step with { Number = step.Number / 2 });
            }
        }
        if (one.Wanted is not null) { yield return one with { Wanted = null }; }
        if (one.Budget is not null) { yield return one with { Budget = null }; }
        if (one.NeedsLookup) { yield return one with { NeedsLookup = false }; }
        if (one.Trim) { yield return one with { Trim = false }; }
        if (one.Ties > 1) { yield return one with { Ties = 1 }; }
        if (one.RepeatsBorder) { yield return one with { RepeatsBorder = false, Ties = 1 }; }
        if (one.StatesTotal) { yield return one with { StatesTotal = false }; }
        if (one.SendsPageSize) { yield return one with { SendsPageSize = false }; }
        if (one.RetryCount > 0) { yield return one with { RetryCount = one.RetryCount - 1 }; }
        if (one.Count > 0)
        {
            yield return one with { Count = one.Count / 2 };
            yield return one with { Count = one.Count - 1 };
        }

        Schedule Replace(int at, params Step[] steps) =>
            one with { Steps = [.. one.Steps.Take(at), .. steps, .. one.Steps.Skip(at + 1)] };
    }
}
