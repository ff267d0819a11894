using System.Diagnostics;
using System.Globalization;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Benchmarks;

/// <summary>
/// Compares each built-in provider with the same provider as a definition. They take turns, so that other work on the
/// machine affects both.
/// </summary>
internal static class DefinitionRun
{
    private const int Rounds = 201;
    private const int PagesPerRound = 20;
    private const int WarmUpRounds = 60;
    private const double MaximumRatio = 2;

    /// <summary>Runs the comparison and prints its results.</summary>
    /// <returns>0 if the limit holds; otherwise 1.</returns>
    public static int Run()
    {
        bool isWithin = true;
        foreach (IFollowingProvider provider in ProviderRegistry.BuiltIn)
        {
            string name = provider.Facts.Name;
            string file = Path.Combine(AppContext.BaseDirectory, "Twins", name + ".json");
            PreparedPage page = new(name, isTrimmed: false, includeRaw: false);
            DefinedProvider twin = new(DefinitionReader.ReadFile(file));
            (double builtIn, double defined, double ratio) = Compare(page, page.ReadBy(twin));
            isWithin &= ratio <= MaximumRatio;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-15} built-in {builtIn,6:N1} us  definition {defined,6:N1} us  ratio {ratio:N2}"));
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isWithin ? "within" : "over")} the limit of {MaximumRatio} times the built-in provider"));
        return isWithin ? 0 : 1;
    }

    // The times are medians for one page; the ratio is the median of the ratios of the rounds.
    private static (double BuiltIn, double Defined, double Ratio) Compare(PreparedPage page, PreparedPage defined)
    {
        List<(double BuiltIn, double Defined)> times = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            bool isFirst = round % 2 == 0;
            double first = Time(isFirst ? page : defined);
            double second = Time(isFirst ? defined : page);
            if (round >= 0)
            {
                times.Add(isFirst ? (first, second) : (second, first));
            }
        }
        return (
            Median(times.Select(time => time.BuiltIn)),
            Median(times.Select(time => time.Defined)),
            Median(times.Select(time => time.Defined / time.BuiltIn)));
    }

    private static double Time(PreparedPage page)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < PagesPerRound; i++)
        {
            page.Read();
        }
        return watch.Elapsed.TotalMicroseconds / PagesPerRound;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
