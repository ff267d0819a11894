namespace TikTokFollowing.Client.Journals;

/// <summary>Represents a method that opens a file. Tests replace it to simulate failures of the disk.</summary>
internal delegate Stream OpenFile(string path, FileMode mode, FileAccess access, FileShare share);

/// <summary>Provides the file operations that journals and histories share.</summary>
internal static class DiskFile
{
    /// <summary>
    /// Gets the share mode of the only writer. Only Windows can allow readers and still stop a second writer.
    /// </summary>
    public static FileShare WriterShare => Path.DirectorySeparatorChar == '\\' ? FileShare.Read : FileShare.None;

    /// <summary>
    /// Opens a file without a buffer. On closing, a buffer would again write data that did not fit on the disk.
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

    /// <summary>Runs an action, and ignores its file errors.</summary>
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
