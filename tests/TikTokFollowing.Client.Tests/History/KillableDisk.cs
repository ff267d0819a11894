using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Tests.Chaos;
using TikTokFollowing.Client.Tests.Doubles;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Counts the operations on files, and ends the process before or within one of them.</summary>
internal sealed class KillableDisk(int? killAt = null)
{
    private bool _isDead;

    /// <summary>Gets the operations as "operation file".</summary>
    public List<string> Operations { get; } = [];

    public HistoryStorage CreateStorage(FakeClock clock) =>
        new(clock) { Open = (path, mode, access, share) => new KillableFile(this, path, mode, access, share) };

    /// <summary>Records an operation.</summary>
    /// <returns>False if it must have no effect: the process has ended, and its files are only closed.</returns>
    /// <exception cref="ProcessDiedException">The process ends.</exception>
    private bool Start(string operation, string path, Action? part = null)
    {
        if (_isDead)
        {
            return false;
        }
        if (Operations.Count == killAt)
        {
            part?.Invoke();
            _isDead = true;
            throw new ProcessDiedException();
        }
        Operations.Add($"{operation} {Path.GetFileName(path)}");
        return true;
    }

    private sealed class KillableFile(
        KillableDisk disk, string path, FileMode mode, FileAccess access, FileShare share)
        : FileStream(path, mode, access, share, bufferSize: 1)
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            // Half of the bytes reach the disk.
            if (disk.Start("write", Name, () => base.Write(buffer, offset, count / 2)))
            {
                base.Write(buffer, offset, count);
            }
        }

        public override void Flush(bool flushToDisk)
        {
            if (disk.Start("flush", Name))
            {
                base.Flush(flushToDisk);
            }
        }

        public override void SetLength(long value)
        {
            if (disk.Start("cut", Name))
            {
                base.SetLength(value);
            }
        }
    }
}
