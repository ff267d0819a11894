namespace TikTokFollowing.Client.Journals;

/// <summary>Opens a file without a buffer.</summary>
internal delegate Stream OpenFile(string path, FileMode mode, FileAccess access, FileShare share);

/// <summary>Provides what the files of journals and histories have in common.</summary>
internal static class DiskFile
{
    /// <summary>
    /// Gets the share mode of the only writer. Only Windows can allow readers and still stop a second writer.
    /// </summary>
    public static FileShare WriterShare => Path.DirectorySeparatorChar == '\\' ? FileShare.Read : FileShare.None;

    /// <summary>
    /// Opens a file without a buffer, which would write again, on closing, what a full disk has refused.
    /// </summary>
    public static Stream Open(string path, FileMode mode, FileAccess access, FileShare share) =>
        new FileStream(path, mode, access, share, bufferSize: 1);

    /// <summary>Writes a stream through to the disk.</summary>
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

    /// <summary>Runs an action whose failure has no consequence.</summary>
    public static void IgnoreErrors(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The caller states the reason.
        }
    }
}
