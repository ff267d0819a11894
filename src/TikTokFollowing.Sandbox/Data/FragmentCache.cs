using System;
using System.Collections.Concurrent;
using System.Threading;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// The written accounts of a page: the large part of an answer, and the part that does not change. Simply emptied when it is full, since a walk
/// through a list longer than that would not meet its old pages anyway.
/// </summary>
internal sealed class FragmentCache
{
    private const long MostBytes = 48L * 1024 * 1024;
    private const int EntryBytes = 200; // what an entry takes beside its bytes: a list without accounts has none

    private readonly ConcurrentDictionary<(string Shape, ulong Owner, int PageSize, int First, int End), byte[]> _fragments = new();
    private long _bytes;

    /// <param name="shape">Which wire: provider and trim.</param>
    /// <param name="list">Whose accounts.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="end">One behind the last.</param>
    /// <param name="write">Writes them where the cache has none.</param>
    public byte[] Get(string shape, FollowList list, int first, int end, Func<byte[]> write)
    {
        (string, ulong, int, int, int) key = (shape, list.OwnerId, list.PageSize, first, end);
        if (_fragments.TryGetValue(key, out byte[]? known))
        {
            return known;
        }

        byte[] written = write();
        long size = written.Length + EntryBytes;
        if (Interlocked.Add(ref _bytes, size) > MostBytes)
        {
            _fragments.Clear();
            Interlocked.Exchange(ref _bytes, size);
        }

        _fragments.TryAdd(key, written);
        return written;
    }
}
