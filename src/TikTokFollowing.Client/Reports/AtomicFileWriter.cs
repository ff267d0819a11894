using System.Text;

namespace TikTokFollowing.Client.Reports;

/// <summary>Writes files. A target has either its old content or the complete new one, never a part.</summary>
internal static class AtomicFileWriter
{
    // Both precede all account data in report.html, so account data cannot forge them.
    private const string Start = "<!doctype html>";
    private const string Mark = "<meta name=\"generator\" content=\"TikTokFollowing report\">";
    private const int MarkedLength = 512;

    /// <summary>Indicates whether the first bytes of a file identify it as a report of this module.</summary>
    /// <returns>True for a report; false for any other, empty or unreadable file.</returns>
    public static bool IsReport(string path) => HasMark(path, Start, Mark);

    /// <summary>Indicates whether the first bytes of a file identify it as one of this module.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">The start of the file.</param>
    /// <param name="mark">A text in its first bytes, before all account data.</param>
    /// <returns>True for a file of this module; false for any other, empty or unreadable file.</returns>
    public static bool HasMark(string path, string start, string mark)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
            char[] first = new char[MarkedLength];
            string text = new(first, 0, reader.ReadBlock(first, 0, MarkedLength));
            return text.StartsWith(start, StringComparison.Ordinal) && text.Contains(mark, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Creates and deletes a file in the folder of a file, before any page is charged.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public static void Probe(string path)
    {
        using FileStream probe = new(
            TemporaryName(path),
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 1,
            FileOptions.DeleteOnClose);
    }

    /// <summary>Writes a file next to its target, then moves it there in one step.</summary>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="replaces">True to replace an existing file, also a read-only one.</param>
    /// <exception cref="IOException">
    /// The file cannot be written, or a file exists and <paramref name="replaces"/> is false.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write, bool replaces = true)
    {
        string temporary = TemporaryName(path);
        try
        {
            using (FileStream stream = new(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            if (replaces && File.Exists(path))
            {
                Replace(temporary, path);
            }
            else
            {
                File.Move(temporary, path);
            }
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // Windows does not replace a read-only file. After a failure the attribute is restored.
    private static void Replace(string temporary, string path)
    {
        FileAttributes attributes = File.GetAttributes(path);
        bool isReadOnly = (attributes & FileAttributes.ReadOnly) != 0;
        if (isReadOnly)
        {
            File.SetAttributes(path, attributes & ~FileAttributes.ReadOnly);
        }
        try
        {
#if NETFRAMEWORK
            File.Replace(temporary, path, null);
#else
            File.Move(temporary, path, overwrite: true);
#endif
        }
        catch
        {
            if (isReadOnly)
            {
                File.SetAttributes(path, attributes);
            }
            throw;
        }
    }

    private static string TemporaryName(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():n}.tmp");
}
