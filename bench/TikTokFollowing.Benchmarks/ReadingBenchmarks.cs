using BenchmarkDotNet.Attributes;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Benchmarks;

/// <summary>Measures reading a page of each provider. Times and bytes are for one account.</summary>
[MemoryDiagnoser]
public class ReadingBenchmarks
{
    private PreparedPage _page = null!;

    /// <summary>Gets all providers, and their trimmed pages.</summary>
    public static IEnumerable<string> Providers => ProviderRegistry.All.SelectMany(
        provider => provider.Facts.SupportsTrim
            ? new[] { provider.Facts.Name, provider.Facts.Name + " trimmed" }
            : [provider.Facts.Name]);

    [ParamsSource(nameof(Providers))]
    public string Page { get; set; } = "";

    [Params(false, true)]
    public bool Raw { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        string[] words = Page.Split(' ');
        _page = new PreparedPage(words[0], isTrimmed: words.Length > 1, Raw);
    }

    [Benchmark(Description = "read", OperationsPerInvoke = PreparedPage.Accounts)]
    public int Read() => _page.Read().Accounts.Count;
}
