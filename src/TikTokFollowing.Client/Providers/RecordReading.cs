using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Providers;

/// <summary>Reads the records of a page, with the rules that all providers share.</summary>
internal static class RecordReading
{
    // Every sec_uid starts with it.
    private const string SecUidStart = "MS4wLjAB";

    // With fewer followers, a new account with a video may have no like yet.
    private const long FollowersThatLike = 10_000;

    /// <summary>
    /// Returns a page with the values that all providers state. A record without id, handle and sec_uid identifies no
    /// account and is skipped.
    /// </summary>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response.</param>
    /// <param name="records">The records in the response; null if it has none.</param>
    /// <param name="field">The name of the field that should contain them.</param>
    /// <param name="read">Reads the profile in a record.</param>
    /// <param name="stated">The cursor, the window of follow times and the total that the response states.</param>
    /// <exception cref="FollowingException">
    /// The response has no list of records, or has records but none is readable.
    /// </exception>
    public static ProviderPage PageOf(
        PageRequest page,
        ErrorResponse response,
        IReadOnlyList<JsonPart>? records,
        string field,
        Func<JsonPart, FollowedAccount> read,
        ProviderPage stated)
    {
        if (records is null)
        {
            throw Unexpected($"it has no {field}{response.Quote()}");
        }
        FollowedAccount[] accounts =
        [
            .. records.Select(ReadRecord)
                .Where(account => (account.Id ?? account.Handle ?? account.SecUid) is not null),
        ];
        if (records.Count > 0 && accounts.Length == 0)
        {
            throw Unexpected(
                $"none of its {Quantity.Of(records.Count, "record")} has an id, a handle or a sec_uid", records.Count);
        }
        int unreadable = records.Count - accounts.Length;
        return stated with
        {
            Accounts = accounts,
            CursorProblem = stated.HasMore == false ? null : stated.CursorProblem, // a list that ends needs no cursor
            // Records that cannot be read are charged as well.
            CreditsCharged = response.CreditsCharged
                ?? (unreadable > 0 && response.Facts.CreditsPerRecord > 0
                    ? response.Facts.PriceOf(records.Count)
                    : null),
            CreditsRemaining = response.CreditsRemaining,
            RequestId = response.RequestId,
            Warning = unreadable == 0
                ? null
                : $"{Quantity.Of(unreadable)} of {Quantity.Of(records.Count, "record")} on a page of the list of "
                    + $"{page.Query.Handle.Shown} at {response.Facts.Name} {(unreadable == 1 ? "was" : "were")} left "
                    + $"out: no id, handle or sec_uid can be read. {ProviderErrors.ReportIt}",
        };

        FollowedAccount ReadRecord(JsonPart record)
        {
            FollowedAccount account = read(record);
            (account.Id, account.SecUid) = Ids(account.Id, account.SecUid);
            RemoveContradictedZeros(account);
            account.FollowedBy = page.Query.Handle.Value;
            account.FollowedAfter = stated.FollowedAfter;
            account.FollowedBefore = stated.FollowedBefore;
            account.Provider = response.Facts.Name;
            account.RetrievedAt = page.RequestedAt;
            account.Raw = page.Query.IncludeRaw ? record.GetRawText() : null;
            return account;
        }

        FollowingException Unexpected(string detail, int count = 0) =>
            ProviderErrors.Of(FollowingErrorKind.UnexpectedResponse, page, response, detail, count);
    }

    /// <summary>Returns an empty page for a step of an id lookup. Its cursor requests the next step.</summary>
    public static ProviderPage LookupOf(ErrorResponse response, string cursor) => new()
    {
        IsLookup = true,
        NextCursor = cursor,
        CreditsCharged = response.CreditsCharged,
        CreditsRemaining = response.CreditsRemaining,
        RequestId = response.RequestId,
    };

    /// <summary>Returns an empty page for the error that requires a lookup. Its cursor requests the lookup.</summary>
    public static ProviderPage StartLookup(ErrorResponse response, PageRequest page) =>
        LookupOf(response, LookupCursor.Lookup(page.Cursor)) with
        {
            CreditsCharged = response.Charge(),
            Note = $"{response.Facts.Name} requires an id instead of a handle. Looking it up.",
        };

    /// <summary>Describes an empty list of a provider that returns hidden lists without an error.</summary>
    public static string DescribeEmptyList(PageRequest page, ProviderMetadata facts) =>
        $"{facts.Name} returned no accounts for {page.Query.Handle.Shown}. "
        + "It does not distinguish a hidden or private list from an empty one.";

    /// <summary>
    /// Returns the verification that texts state: true if one of them is not blank, false if all are blank, and null if
    /// none exists.
    /// </summary>
    // The text decides, because verification_type, which SociaVault documents, is unreliable. It is 1 in all of 21
    // observed records of unverified accounts, and 0 in a verified account's own record.
    public static bool? AnyText(params ReadOnlySpan<JsonPart> parts)
    {
        bool? found = null;
        foreach (JsonPart part in parts)
        {
            if (!string.IsNullOrWhiteSpace(part.Text()))
            {
                return true;
            }
            found = part.ValueKind == JsonValueKind.String ? false : found;
        }
        return found;
    }

    /// <summary>
    /// Returns the ids of a record. A sec_uid in the field of the numeric id is returned as the sec_uid.
    /// </summary>
    public static (string? Id, string? SecUid) Ids(string? id, string? secUid)
    {
        bool isSecUid = id?.StartsWith(SecUidStart, StringComparison.Ordinal) == true;
        return isSecUid ? (null, secUid ?? id) : (id, secUid);
    }

    /// <summary>
    /// Replaces a zero by null if another count contradicts it. TikTok and the providers write 0 for an unknown count.
    /// </summary>
    // Accounts that follow no account and like nothing are common.
    public static void RemoveContradictedZeros(FollowedAccount account)
    {
        // An account receives likes for its videos only.
        if (account.FollowerCount == 0 && (account.LikeCount > 0 || account.VideoCount > 0))
        {
            account.FollowerCount = null;
        }
        if (account.VideoCount == 0 && account.LikeCount > 0)
        {
            account.VideoCount = null;
        }
        if (account.LikeCount == 0 && account.VideoCount > 0 && account.FollowerCount >= FollowersThatLike)
        {
            account.LikeCount = null;
        }
    }
}
