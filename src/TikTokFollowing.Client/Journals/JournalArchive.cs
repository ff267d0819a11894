using System.Globalization;

namespace TikTokFollowing.Client.Journals;

/// <summary>
/// Keeps the pages of a journal under a dated name, so that its list can be fetched again. They are copied before a
/// page is charged, and get their name only when there is a page to replace them. The journal is copied and not
/// renamed: it stays locked, and Windows does not rename an open file.
/// </summary>
internal sealed class JournalArchive : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly DateTime _readAtUtc;

    /// <summary>Copies a journal.</summary>
    /// <param name="journal">The open journal.</param>
    /// <param name="path">Its path.</param>
    /// <param name="readAtUtc">The time of its first page, in UTC.</param>
    /// <param name="open">Opens the copy.</param>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The copy cannot be written.</exception>
    public JournalArchive(Stream journal, string path, DateTime readAtUtc, OpenFile open)
    {
        _path = path;
        _readAtUtc = readAtUtc;
        // The lock of the journal includes this name. A copy that remained after a crash is replaced.
        _temporary = path + ".tmp";
        RegularFile.ThrowIfOther(_temporary);
        try
        {
            using Stream copy = open(_temporary, FileMode.Create, FileAccess.Write, FileShare.None);
            journal.Position = 0;
            journal.CopyTo(copy);
            DiskFile.Flush(copy);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gives the copy its name.</summary>
    /// <returns>The path of the copy.</returns>
    /// <exception cref="IOException">The copy cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">The copy cannot be renamed.</exception>
    public string Complete()
    {
        string path = GetFreeName();
        File.Move(_temporary, path);
        return path;
    }

    /// <summary>Deletes the copy if it has no name yet.</summary>
    public void Dispose() => DiskFile.IgnoreErrors(() => File.Delete(_temporary)); // the next copy replaces it

    // Names of one length are in the order of their times in every culture. Windows allows no colon.
    private string GetFreeName()
    {
        string start = Path.ChangeExtension(_path, null);
        string extension = Path.GetExtension(_path);
        for (DateTime time = _readAtUtc; ; time = time.AddMilliseconds(1))
        {
            string date = time.ToString("yyyy-MM-dd'T'HH-mm-ss.fff'Z'", CultureInfo.InvariantCulture);
            string path = $"{start}+{date}{extension}";
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                return path;
            }
        }
    }
}
