namespace TikTokFollowing.Client.Journals;

/// <summary>Specifies the state of a <see cref="PageJournal"/>.</summary>
internal enum JournalState
{
    /// <summary>The header was not read.</summary>
    ReadingHeader,

    /// <summary>The header was read, and possibly some pages.</summary>
    ReadingPages,

    /// <summary>The saved pages are older than -MaxAge: the first page replaces them, and they are kept.</summary>
    Outdated,

    /// <summary>The journal is empty: the first page is appended with the header.</summary>
    AppendingHeader,

    /// <summary>All pages were read, and pages are appended.</summary>
    AppendingPages,

    /// <summary>A page could not be written, so no more pages are appended.</summary>
    WriteFailed,

    /// <summary>The journal cannot be used, and is not changed.</summary>
    Unusable,

    /// <summary>The stream is closed.</summary>
    Closed,
}
