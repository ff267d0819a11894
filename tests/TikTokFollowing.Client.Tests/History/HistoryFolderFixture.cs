using System.Text;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Provides a folder of histories, which is deleted after the test, and shortcuts to its files.</summary>
internal sealed class HistoryFolderFixture : IDisposable
{
    public const string Format = "TikTokFollowing history";

    public HistoryFolderFixture() => Storage = new HistoryStorage(Clock);

    public FakeClock Clock { get; } = new();

    public HistoryStorage Storage { get; set; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("history").FullName;

    public string File => Path.Combine(Folder, "someone.history.jsonl");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public static ReadOnlyMemory<byte> Json(string text) => Encoding.ASCII.GetBytes(text);

    /// <summary>Opens the file for writing and reads all commits.</summary>
    public async Task<(HistoryFile File, List<string> Commits)> OpenAsync(string? path = null)
    {
        HistoryFile file = await HistoryFile.OpenAsync(path ?? File, Format, Storage, CancellationToken.None);
        List<string> commits = [];
        try
        {
            while (file.ReadNext() is CommittedLines commit)
            {
                commits.Add(Describe(commit));
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
        return (file, commits);
    }

    /// <summary>Appends one commit with the given lines.</summary>
    public async Task AppendAsync(string commit, params string[] lines)
    {
        (HistoryFile file, _) = await OpenAsync();
        using (file)
        {
            Append(file, commit, lines);
        }
    }

    /// <summary>Appends three commits, of which the second one has no lines.</summary>
    public async Task AppendThreeAsync()
    {
        await AppendAsync("{\"At\":\"a\"}", "{\"A\":[1]}", "{\"A\":[2]}");
        await AppendAsync("{}");
        await AppendAsync("{\"At\":\"c\"}", "{\"B\":[3]}");
    }

    public static void Append(HistoryFile file, string commit, params string[] lines)
    {
        file.SetHeader(Json("{\"Handle\":\"someone\"}"));
        file.Append(Array.ConvertAll(lines, Json), Json(commit));
    }

    /// <summary>Returns the commits that a reader sees in a file.</summary>
    public static List<string> Read(Stream file)
    {
        using CommitReader reader = new(file, Format);
        List<string> commits = [];
        reader.ReadHeader();
        while (reader.ReadNext() is CommittedLines commit)
        {
            commits.Add(Describe(commit));
        }
        return commits;
    }

    public static List<string> Read(byte[] file) => Read(new MemoryStream(file));

    public async Task<List<string>> ReadAsync()
    {
        using Stream file = await Storage.OpenReadAsync(File, CancellationToken.None);
        return Read(file);
    }

    private static string Describe(CommittedLines commit)
    {
        StringBuilder text = new();
        foreach (ReadOnlyMemory<byte> line in commit.Lines)
        {
            text.Append(Encoding.ASCII.GetString(line.Span)).Append('\n');
        }
        return text.Append(Encoding.ASCII.GetString(commit.Commit.Span)).ToString();
    }
}
