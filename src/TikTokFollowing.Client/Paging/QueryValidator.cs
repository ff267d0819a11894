using System;
using System.Globalization;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>What can be known to be wrong before anything is asked, and paid for.</summary>
internal static class QueryValidator
{
    private static readonly DateTime s_earliestDate = new(2014, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime s_latestDate = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/> or <see cref="FollowingErrorKind.InvalidHandle"/></exception>
    public static void Check(ProviderMetadata facts, FollowingQuery query)
    {
        CheckPageSize(facts, query.PageSize);
        if (query.Handle.Kind != HandleKind.Name && !facts.AcceptsId)
        {
            string kind = query.Handle.Kind == HandleKind.SecUid ? "a sec_uid" : "a numeric id";
            throw new FollowingException(
                FollowingErrorKind.InvalidHandle, facts.Name, $"'{query.Handle.Value}' is {kind}, and {facts.Name} takes handles only. Give the handle, or use -Provider UnifAPI.");
        }
    }

    public static void CheckPageSize(ProviderMetadata facts, int? pageSize)
    {
        if (pageSize is null) { return; }
        if (!facts.SupportsPageSize) { throw Refused(facts, $"{facts.Name} chooses the size of its pages itself. Leave -PageSize out."); }
        if (pageSize < 1) { throw Refused(facts, $"-PageSize {pageSize} is too small; a page has at least 1 account."); }
        if (pageSize > facts.MaximumPageSize) { throw Refused(facts, $"-PageSize {pageSize} is too large; {facts.Name} allows 1 to {facts.MaximumPageSize}."); }
    }

    public static void CheckMinTime(ProviderMetadata facts, long? minTime)
    {
        if (minTime is null) { return; }
        if (!facts.HasFollowTimes)
        {
            throw Refused(facts, $"-MinTime is a follow time, and the cursor of {facts.Name} is none. Use -Cursor with the NextCursor of a page.");
        }
        if (minTime > 4_102_444_800) { throw Refused(facts, $"-MinTime {minTime} is not in this century. It is in Unix seconds; are these milliseconds?"); }
        if (minTime <= 0) { throw Refused(facts, "-MinTime is a time in Unix seconds, above 0. Leave it out to start with the newest follow."); }
    }

    /// <summary>Checks a start that is given as a date.</summary>
    public static void CheckBefore(ProviderMetadata facts, DateTime? before)
    {
        if (before is null)
        {
            return;
        }
        if (!facts.HasFollowTimes)
        {
            throw Refused(facts, $"-Before needs follow times, and {facts.Name} has none. SociaVault, ScrapeCreators and DumplingAI have.");
        }
        CheckDate(facts, "-Before", before.Value);
        if (before > s_latestDate)
        {
            throw Refused(facts, $"-Before {LocalTime.Format(before.Value)} is not in this century.");
        }
    }

    /// <summary>Checks where a list is to stop.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="since">The date as given; null reads the whole list.</param>
    /// <param name="now">The current time, in UTC.</param>
    public static void CheckSince(ProviderMetadata facts, DateTime? since, DateTime now)
    {
        if (since is null)
        {
            return;
        }
        if (!facts.HasFollowTimes)
        {
            throw Refused(facts, $"-Since needs follow times, and {facts.Name} has none. SociaVault, ScrapeCreators and DumplingAI have.");
        }
        if (FollowTime.EarliestUtc(since.Value) > now)
        {
            throw Refused(facts, $"-Since {LocalTime.Format(since.Value)} is in the future.");
        }
        CheckDate(facts, "-Since", since.Value);
    }

    private static void CheckDate(ProviderMetadata facts, string parameter, DateTime date)
    {
        if (date < s_earliestDate)
        {
            throw Refused(
                facts,
                $"{parameter} {LocalTime.Format(date)} is before TikTok existed. Give a date such as 2025-06-01; PowerShell reads a bare number as ticks.");
        }
    }

    /// <summary>A cursor goes on in one list, of the provider that gave it.</summary>
    /// <param name="facts">Who is asked.</param>
    /// <param name="cursor">The cursor.</param>
    /// <param name="from">Who gave it, where that is known.</param>
    /// <param name="isShared">It was given for several handles.</param>
    public static void CheckCursor(ProviderMetadata facts, string? cursor, ProviderMetadata? from, bool isShared)
    {
        if (cursor is null) { return; }
        if (facts.HasFollowTimes && long.TryParse(cursor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time) && time <= 0)
        {
            throw Refused(facts, $"-Cursor {cursor} is no place in a list: the cursors of {facts.Name} are times, above 0. Leave it out to start with the newest follow.");
        }
        if (isShared) { throw Refused(facts, "One -Cursor cannot be a place in several lists. Give one handle, or pipe in objects with a Handle and a NextCursor each."); }
        // A follow time means the same to every provider that has them.
        if (from is null || from == facts || (from.HasFollowTimes && facts.HasFollowTimes)) { return; }
        throw Refused(facts, $"The place to go on from was given by {from.Name}, and means nothing to {facts.Name}. Leave -Provider out to go on there, or give the handle to start anew with {facts.Name}.");
    }

    public static void CheckTrim(ProviderMetadata facts, bool trim)
    {
        if (trim && !facts.SupportsTrim) { throw Refused(facts, $"{facts.Name} has no smaller answer. Leave -Trim out."); }
    }

    /// <summary>The address given in place of the provider's own: the key goes there, so it must be https, but for this machine itself.</summary>
    public static void CheckBaseUri(Uri? baseUri)
    {
        if (baseUri is null) { return; }
        if (!baseUri.IsAbsoluteUri || baseUri.Scheme is not ("https" or "http")) { throw Refused(null, "-BaseUri must be an https address, such as https://gateway.example.com."); }
        if (baseUri.Scheme == "http" && !baseUri.IsLoopback)
        {
            throw Refused(null, $"-BaseUri {baseUri.GetLeftPart(UriPartial.Authority)} would send the key unencrypted. Use https; http is for this machine only (localhost, 127.0.0.1).");
        }
        if (baseUri.UserInfo.Length > 0) { throw Refused(null, "-BaseUri must not hold a user name or a password; addresses end up in logs."); }
        if (baseUri.Query.Length > 0 || baseUri.Fragment.Length > 0) { throw Refused(null, "-BaseUri must end before any '?' or '#'; the request's own parameters come after it."); }
    }

    private static FollowingException Refused(ProviderMetadata? facts, string message) => new(FollowingErrorKind.InvalidRequest, facts?.Name, message);
}
