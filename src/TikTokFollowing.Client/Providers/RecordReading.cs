using System;
using System.Collections.Generic;
using System.Linq;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Providers;

/// <summary>Reads the records of a page, with the rules that all providers share.</summary>
internal static class RecordReading
{
    // Every sec_uid starts with it.
    private const string SecUidStart = "MS4wLjAB";

    /// <summary>
    /// Returns a page with the values that all providers state. A record without id, handle and sec_uid identifies no
    /// account and is skipped.
    /// </summary>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response.</param>
    /// <param name="records">The records in the response; null if it has none.</param>
    /// <param name="field">The name of the field that should contain them.</param>
    /// <param name="read">Reads a record.</param>
    /// <param name="hasMore">True or false if the provider reports a next page or none.</param>
    /// <param name="next">The next cursor.</param>
    /// <param name="problem">The problem of the next cursor.</param>
    /// <exception cref="FollowingException">
    /// The response has no list of records, or has records but none is readable.
    /// </exception>
    public static ProviderPage PageOf(
        PageRequest page,
        ErrorResponse response,
        IReadOnlyList<JsonPart>? records,
        string field,
        Func<JsonPart, FollowedAccount> read,
        bool? hasMore,
        string? next,
        string? problem)
    {
        if (records is null)
        {
            throw Unexpected($"it has no {field}{response.Quote()}");
        }
        FollowedAccount[] accounts =
        [
            .. records.Select(read).Where(account => (account.Id ?? account.Handle ?? account.SecUid) is not null),
        ];
        if (records.Count > 0 && accounts.Length == 0)
        {
            throw Unexpected(
                $"none of its {Quantity.Of(records.Count, "record")} has an id, a handle or a sec_uid", records.Count);
        }
        int unreadable = records.Count - accounts.Length;
        return new ProviderPage
        {
            Accounts = accounts,
            HasMore = hasMore,
            NextCursor = next,
            CursorProblem = hasMore == false ? null : problem, // a list that ends needs no cursor
            CreditsCharged = StatedValues.CreditsCharged(response.Body),
            CreditsRemaining = StatedValues.CreditsRemaining(response.Body),
            RequestId = StatedValues.RequestId(response.Body),
            Warning = unreadable == 0
                ? null
                : $"{Quantity.Of(unreadable)} of {Quantity.Of(records.Count, "record")} on a page of the list of "
                    + $"{page.Query.Handle.Shown} at {response.Facts.Name} {(unreadable == 1 ? "was" : "were")} left "
                    + $"out: no id, handle or sec_uid can be read. {ProviderErrors.ReportIt}",
        };

        FollowingException Unexpected(string detail, int count = 0) =>
            ProviderErrors.Of(FollowingErrorKind.UnexpectedResponse, page, response, detail, count);
    }

    /// <summary>
    /// Returns the ids of a record. A sec_uid in the field of the numeric id is returned as the sec_uid.
    /// </summary>
    public static (string? Id, string? SecUid) Ids(string? id, string? secUid)
    {
        bool isSecUid = id?.StartsWith(SecUidStart, StringComparison.Ordinal) == true;
        return isSecUid ? (null, secUid ?? id) : (id, secUid);
    }
}
