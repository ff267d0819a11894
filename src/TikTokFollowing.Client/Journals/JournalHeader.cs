using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Journals;

/// <summary>Identifies the list of a journal.</summary>
/// <param name="Provider">The name of the provider.</param>
/// <param name="Handle">The handle of the list.</param>
/// <param name="Cursor">The cursor of the first page; null for the start of the list.</param>
/// <param name="IsTrimmed">Indicates whether the pages are the smaller responses.</param>
/// <param name="IsFictitious">Indicates whether the accounts come from the sandbox.</param>
internal sealed record JournalHeader(
    string Provider, FollowingHandle Handle, string? Cursor, bool IsTrimmed, bool IsFictitious)
{
    /// <summary>Checks that a journal has this header.</summary>
    /// <exception cref="InvalidDataException">It is the journal of another list.</exception>
    public void Check(JsonPart header)
    {
        JournalFormat.CheckFormat(header);
        if ((header.Field("IsFictitious").Flag() ?? false) != IsFictitious)
        {
            throw new InvalidDataException(
                IsFictitious
                    ? "it has real accounts, but the sandbox returns fictitious ones."
                    : "it has the fictitious accounts of a sandbox.");
        }
        // TikTok's handles ignore case. A sec_uid does not.
        StringComparison comparison = Handle.Kind == HandleKind.SecUid
            ? StringComparison.Ordinal
            : StringComparison.OrdinalIgnoreCase;
        bool isThisList = header.Field("Provider").Text() == Provider
            && string.Equals(header.Field("Handle").Text(), Handle.Value, comparison)
            && (header.Field("Trim").Flag() ?? false) == IsTrimmed
            && header.Field("Cursor").Text() == Cursor;
        if (!isThisList)
        {
            string handle = TextSanitizer.Sanitize(header.Field("Handle").Text() ?? "?");
            string provider = TextSanitizer.Sanitize(header.Field("Provider").Text() ?? "?");
            throw new InvalidDataException($"it belongs to another list: @{handle} at {provider}.");
        }
    }
}
