using System.Globalization;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Journals;

/// <summary>Names and opens the files of journals.</summary>
internal static class JournalFile
{
    /// <summary>Advises on a file that is not the journal of the list.</summary>
    public const string Advice = "It was not changed. Move it to another folder, or specify another -CheckpointPath.";

    /// <summary>Opens the journal of a list, or creates it.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.CheckpointUnusable"/></exception>
    public static PageJournal Open(JournalOptions options, string provider, FollowingQuery query, ClientLog log)
    {
        string path = Path.Combine(options.Folder, GetName(provider, query));
        JournalHeader header = new(provider, query.Handle, query.Cursor, query.Trim, options.IsFictitious);
        try
        {
            return new PageJournal(Open(options, path), path, header, log);
        }
        catch (InvalidDataException e)
        {
            throw CreateError(provider, path, $"{e.Message} {Advice}", e);
        }
        catch (Exception e) when (e
            is IOException
            or UnauthorizedAccessException
            or NotSupportedException
            or ArgumentException)
        {
            string advice = e is IOException && File.Exists(path)
                ? "If another command uses this journal, wait until it ends. Only one can use it at a time."
                : "Check the folder in -CheckpointPath.";
            throw CreateError(provider, path, $"{TextSanitizer.Sanitize(e.Message)} {advice}", e);
        }
    }

    /// <summary>
    /// Returns the name of a journal, such as <c>SociaVault.someone.jsonl</c>. A list that starts at a cursor, or of
    /// smaller responses, has a journal of its own. No handle contains a plus sign.
    /// </summary>
    public static string GetName(string provider, FollowingQuery query)
    {
        // Handles ignore case at TikTok, and file names do on some systems. A sec_uid does not.
        string handle = query.Handle.Kind == HandleKind.SecUid
            ? "sec_uid-" + ShortHash.Of(query.Handle.Value)
            : query.Handle.Value.ToLower(CultureInfo.InvariantCulture);
        string start = query.Cursor is not string cursor ? ""
            : IsNumber(cursor) ? "+from-" + cursor
            : "+from-" + ShortHash.Of(cursor);
        return $"{provider}.{handle}{(query.Trim ? "+trim" : "")}{start}.jsonl";
    }

    /// <summary>Creates the error for a journal that cannot be used.</summary>
    public static FollowingException CreateError(string provider, string path, string reason, Exception? e) =>
        new(FollowingErrorKind.CheckpointUnusable, provider, $"The journal {path} cannot be used: {reason}", e);

    private static Stream Open(JournalOptions options, string path)
    {
        Directory.CreateDirectory(options.Folder);
        try
        {
            RegularFile.ThrowIfOther(path);
        }
        catch (IOException e)
        {
            throw new InvalidDataException(e.Message, e); // unlike a file in use, it does not help to wait
        }
        try
        {
            return options.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, DiskFile.WriterShare);
        }
        catch (Exception e) when (IsWriteProtection(e) && File.Exists(path))
        {
            return options.Open(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
    }

    // A file without write permission, or a file on a read-only medium. A file in use has another code.
    private static bool IsWriteProtection(Exception e)
    {
        const int ReadOnlyFileSystem = 30; // EROFS
        const int WriteProtected = unchecked((int)0x80070013); // ERROR_WRITE_PROTECT
        return e is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem or WriteProtected };
    }

    private static bool IsNumber(string cursor) =>
        cursor.Length <= 20 && cursor.All(static c => c is >= '0' and <= '9');
}
