using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.History;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests files of committed lines, also after crashes and damage.</summary>
public sealed class HistoryFileTests : IDisposable
{
    private readonly HistoryFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    // ---- committed lines ----

    [Fact]
    public async Task Commits_are_read_as_they_were_appended()
    {
        await _folder.AppendThreeAsync();

        (HistoryFile file, List<string> commits) = await _folder.OpenAsync();
        using (file)
        {
            Assert.Equal(3, file.Sequence);
            Assert.StartsWith(
                "{\"Format\":\"TikTokFollowing history\",\"Version\":1,\"Handle\":\"someone\",", Ascii(file.Header));
        }
        Assert.Equal(3, commits.Count);
        Assert.StartsWith("{\"A\":[1]}\n{\"A\":[2]}\n{\"Commit\":1,\"At\":\"a\",\"Hash\":\"", commits[0]);
        Assert.StartsWith("{\"Commit\":2,\"Hash\":\"", commits[1]);
        Assert.StartsWith("{\"B\":[3]}\n{\"Commit\":3,\"At\":\"c\",\"Hash\":\"", commits[2]);
        Assert.Equal(commits, await _folder.ReadAsync());
    }

    [Fact]
    public async Task Each_hash_covers_the_previous_hash_and_the_lines_since()
    {
        await _folder.AppendThreeAsync();
        string previous = "";

        foreach (string group in GroupLines(File.ReadAllLines(_folder.File)))
        {
            string sealedText = previous + group[..group.LastIndexOf(",\"Hash\"", StringComparison.Ordinal)];
            byte[] sha = System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(sealedText));
            string hash = group[^18..^2];
            Assert.Equal(Convert.ToHexString(sha)[..16].ToLowerInvariant(), hash);
            previous = hash + "\n";
        }
    }

    [Fact]
    public async Task An_update_that_stores_nothing_leaves_no_file()
    {
        (HistoryFile file, _) = await _folder.OpenAsync();
        Assert.True(File.Exists(_folder.File));

        file.Dispose();

        Assert.False(File.Exists(_folder.File));
    }

    [Fact]
    public async Task Delete_removes_the_file()
    {
        await _folder.AppendThreeAsync();
        (HistoryFile file, _) = await _folder.OpenAsync();

        file.Delete();

        Assert.False(File.Exists(_folder.File));
    }

    // ---- crashes ----

    public static TheoryData<string> Garbage =>
        ["", "\0\0\0\0", "\n", "{\"A\":[9]}\n", "\u001b\u007f}\"{", "{\"Commit\":2,\"At\""];

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task After_a_cut_at_any_byte_the_committed_lines_are_read_and_the_next_writer_continues(string garbage)
    {
        await _folder.AppendThreeAsync();
        byte[] whole = File.ReadAllBytes(_folder.File);
        List<string> all = HistoryFolderFixture.Read(whole);
        // The end of each commit line without its line feed; the hash proves it.
        int[] ends = [.. Enumerable.Range(0, whole.Length).Where(i => whole[i] == '\n' && IsCommit(whole, i))];
        int header = Array.IndexOf(whole, (byte)'\n');
        int headerStart = HeaderStart(whole);

        for (int cut = 0; cut <= whole.Length; cut++)
        {
            byte[] torn = [.. whole[..cut], .. Encoding.Latin1.GetBytes(garbage)];
            bool isOurs = cut >= headerStart - 2 || garbage.All(c => c == '\0');
            List<string> expected = all[..ends.Count(end => end <= cut)];
            if (!isOurs || (IsLastByteOfSeal(whole, cut) && garbage.Any(c => c != '\0')))
            {
                // Another file, or a commit line of which one byte was replaced.
                Assert.Throws<InvalidDataException>(() => HistoryFolderFixture.Read(torn));
                continue;
            }
            Assert.Equal(expected, HistoryFolderFixture.Read(torn));
            if (cut % 5 != 0 && cut >= header && !ends.Contains(cut))
            {
                continue; // a writer opens each fifth cut, and each cut at the end of a line
            }
            File.WriteAllBytes(_folder.File, torn);
            await _folder.AppendAsync("{\"At\":\"next\"}", "{\"C\":[4]}");
            List<string> continued = await _folder.ReadAsync();
            Assert.Equal(expected, continued[..^1]);
            Assert.StartsWith($"{{\"C\":[4]}}\n{{\"Commit\":{expected.Count + 1},\"At\":\"next\"", continued[^1]);
            Assert.DoesNotContain((byte)0, File.ReadAllBytes(_folder.File));
        }
    }

    [Fact]
    public async Task After_random_bytes_behind_a_cut_the_committed_lines_are_read()
    {
        await _folder.AppendThreeAsync();
        byte[] whole = File.ReadAllBytes(_folder.File);
        List<string> all = HistoryFolderFixture.Read(whole);
        int start = HeaderStart(whole);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(
            Gen.Choose(start, whole.Length).ToArbitrary(),
            Gen.Choose(0, 255).ListOf().ToArbitrary(),
            (cut, bytes) =>
            {
                byte[] torn = [.. whole[..cut], .. bytes.Select(value => (byte)value)];
                if (Enumerable.Range(cut, 4).Any(end => IsLastByteOfSeal(whole, end)))
                {
                    return; // the bytes can look like a commit line of which one byte was replaced
                }
                List<string> read = HistoryFolderFixture.Read(torn);
                Assert.Equal(all[..read.Count], read);
                Assert.Equal(HistoryFolderFixture.Read(whole[..cut]).Count, read.Count);
            }));
    }

    // ---- damage ----

    [Fact]
    public async Task A_flipped_bit_is_reported_or_changes_nothing()
    {
        await _folder.AppendThreeAsync();
        byte[] whole = File.ReadAllBytes(_folder.File);
        List<string> all = HistoryFolderFixture.Read(whole);
        int harmless = 0;

        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(all, HistoryFolderFixture.Read(damaged));
                harmless++;
            }
            catch (InvalidDataException)
            {
                // The damage is reported.
            }
        }
        Assert.InRange(harmless, 1, 16); // the last line feed, and a line feed that becomes other white space
    }

    [Fact]
    public async Task A_replaced_byte_is_reported_or_changes_nothing()
    {
        await _folder.AppendThreeAsync();
        byte[] whole = File.ReadAllBytes(_folder.File);
        List<string> all = HistoryFolderFixture.Read(whole);

        for (int i = 0; i < whole.Length; i++)
        {
            foreach (byte value in "\0\n\r\t {}[]\",:0aZ\u007f\u0080\u00ff".Select(c => (byte)c))
            {
                byte[] damaged = [.. whole];
                damaged[i] = value;
                try
                {
                    Assert.Equal(all, HistoryFolderFixture.Read(damaged));
                }
                catch (InvalidDataException)
                {
                    // The damage is reported.
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_missing_or_doubled_line_is_reported(int line)
    {
        await _folder.AppendThreeAsync();
        List<string> lines = [.. File.ReadAllLines(_folder.File)];

        Assert.Throws<InvalidDataException>(() => Read([.. lines.Take(line), .. lines.Skip(line + 1)]));
        Assert.Throws<InvalidDataException>(() => Read([.. lines.Take(line + 1), .. lines.Skip(line)]));
    }

    [Fact]
    public async Task A_damaged_file_is_not_changed()
    {
        await _folder.AppendThreeAsync();
        byte[] damaged = File.ReadAllBytes(_folder.File);
        damaged[^20] ^= 1;
        File.WriteAllBytes(_folder.File, damaged);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.OpenAsync());

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.Contains(_folder.File, e.Message, StringComparison.Ordinal);
        Assert.Contains("Restore a copy", e.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(_folder.File));
    }

    // ---- editors ----

    public static TheoryData<string, Func<byte[], byte[]>> Edits => new()
    {
        { "no line feed at the end", file => file[..^1] },
        { "line feeds at the end", file => [.. file, .. "\n\n"u8] },
        { "a blank line in the middle", file => Replace(file, "\n", "\n \t\n") },
        { "carriage returns", file => Replace(file, "\n", "\r\n") },
        { "carriage returns, the last line feed gone", file => Replace(file, "\n", "\r\n")[..^2] },
        { "the last line feed gone, the carriage return left", file => Replace(file, "\n", "\r\n")[..^1] },
        { "a byte order mark", file => [0xEF, 0xBB, 0xBF, .. file] },
        { "a byte order mark, and no line feed at the end", file => [0xEF, 0xBB, 0xBF, .. file[..^1]] },
        { "spaces at the end", file => [.. file[..^1], .. "  "u8] },
        { "spaces at the ends of lines", file => Replace(file, "\n", "  \n") },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task A_file_that_an_editor_saved_loses_nothing_and_is_continued(string edit, Func<byte[], byte[]> save)
    {
        await _folder.AppendThreeAsync();
        byte[] whole = File.ReadAllBytes(_folder.File);
        File.WriteAllBytes(_folder.File, save(whole));

        Assert.True(HistoryFolderFixture.Read(whole).SequenceEqual(await _folder.ReadAsync()), edit);
        await _folder.AppendAsync("{\"At\":\"next\"}");
        Assert.Equal(4, (await _folder.ReadAsync()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_was_saved_as_UTF_16_is_reported_and_not_changed(bool isBigEndian)
    {
        await _folder.AppendThreeAsync();
        UnicodeEncoding encoding = new(isBigEndian, byteOrderMark: true);
        byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes(File.ReadAllText(_folder.File))];
        await AssertUnusableAsync(file, "UTF-16");
    }

    [Theory]
    [InlineData("Handle,Bio\r\nx,y\r\n", "not a TikTokFollowing history")]
    [InlineData(
        "{\"Format\":\"TikTokFollowing journal\",\"Version\":1,\"Provider\":\"x\"}\n", "not a TikTokFollowing history")]
    [InlineData("{\"Format\":\"TikTokFollowing history\",\"Version\":2,\"X\":1}\n", "version 2")]
    [InlineData(" ", "not a TikTokFollowing history")]
    public Task A_foreign_or_newer_file_is_reported_and_not_changed(string content, string why) =>
        AssertUnusableAsync(Encoding.ASCII.GetBytes(content), why);

    private async Task AssertUnusableAsync(byte[] content, string why)
    {
        File.WriteAllBytes(_folder.File, content);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.OpenAsync());

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(_folder.File));
    }

    private static List<string> Read(IEnumerable<string> lines) =>
        HistoryFolderFixture.Read(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    private static IEnumerable<string> GroupLines(string[] lines)
    {
        string group = "";
        foreach (string line in lines)
        {
            group += line;
            if (line.Contains("\"Hash\"", StringComparison.Ordinal))
            {
                yield return group;
                group = "";
                continue;
            }
            group += "\n";
        }
    }

    private static int HeaderStart(byte[] file) => file.AsSpan().IndexOf("1,"u8) + 2;

    private static bool IsLastByteOfSeal(byte[] file, int at) =>
        at > 0 && at < file.Length - 1 && file[at - 1] == '"' && file[at] == '}' && file[at + 1] == '\n';

    private static bool IsCommit(byte[] file, int end)
    {
        int start = Array.LastIndexOf(file, (byte)'\n', end - 1) + 1;
        return file.AsSpan(start).StartsWith("{\"Commit\""u8);
    }

    private static byte[] Replace(byte[] file, string old, string with) =>
        Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(file).Replace(old, with, StringComparison.Ordinal));

    private static string Ascii(ReadOnlyMemory<byte> bytes) => Encoding.ASCII.GetString(bytes.Span);
}
