using System.Diagnostics;
using System.Globalization;
using System.Text;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Chaos;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Providers;
using TikTokFollowing.Client.Text;
using Xunit;
using Xunit.Abstractions;

namespace TikTokFollowing.Client.Tests.Fuzz;

/// <summary>
/// Tests that a damaged journal is read, or refused as <see cref="FollowingErrorKind.CheckpointUnusable"/> and not
/// changed.
/// </summary>
public class JournalFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_damaged_journal_is_read_or_refused_and_not_changed()
    {
        int most = FullRun.Of(full: 50_000, slice: 1500);
        int seed = int.TryParse(
            Environment.GetEnvironmentVariable("TIKTOKFOLLOWING_SEED"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int given)
            ? given
            : 20260115;
        string folder = FullRun.NewFolder();
        string path = Path.Combine(
            folder, JournalFile.GetName("ScrapeCreators", new FollowingQuery(FollowingHandle.Parse("someone"))));
        FollowingQuery query = new(FollowingHandle.Parse("someone")) { IncludeRaw = true };
        byte[] whole = await WriteJournalAsync(folder, path);
        string[] lines = Encoding.UTF8.GetString(whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Mutator.Node[] documents = [.. lines.Select(Mutator.Node.Read)];
        Stopwatch watch = Stopwatch.StartNew();
        int refused = 0;
        int read = 0;
        int shortened = 0;
        int pages = 0;
        for (int number = 0; number < most; number++)
        {
            Random random = new(unchecked(seed * 31 + number));
            byte[] journal = Damage(random, whole, lines, documents);
            File.WriteAllBytes(path, journal);
            bool isRefused = false;
            try
            {
                using PageJournal reader =
                    JournalFile.Open(
                        new JournalOptions(folder, IsFictitious: false), "ScrapeCreators", query, ClientLog.None);
                try
                {
                    string? requested = null;
                    while (reader.ReadNext(requested) is FollowingPage page)
                    {
                        pages++;
                        Samples.AssertKeeps(page, requested);
                        requested = page.NextCursor;
                        if (!page.HasMore) { break; }
                    }
                    read++;
                }
                catch (FollowingException e)
                {
                    isRefused = true;
                    refused++;
                    Assert.Equal(FollowingErrorKind.CheckpointUnusable, e.Kind);
                    Samples.AssertReadable(e);
                }
            }
            catch (Exception e)
            {
                Assert.Fail(
                    $"{e.GetType().Name} with seed {seed}, number {number}: {e.Message}\n"
                        + $"{Encoding.UTF8.GetString(journal.AsSpan(0, Math.Min(4000, journal.Length)))}\n"
                        + e.StackTrace);
            }

            byte[] left = File.ReadAllBytes(path);
            if (left.AsSpan().SequenceEqual(journal)) { continue; }
            shortened++;
            // Only a last line without its end may have been removed.
            bool isTornLine = !isRefused
                && left.Length == journal.AsSpan().LastIndexOf((byte)'\n') + 1
                && journal.AsSpan().StartsWith(left);
            Assert.True(isTornLine, $"seed {seed}, number {number}: {journal.Length} bytes became {left.Length}");
        }
        Directory.Delete(folder, recursive: true);

        output.WriteLine(
            $"{most} journals in {watch.Elapsed.TotalSeconds:0.0} s, seed {seed}: {read} read with {pages} pages, "
                + $"{shortened} of them torn; {refused} refused");
        Assert.InRange(refused, most / 10, most * 9 / 10);
        Assert.InRange(shortened, most / 100, most * 9 / 10);
    }

    private static byte[] Damage(Random random, byte[] whole, string[] lines, Mutator.Node[] documents)
    {
        Mutator mutator = new(random);
        switch (random.Next(4))
        {
            case 0: return mutator.Damage(whole);
            case 1: return whole[..random.Next(whole.Length + 1)];
            case 2: // lines that are missing, repeated or swapped
                int first = random.Next(lines.Length);
                int second = random.Next(lines.Length);
                string[] changed = random.Next(3) switch
                {
                    0 => [.. lines.Where((_, index) => index != first)],
                    1 => [.. lines.Take(first), lines[second], .. lines.Skip(first)],
                    _ =>
                    [
                        .. lines.Select((line, index) =>
                            index == first ? lines[second] : index == second ? lines[first] : line),
                    ],
                };
                return Encoding.UTF8.GetBytes(string.Concat(changed.Select(line => line + "\n")));
            default:
                using (MemoryStream journal = new())
                {
                    int damaged = random.Next(lines.Length);
                    for (int i = 0; i < lines.Length; i++)
                    {
                        journal.Write(
                            i == damaged ? mutator.Mutate(documents[i], "x") : Encoding.UTF8.GetBytes(lines[i]));
                        if (i < lines.Length - 1 || random.Next(2) > 0) { journal.WriteByte((byte)'\n'); }
                    }
                    return journal.ToArray();
                }
        }
    }

    private static async Task<byte[]> WriteJournalAsync(string folder, string path)
    {
        ScriptedHandler server = new(
            Responses.Json(Recorded.Text("ScrapeCreators", "first")),
            Responses.Json(Recorded.Text("ScrapeCreators", "middle")),
            Responses.Json(Recorded.Text("ScrapeCreators", "last")));
        FollowingClient client = new(
            Client.Providers.ProviderRegistry.Get("ScrapeCreators"),
            new ApiKey(Lists.Key),
            null,
            Lists.NoTimeout,
            null,
            Client.Http.SharedHttpClient.Create(server),
            new FakeClock(),
            checkpoint: new JournalOptions(folder, IsFictitious: false));
        ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("someone")) { IncludeRaw = true });
        List<FollowingPage> pages = await list.ReadAllAsync();
        list.Dispose();
        Assert.Equal(3, pages.Count);
        return await File.ReadAllBytesAsync(path);
    }
}
