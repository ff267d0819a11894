using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Updates a history in a temporary folder.</summary>
internal sealed class UpdaterFixture : IDisposable
{
    private readonly HistoryFolderFixture _folder = new();

    public FakeClock Clock => _folder.Clock;

    public Logbook Log { get; } = new();

    public string Folder => _folder.Folder;

    public string HistoryPath => _folder.File;

    public string PendingPath => HistoryFileName.PendingPathOf(_folder.File);

    public HistoryStorage Storage
    {
        get => _folder.Storage;
        set => _folder.Storage = value;
    }

    public UpdateOptions Options { get; set; } = new();

    public CreditBudget? Budget { get; set; }

    public void Dispose() => _folder.Dispose();

    /// <summary>Updates the history like one command.</summary>
    public async Task<List<HistoryUpdate>> UpdateAsync(
        IEnumerable<(string Provider, HttpMessageHandler Server)> providers,
        string handle = "someone",
        string? former = null,
        int? pageSize = null)
    {
        using HistoryUpdater updater = Open(providers, handle, former, pageSize);
        List<HistoryUpdate> updates = [];
        do
        {
            if (await updater.NextAsync(CancellationToken.None) is HistoryUpdate update)
            {
                updates.Add(update);
            }
        }
        while (updates.Count == 0 || updates[^1].IsOutdated);
        return updates;
    }

    /// <summary>Updates the history from one provider, and returns the only update.</summary>
    public async Task<HistoryUpdate> UpdateAsync(string provider, HttpMessageHandler server) =>
        (await UpdateAsync([(provider, server)])).Single();

    public HistoryUpdater Open(
        IEnumerable<(string Provider, HttpMessageHandler Server)> providers,
        string handle = "someone",
        string? former = null,
        int? pageSize = null)
    {
        HttpSettings settings = Doubles.Lists.NoTimeout with { MaximumRetryCount = 0 };
        FollowingClient[] clients =
        [
            .. providers.Select(one => new FollowingClient(
                ProviderRegistry.Get(one.Provider),
                new ApiKey(Doubles.Lists.Key),
                null,
                settings,
                Log.Log,
                SharedHttpClient.Create(one.Server),
                Clock,
                Budget,
                rates: new RateLimitTracker())),
        ];
        FollowingQuery query = new(FollowingHandle.Parse(handle)) { PageSize = pageSize };
        return new HistoryUpdater(
            new HistoryFolder(Folder, Storage),
            clients,
            query,
            former is null ? null : FollowingHandle.Parse(former),
            Options,
            Log.Log);
    }

    /// <summary>Returns the stored changes as "number kind handle".</summary>
    public async Task<List<string>> ReadChangesAsync()
    {
        using HistoryReader reader =
            await HistoryReader.OpenAsync(HistoryPath, new HistoryStorage(Clock), CancellationToken.None);
        return [.. reader.ReadChanges().Select(change => $"{change.Sequence} {Describe(change)}")];
    }

    public async Task<HistoryState> ReadStateAsync()
    {
        using HistoryReader reader =
            await HistoryReader.OpenAsync(HistoryPath, new HistoryStorage(Clock), CancellationToken.None);
        reader.ReadUntil();
        return reader.List!.ToState();
    }

    public static string Describe(FollowingChange change) => $"{change.Change} {change.Handle}";

    public bool HasPending => File.Exists(PendingPath) && new FileInfo(PendingPath).Length > 0;
}
