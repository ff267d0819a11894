using BenchmarkDotNet.Attributes;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.History;

namespace TikTokFollowing.Benchmarks;

/// <summary>
/// Measures the history of one user with 5,000 accounts and 500 updates. Each third update has a new follow.
/// </summary>
[MemoryDiagnoser]
public class HistoryBenchmarks
{
    private const int Accounts = 5000;
    private const int Updates = 500;

    private readonly HistoryStorage _storage = new(TimeProvider.System);
    private string _folder = "";
    private string _path = "";

    [GlobalSetup]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("bench").FullName;
        HistoryFolder folder = new(_folder, _storage);
        FollowingHandle user = FollowingHandle.Parse("someone");
        SampleList list = new(Accounts);
        using HistoryWriter writer = HistoryWriter
            .OpenAsync(folder, user, former: null, isSandbox: false, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        _path = writer.Path;
        writer.Commit(SampleList.Evaluate(writer.State, list.Read()));
        for (int i = 1; i < Updates; i++)
        {
            if (i % 3 == 0)
            {
                list.Follow();
            }
            writer.Commit(SampleList.Evaluate(writer.State, list.Read(20)));
        }
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Description = "read the list", Baseline = true)]
    public int ReadList()
    {
        using HistoryReader reader = Open();
        reader.ReadUntil();
        return HistoryOutput.ToAccounts(reader.List!).Count();
    }

    [Benchmark(Description = "read the changes")]
    public int ReadChanges()
    {
        using HistoryReader reader = Open();
        return reader.ReadChanges().Count();
    }

    private HistoryReader Open() =>
        HistoryReader.OpenAsync(_path, _storage, CancellationToken.None).GetAwaiter().GetResult();
}
