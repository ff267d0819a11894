namespace TikTokFollowing.Client.Journals;

/// <summary>Writes streams through to the disk.</summary>
internal static class DiskFlush
{
    public static void Flush(Stream stream)
    {
        if (stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            stream.Flush();
        }
    }
}
