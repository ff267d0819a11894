using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests the size of histories on disk.</summary>
public sealed class HistorySizeTests : IDisposable
{
    private readonly HistoryFolderFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task An_account_takes_450_bytes_and_a_quiet_update_160()
    {
        SampleList list = new(5000);
        long baseline = await UpdateAsync(list.Read());
        long quiet = await UpdateAsync(list.Read(20));
        list.Follow();
        long follow = await UpdateAsync(list.Read(20));

        Assert.InRange(baseline, 1, 450 * 5000);
        Assert.InRange(quiet, 1, 160);
        Assert.InRange(follow, 1, 800);
    }

    private async Task<long> UpdateAsync(ListReading reading)
    {
        long before = File.Exists(_fixture.File) ? new FileInfo(_fixture.File).Length : 0;
        using HistoryWriter writer = await HistoryWriter.OpenAsync(
            new HistoryFolder(_fixture.Folder, _fixture.Storage),
            FollowingHandle.Parse("someone"),
            former: null,
            isSandbox: false,
            CancellationToken.None);
        writer.Commit(SampleList.Evaluate(writer.State, reading));
        return new FileInfo(_fixture.File).Length - before;
    }
}
