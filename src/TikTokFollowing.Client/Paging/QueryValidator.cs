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
            string accepted = string.Join(" and ", facts.Accepts.Select(static kind => NameOf(kind) + "s"));
            string advice = facts.Accepts.Contains(HandleKind.Name)
                ? "Specify the handle, or use -Provider UnifAPI."
                : "The accounts that another provider lists have their ids.";
            throw new FollowingException(
                FollowingErrorKind.InvalidHandle,
                facts.Name,
                $"'{query.Handle.Value}' is a {NameOf(query.Handle.Kind)}, and {facts.Name} accepts {accepted} only. "
                    + advice);
        }
        facts.Cursor?.Check(facts, query);
    }

    private static string NameOf(HandleKind kind) => kind switch
    {
        HandleKind.SecUid => "sec_uid",
        HandleKind.NumericId => "numeric id",
        _ => "handle",
    };

    public static void CheckPageSize(ProviderMetadata facts, int? pageSize) => ThrowIf(facts, pageSize switch
    {
        null => null,
        _ when !facts.SupportsPageSize => $"{facts.Name} does not support a page size. Omit -PageSize.",
        < 1 => $"-PageSize {pageSize} is too small; a page has at least 1 account.",
        _ when pageSize > facts.MaximumPageSize =>
            $"-PageSize {pageSize} is too large; {facts.Name} allows 1 to {facts.MaximumPageSize}.",
        _ => null,
    });

    public static void CheckMinTime(ProviderMetadata facts, long? minTime) => ThrowIf(facts, minTime switch
    {
        null => null,
        _ when !facts.HasFollowTimes =>
            $"-MinTime is a follow time, but the cursors of {facts.Name} are not times. "
            + "Use -Cursor with the NextCursor of a page.",
        > 4_102_444_800 =>
            $"-MinTime {minTime} is not in this century. It is in Unix seconds; are these milliseconds?",
        <= 0 => "-MinTime is a time in Unix seconds, above 0. To start with the newest follow, omit it.",
        _ => null,
    });

    /// <summary>Checks a start that is given as a date.</summary>
    public static void CheckBefore(ProviderMetadata facts, DateTime? before) => ThrowIf(
        facts,
        DescribeProblem(facts, "-Before", before)
            ?? (before > s_latestDate ? $"-Before {LocalTime.Format(before)} is not in this century." : null));

    /// <summary>Checks the date at which a list stops.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="since">The date; null for the whole list.</param>
    /// <param name="now">The current time, in UTC.</param>
    public static void CheckSince(ProviderMetadata facts, DateTime? since, DateTime now) => ThrowIf(
        facts,
        DescribeProblem(facts, "-Since", since)
            ?? (since is DateTime date && FollowTime.EarliestUtc(date) > now
                ? $"-Since {LocalTime.Format(date)} is in the future."
                : null));

    private static string? DescribeProblem(ProviderMetadata facts, string parameter, DateTime? date) => date switch
    {
        null => null,
        _ when !facts.HasFollowTimes =>
            $"{parameter} requires follow times, but {facts.Name} does not return them. "
            + "Use SociaVault, ScrapeCreators or DumplingAI.",
        _ when date < s_earliestDate =>
            $"{parameter} {LocalTime.Format(date)} is before TikTok existed. Specify a date such as 2025-06-01; "
            + "PowerShell reads a bare number as ticks.",
        _ => null,
    };

    /// <summary>Checks a cursor, which is valid for one list of the provider that returned it.</summary>
    /// <param name="facts">The provider.</param>
    /// <param name="cursor">The cursor.</param>
    /// <param name="from">The provider that returned the cursor; null if it is unknown.</param>
    /// <param name="isShared">Indicates whether there are several handles.</param>
    public static void CheckCursor(
        ProviderMetadata facts, string? cursor, ProviderMetadata? from, bool isShared) => ThrowIf(facts, cursor switch
    {
        null => null,
        _ when facts.HasFollowTimes && IsNotPositive(cursor) =>
            $"-Cursor {cursor} is not a cursor of {facts.Name}, whose cursors are times above 0. "
            + "To start with the newest follow, omit it.",
        _ when isShared =>
            "One -Cursor cannot apply to several lists. "
            + "Specify one handle, or pipe in objects that have a Handle and a NextCursor.",
        _ when from is not null && !facts.CanUseCursorsOf(from) =>
            $"The cursor is from {from.Name}, and {facts.Name} cannot use it. "
            + $"To resume at {from.Name}, omit -Provider. To start again with {facts.Name}, specify the handle.",
        _ => null,
    });

    public static void CheckTrim(ProviderMetadata facts, bool trim) => ThrowIf(
        facts,
        trim && !facts.SupportsTrim ? $"{facts.Name} does not support smaller responses. Omit -Trim." : null);

    /// <summary>
    /// Checks an address that replaces the provider's own. It receives the key, so only loopback can do without https.
    /// </summary>
    public static void CheckBaseUri(Uri? baseUri) => ThrowIf(null, baseUri switch
    {
        null => null,
        { IsAbsoluteUri: false } or { Scheme: not ("https" or "http") } =>
            "-BaseUri must be an https address, such as https://gateway.example.com.",
        { Scheme: "http", IsLoopback: false } =>
            $"-BaseUri {baseUri.GetLeftPart(UriPartial.Authority)} would send the key unencrypted. "
            + "Use https; http is for this machine only (localhost, 127.0.0.1).",
        { UserInfo.Length: > 0 } =>
            "-BaseUri must not contain a user name or a password; addresses end up in logs.",
        { Query.Length: > 0 } or { Fragment.Length: > 0 } =>
            "-BaseUri must not contain '?' or '#': the parameters of the request follow it.",
        _ => null,
    });

    private static bool IsNotPositive(string cursor) =>
        long.TryParse(cursor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time) && time <= 0;

    private static void ThrowIf(ProviderMetadata? facts, string? problem)
    {
        if (problem is not null)
        {
            throw new FollowingException(FollowingErrorKind.InvalidRequest, facts?.Name, problem);
        }
    }
}
