using System.Diagnostics;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Tests.Journals;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests files of committed lines beside other programs, and on disks that fail.</summary>
public sealed class HistoryFileAccessTests : IDisposable
{
    private readonly HistoryFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    // ---- other programs ----

    [Fact]
    public async Task A_second_writer_waits_a_moment_and_then_reports_that_the_file_is_in_use()
    {
        (HistoryFile first, _) = await _folder.OpenAsync();
        using (first)
        {
            FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.OpenAsync());

            Assert.Equal(FollowingErrorKind.HistoryInUse, e.Kind);
            Assert.Equal(TimeSpan.FromSeconds(1), TimeSpan.FromTicks(_folder.Clock.Waits.Sum(wait => wait.Ticks)));
        }
        (HistoryFile second, _) = await _folder.OpenAsync();
        second.Dispose();
    }

    [Fact]
    public async Task A_writer_continues_as_soon_as_the_other_program_closes_the_file()
    {
        await _folder.AppendThreeAsync();
        int refusals = 3;
        _folder.Storage = new HistoryStorage(_folder.Clock)
        {
            Open = (path, mode, access, share) => refusals-- > 0
                ? throw new IOException("The process cannot access the file.", unchecked((int)0x80070020))
                : new FileStream(path, mode, access, share, bufferSize: 1),
        };

        await _folder.AppendAsync("{}");

        Assert.Equal(3, _folder.Clock.Waits.Count);
        Assert.Equal(4, (await _folder.ReadAsync()).Count);
    }

    [Fact]
    public async Task Readers_are_not_blocked_by_a_writer_and_see_its_commits()
    {
        await _folder.AppendThreeAsync();
        (HistoryFile writer, _) = await _folder.OpenAsync();
        using (writer)
        {
            Assert.Equal(3, (await _folder.ReadAsync()).Count);
            HistoryFolderFixture.Append(writer, "{}");
            Assert.Equal(4, (await _folder.ReadAsync()).Count);
        }
        Assert.Empty(_folder.Clock.Waits);
    }

    [Fact]
    public async Task A_writer_is_not_blocked_by_a_reader()
    {
        await _folder.AppendThreeAsync();
        using Stream reader = await _folder.Storage.OpenReadAsync(_folder.File, CancellationToken.None);

        await _folder.AppendAsync("{}");

        Assert.Equal(4, HistoryFolderFixture.Read(reader).Count);
    }

    [Fact]
    public async Task Readers_beside_a_writer_see_the_commits_so_far()
    {
        await _folder.AppendThreeAsync();
        (HistoryFile file, _) = await _folder.OpenAsync();
        using (file)
        {
            Task writer = Task.Run(() =>
            {
                for (int i = 0; i < 100; i++)
                {
                    HistoryFolderFixture.Append(file, "{}", $"{{\"D\":[{i}]}}");
                }
            });
            int seen = 3;
            while (!writer.IsCompleted)
            {
                int now = (await _folder.ReadAsync()).Count;
                Assert.InRange(now, seen, 103);
                seen = now;
            }
            await writer;
        }
        Assert.Equal(103, (await _folder.ReadAsync()).Count);
    }

    [Fact]
    public async Task A_reader_that_saw_a_cut_off_end_before_it_was_replaced_reads_again()
    {
        await _folder.AppendThreeAsync();
        byte[] whole = File.ReadAllBytes(_folder.File);
        byte[] torn = [.. whole[..^9], .. new byte[40]];
        await _folder.AppendAsync("{}");
        byte[] after = File.ReadAllBytes(_folder.File);

        // The first read ends in the old end of the file, the second one continues in the new one.
        using ChangingStream file = new(torn, after, changeAt: whole.Length + 5);

        Assert.Equal(HistoryFolderFixture.Read(after), HistoryFolderFixture.Read(file));
    }

    [Fact]
    public async Task A_file_that_was_replaced_meanwhile_is_not_written_to()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // an open file cannot be replaced there
        }
        await _folder.AppendThreeAsync();
        (HistoryFile writer, _) = await _folder.OpenAsync();
        using (writer)
        {
            File.Delete(_folder.File);
            FollowingException e = Assert.Throws<FollowingException>(() => HistoryFolderFixture.Append(writer, "{}"));

            Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
            Assert.Contains("replaced", e.Message, StringComparison.Ordinal);
        }
    }

    // ---- disks ----

    [Fact]
    public async Task A_full_disk_keeps_the_committed_lines()
    {
        await _folder.AppendThreeAsync();
        byte[] whole = File.ReadAllBytes(_folder.File);
        RefusingFile? disk = null;
        _folder.Storage = new HistoryStorage(_folder.Clock) { Open = (path, _, _, _) => disk = new RefusingFile(path) };
        (HistoryFile writer, _) = await _folder.OpenAsync();
        using (writer)
        {
            disk!.Room = 10;
            FollowingException e = Assert.Throws<FollowingException>(() => HistoryFolderFixture.Append(writer, "{}"));

            Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
            Assert.Contains("No space left on device", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b", e.Message, StringComparison.Ordinal);
        }
        Assert.Equal(whole, File.ReadAllBytes(_folder.File));
    }

    [Fact]
    public async Task A_read_only_medium_is_reported_to_writers_and_read_by_readers()
    {
        await _folder.AppendThreeAsync();
        _folder.Storage = new HistoryStorage(_folder.Clock)
        {
            Open = (_, _, _, _) => throw new IOException("Read-only file system", 30),
        };

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.OpenAsync());

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.Contains("Read-only file system", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await _folder.ReadAsync()).Count);
    }

    [Fact]
    public async Task Paths_that_are_no_regular_files_are_reported_at_once()
    {
        string folder = Path.Combine(_folder.Folder, "folder.history.jsonl");
        Directory.CreateDirectory(folder);
        await AssertUnusableAsync(folder);
        await AssertUnusableAsync(Path.Combine(_folder.Folder, new string('x', 300) + ".history.jsonl"));
        File.WriteAllText(Path.Combine(_folder.Folder, "file"), "");
        await AssertUnusableAsync(Path.Combine(_folder.Folder, "file", "someone.history.jsonl"));
        if (!OperatingSystem.IsWindows())
        {
            string pipe = Path.Combine(_folder.Folder, "pipe.history.jsonl");
            using Process made = Process.Start("mkfifo", [pipe]);
            await made.WaitForExitAsync();
            await AssertUnusableAsync(pipe);
        }
        Assert.Empty(_folder.Clock.Waits);
    }

    private async Task AssertUnusableAsync(string path)
    {
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => _folder.OpenAsync(path));
        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        e = await Assert.ThrowsAsync<FollowingException>(
            () => _folder.Storage.OpenReadAsync(path, CancellationToken.None));
        bool isThere = Path.Exists(path) || Path.GetFileName(path).Length > 255;
        Assert.Equal(isThere ? FollowingErrorKind.HistoryUnusable : FollowingErrorKind.HistoryNotFound, e.Kind);
    }

    /// <summary>Represents a file that a writer changes while it is read.</summary>
    private sealed class ChangingStream(byte[] before, byte[] after, int changeAt)
        : MemoryStream(after, writable: false)
    {
        private bool _hasChanged;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_hasChanged || Position >= changeAt)
            {
                _hasChanged = true;
                return base.Read(buffer, offset, count);
            }
            int read = (int)Math.Min(count, changeAt - Position);
            Array.Copy(before, Position, buffer, offset, read);
            Position += read;
            return read;
        }
    }
}
