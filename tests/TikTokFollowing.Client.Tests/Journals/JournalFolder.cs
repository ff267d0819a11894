using System.Diagnostics;
using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Chaos;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Opens lists with journals in a temporary folder.</summary>
internal sealed class JournalFolder : IDisposable
{
    public string Path { get; } = FullRun.NewFolder();

    public Logbook Log { get; } = new();

    /// <summary>Gets or sets the function that opens the files; null for the default.</summary>
    public OpenFile? Opener { get; set; }

    /// <summary>Gets the clock of all lists.</summary>
    public FakeClock Clock { get; } = new();

    /// <summary>Gets or sets the age from which finished lists are fetched again; null for none.</summary>
    public TimeSpan? MaxAge { get; set; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string FileOf(string provider, string handle = "someone", string? cursor = null) => System.IO.Path.Combine(
        Path, JournalFile.GetName(provider, new FollowingQuery(FollowingHandle.Parse(handle)) { Cursor = cursor }));

    public FollowingClient Client(
        string provider,
        HttpMessageHandler server,
        bool isFictitious = false,
        HttpSettings? settings = null,
        string? folder = null,
        CreditBudget? budget = null) =>
        new(
            ProviderRegistry.Get(provider),
            new ApiKey(Lists.Key),
            null,
            settings ?? Lists.NoTimeout,
            Log.Log,
            SharedHttpClient.Create(server),
            Clock,
            budget,
            checkpoint: CheckpointIn(folder ?? Path, isFictitious),
            rates: new RateLimitTracker());

    private JournalOptions CheckpointIn(string folder, bool isFictitious)
    {
        JournalOptions checkpoint = new(folder, isFictitious) { MaxAge = MaxAge };
        return Opener is null ? checkpoint : checkpoint with { Open = Opener };
    }

    public ListPager Open(
        string provider,
        HttpMessageHandler server,
        Func<FollowingQuery,
        FollowingQuery>? with = null,
        string handle = "someone",
        bool isFictitious = false)
    {
        FollowingQuery query = new(FollowingHandle.Parse(handle)) { IncludeRaw = true };
        return Client(provider, server, isFictitious).Open(with is null ? query : with(query));
    }

    /// <summary>Reads all pages, as one run of a command does, and closes the journal.</summary>
    public async Task<List<FollowingPage>> RunAsync(
        string provider, HttpMessageHandler server, Func<FollowingQuery, FollowingQuery>? with =
            null, string handle = "someone", bool isFictitious = false)
    {
        using ListPager list = Open(provider, server, with, handle, isFictitious);
        return await list.ReadAllAsync();
    }

    /// <summary>Reads a file that a list has opened exclusively, with another program.</summary>
    public static byte[] ReadWhileOpen(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using MemoryStream copy = new();
            file.CopyTo(copy);
            return copy.ToArray();
        }
        using Process cat = Process.Start(new ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        using MemoryStream output = new();
        cat.StandardOutput.BaseStream.CopyTo(output);
        cat.WaitForExit();
        return output.ToArray();
    }
}
