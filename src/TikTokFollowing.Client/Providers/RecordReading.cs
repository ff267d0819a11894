using System;
using System.Collections.Generic;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Providers;

/// <summary>Reads the records of a page, with the rules that all providers share.</summary>
internal static class RecordReading
{
    // Every sec_uid starts with it.
    private const string SecUidStart = "MS4wLjAB";

    /// <summary>
    /// Returns the accounts in a list of records. A record without id, handle and sec_uid identifies no account and is
    /// skipped.
    /// </summary>
    /// <param name="records">The records.</param>
    /// <param name="read">Reads a record.</param>
    /// <param name="unreadable">The number of skipped records.</param>
    public static IReadOnlyList<FollowedAccount> AccountsOf(
        IReadOnlyList<JsonPart> records, Func<JsonPart, FollowedAccount> read, out int unreadable)
    {
        List<FollowedAccount> accounts = new(records.Count);
        foreach (JsonPart record in records)
        {
            FollowedAccount account = read(record);
            if ((account.Id ?? account.Handle ?? account.SecUid) is not null)
            {
                accounts.Add(account);
            }
        }
        unreadable = records.Count - accounts.Count;
        return accounts;
    }

    /// <summary>Returns the accounts of a page.</summary>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response.</param>
    /// <param name="records">The records in the response.</param>
    /// <param name="read">Reads a record.</param>
    /// <param name="warning">A warning about the skipped records; null if there are none.</param>
    /// <exception cref="FollowingException">The response has records, but none is readable.</exception>
    public static IReadOnlyList<FollowedAccount> AccountsOf(
        PageRequest page,
        ErrorResponse response,
        IReadOnlyList<JsonPart> records,
        Func<JsonPart, FollowedAccount> read,
        out string? warning)
    {
        IReadOnlyList<FollowedAccount> accounts = AccountsOf(records, read, out int unreadable);
        if (records.Count > 0 && accounts.Count == 0)
        {
            string detail = $"none of its {Quantity.Of(records.Count, "record")} has an id, a handle or a sec_uid";
            throw ProviderErrors.Of(
                FollowingErrorKind.UnexpectedResponse, page, response, detail, records.Count);
        }
        warning = unreadable == 0
            ? null
            : $"{Quantity.Of(unreadable)} of {Quantity.Of(records.Count, "record")} on a page of the list of "
                + $"{page.Query.Handle.Shown} at {response.Facts.Name} {(unreadable == 1 ? "was" : "were")} left out: "
                + $"no id, handle or sec_uid can be read. {ProviderErrors.ReportIt}";
        return accounts;
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
