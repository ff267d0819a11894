using System;
using System.IO;
using System.Reflection;
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>
/// A file on a disk that fills up. A real one cannot be had in a test that runs as root; so this one is put in the place of the journal's own, which has no other way in.
/// </summary>
internal sealed class RefusingFile(string path) : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1)
{
    /// <summary>So many bytes still fit.</summary>
    public int Room { get; set; }

    public bool RefusesFlush { get; set; }

    public bool RefusesToShorten { get; set; }

    public int Writes { get; private set; }

    /// <summary>Takes over the file of a list that has begun.</summary>
    public static RefusingFile PutInto(FollowingList list, string path)
    {
        PageJournal journal = (PageJournal)Field(typeof(FollowingList), "_journal").GetValue(list)!;
        FieldInfo file = Field(typeof(PageJournal), "_file");
        ((FileStream)file.GetValue(journal)!).Dispose();
        RefusingFile refusing = new(path);
        file.SetValue(journal, refusing);
        return refusing;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Writes++;
        int fits = Math.Min(Room, count);
        base.Write(buffer, offset, fits);
        Room -= fits;
        if (fits < count) { throw new IOException("No space left on device\u001b[31m"); }
    }

    public override void Flush(bool flushToDisk)
    {
        if (RefusesFlush) { throw new IOException("Input/output error"); }
        base.Flush(flushToDisk);
    }

    public override void SetLength(long value)
    {
        if (RefusesToShorten) { throw new IOException("Read-only file system"); }
        base.SetLength(value);
    }

    private static FieldInfo Field(Type type, string name) =>
        type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic) ?? throw new InvalidOperationException($"{type.Name} has no {name} any more: change this double.");
}
