using System.Globalization;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>Rejects queries that cannot work, before a request is sent and charged.</summary>
internal static class QueryValidator
{
    private static readonly DateTime s_earliestDate = new(2014, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime s_latestDate = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidRequest"/> or <see cref="FollowingErrorKind.InvalidHandle"/>
    /// </exception>
    public static void Check(ProviderMetadata facts, FollowingQuery query)
    {
        CheckPageSize(facts, query.PageSize);
        if (!facts.Accepts.Contains(query.Handle.Kind))
        {
            string kind = query.Handle.Kind switch
            {
                HandleKind.SecUid => "a sec_uid",
                HandleKind.NumericId => "a numeric id",
                _ => "a handle",
            };
            string advice = facts.Accepts.Contains(HandleKind.Name)
                ? "Specify the handle, or use -Provider UnifAPI."
                : "The accounts that another provider lists have their ids.";
            throw new FollowingException(
                FollowingErrorKind.InvalidHandle,
                facts.Name,
                $"'{query.Handle.Value}' is {kind}, and {facts.Name} accepts {DescribeAccepted(facts)} only. {advice}");
        }
        facts.Cursor?.Check(facts, query);
    }

    private static string DescribeAccepted(ProviderMetadata facts) =>
        string.Join(" and ", facts.Accepts.Select(kind => kind switch
        {
            HandleKind.SecUid => "sec_uids",
            HandleKind.NumericId => "numeric ids",
            _ => "handles",
        }));

    public static void CheckPageSize(ProviderMetadata facts, int? pageSize)
    {
        if (pageSize is null)
        {
            return;
        }
        if (!facts.SupportsPageSize)
        {
            throw Rejected(facts, $"{facts.Name} does not support a page size. Omit -PageSize.");
        }
        if (pageSize < 1)
        {
            throw Rejected(facts, $"-PageSize {pageSize} is too small; a page has at least 1 account.");
        }
        if (pageSize > facts.MaximumPageSize)
        {
            throw Rejected(
                facts, $"-PageSize {pageSize} is too large; {facts.Name} allows 1 to {facts.MaximumPageSize}.");
        }
    }

    public static void CheckMinTime(ProviderMetadata facts, long? minTime)
    {
        if (minTime is null)
        {
            return;
        }
        if (!facts.HasFollowTimes)
        {
            throw Rejected(
                facts,
                $"-MinTime is a follow time, but the cursors of {facts.Name} are not times. "
                + "Use -Cursor with the NextCursor of a page.");
        }
        if (minTime > 4_102_444_800)
        {
            throw Rejected(
                facts, $"-MinTime {minTime} is not in this century. It is in Unix seconds; are these milliseconds?");
        }
        if (minTime <= 0)
        {
            throw Rejected(
                facts, "-MinTime is a time in Unix seconds, above 0. To start with the newest follow, omit it.");
        }
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
            throw Rejected(
                facts,
                $"-Before requires follow times, but {facts.Name} does not return them. "
                + "Use SociaVault, ScrapeCreators or DumplingAI.");
        }
        CheckDate(facts, "-Before", before.Value);
        if (before > s_latestDate)
        {
            throw Rejected(facts, $"-Before {LocalTime.Format(before.Value)} is not in this century.");
        }
    }

    /// <summary>Checks the date at which a list stops.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="since">The date; null for the whole list.</param>
    /// <param name="now">The current time, in UTC.</param>
    public static void CheckSince(ProviderMetadata facts, DateTime? since, DateTime now)
    {
        if (since is null)
        {
            return;
        }
        if (!facts.HasFollowTimes)
        {
            throw Rejected(
                facts,
                $"-Since requires follow times, but {facts.Name} does not return them. "
                + "Use SociaVault, ScrapeCreators or DumplingAI.");
        }
        if (FollowTime.EarliestUtc(since.Value) > now)
        {
            throw Rejected(facts, $"-Since {LocalTime.Format(since.Value)} is in the future.");
        }
        CheckDate(facts, "-Since", since.Value);
    }

    private static void CheckDate(ProviderMetadata facts, string parameter, DateTime date)
    {
        if (date < s_earliestDate)
        {
            throw Rejected(
                facts,
                $"{parameter} {LocalTime.Format(date)} is before TikTok existed. Specify a date such as 2025-06-01; "
                + "PowerShell reads a bare number as ticks.");
        }
    }

    /// <summary>Checks a cursor, which is valid for one list of the provider that returned it.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="cursor">The cursor.</param>
    /// <param name="from">The provider that returned the cursor; null if it is unknown.</param>
    /// <param name="isShared">Indicates whether there are several handles.</param>
    public static void CheckCursor(ProviderMetadata facts, string? cursor, ProviderMetadata? from, bool isShared)
    {
        if (cursor is null)
        {
            return;
        }
        if (facts.HasFollowTimes && IsNotPositive(cursor))
        {
            throw Rejected(
                facts,
                $"-Cursor {cursor} is not a cursor of {facts.Name}, whose cursors are times above 0. "
                + "To start with the newest follow, omit it.");
        }
        if (isShared)
        {
            throw Rejected(
                facts,
                "One -Cursor cannot apply to several lists. "
                + "Specify one handle, or pipe in objects that have a Handle and a NextCursor.");
        }
        if (from is null || facts.CanUseCursorsOf(from))
        {
            return;
        }
        throw Rejected(
            facts,
            $"The cursor is from {from.Name}, and {facts.Name} cannot use it. "
            + $"To resume at {from.Name}, omit -Provider. To start again with {facts.Name}, specify the handle.");
    }

    public static void CheckTrim(ProviderMetadata facts, bool trim)
    {
        if (trim && !facts.SupportsTrim)
        {
            throw Rejected(facts, $"{facts.Name} does not support smaller responses. Omit -Trim.");
        }
    }

    /// <summary>
    /// Checks an address that replaces the provider's own. It receives the key, so only loopback can do without https.
    /// </summary>
    public static void CheckBaseUri(Uri? baseUri)
    {
        if (baseUri is null)
        {
            return;
        }
        if (!baseUri.IsAbsoluteUri || baseUri.Scheme is not ("https" or "http"))
        {
            throw Rejected(null, "-BaseUri must be an https address, such as https://gateway.example.com.");
        }
        if (baseUri.Scheme == "http" && !baseUri.IsLoopback)
        {
            throw Rejected(
                null,
                $"-BaseUri {baseUri.GetLeftPart(UriPartial.Authority)} would send the key unencrypted. "
                + "Use https; http is for this machine only (localhost, 127.0.0.1).");
        }
        if (baseUri.UserInfo.Length > 0)
        {
            throw Rejected(null, "-BaseUri must not contain a user name or a password; addresses end up in logs.");
        }
        if (baseUri.Query.Length > 0 || baseUri.Fragment.Length > 0)
        {
            throw Rejected(null, "-BaseUri must not contain '?' or '#': the parameters of the request follow it.");
        }
    }

    private static bool IsNotPositive(string cursor) =>
        long.TryParse(cursor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time) && time <= 0;

    private static FollowingException Rejected(ProviderMetadata? facts, string message) =>
        new(FollowingErrorKind.InvalidRequest, facts?.Name, message);
}
