using System;
using System.IO;

namespace TikTokFollowing.Client.Reporting;

/// <summary>The file of a report: the whole report or, when something goes wrong, what was there before.</summary>
internal static class ReportFile
{
    /// <summary>Whether a file could be made there, found out before anything is paid for.</summary>
    /// <exception cref="IOException">It could not.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not.</exception>
    public static void Probe(string path)
    {
        using FileStream probe = new(TemporaryName(path), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }

    /// <summary>Writes beside it first, and then puts it in its place in one step.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not be written.</exception>
    public static void Write(string path, FollowingReport report)
    {
        string temporary = TemporaryName(path);
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024))
            {
                ReportPage.Write(stream, report);
                stream.Flush(flushToDisk: true);
            }
            Replace(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Replace(string temporary, string path)
    {
#if NETFRAMEWORK
        if (File.Exists(path)) { File.Replace(temporary, path, null); }
        else { File.Move(temporary, path); }
#else
        File.Move(temporary, path, overwrite: true);
#endif
    }

    private static string TemporaryName(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():n}.tmp");
}
