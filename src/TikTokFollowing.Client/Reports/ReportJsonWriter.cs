using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Reports;

/// <summary>
/// Writes the contents of a report as JSON for its script. Columns take half the size of objects; a column without
/// values is null. The JSON contains no <c>&lt;</c>, so no text can end its element. Half a surrogate pair becomes
/// U+FFFD.
/// </summary>
internal static class ReportJsonWriter
{
    private static readonly DateTime s_epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly JsonSerializerOptions s_options =
        new() { Encoder = JavaScriptEncoder.Create(ReadableCharacters()) };

    public static void Write(
        Stream stream,
        FollowingReport report,
        ReportEntries entries,
        IReadOnlyList<FollowerGrowth>? growths,
        ReportOverlap? overlap)
    {
        FollowedAccount[] changed = [.. report.Changes.Select(change => change.Account)];
        IEnumerable<string> providers = report.AllAccounts.Select(account => account.Provider)
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(name => name, StringComparer.OrdinalIgnoreCase);
        IEnumerable<long?> times = report.AllAccounts.Select(
            account => account.RetrievedAt == default ? null : Milliseconds(account.RetrievedAt));
        Dictionary<string, object?> data = new(StringComparer.Ordinal)
        {
            ["createdAt"] = report.CreatedAt.ToUnixTimeMilliseconds(),
            ["providers"] = providers,
            ["readFrom"] = times.Min(),
            ["readTo"] = times.Max(),
            ["summary"] = Summarize(report, entries),
            ["accounts"] = DescribeAccounts(entries, entries.Rows),
            ["changed"] = DescribeAccounts(entries, changed),
            ["changes"] = report.Changes.Select(change => new
            {
                kind = change.Kind,
                edits = change.Edits.Select(edit => (string?[])[edit.Property, edit.Before, edit.Now]),
            }),
        };
        if (growths is not null)
        {
            data["history"] = DescribeHistory(report.Changes, growths);
        }
        if (overlap is not null)
        {
            data["overlap"] = DescribeOverlap(overlap);
        }
        JsonSerializer.Serialize(stream, data, s_options);
    }

    /// <summary>Returns the name for the address of a profile; null if the account has no valid one.</summary>
    internal static string? ProfileName(FollowedAccount account) =>
        NameIn(account.Handle) ?? NameIn(account.ProfileUrl);

    private static string? NameIn(string? text)
    {
        try
        {
            return text?.Length > 0 && FollowingHandle.Parse(text) is { Kind: HandleKind.Name } handle
                ? handle.Value
                : null;
        }
        catch (FollowingException)
        {
            return null;
        }
    }

    private static Dictionary<string, object?> Summarize(FollowingReport report, ReportEntries entries)
    {
        ReportSummary summary = new(entries);
        Dictionary<string, object?> data = new(StringComparer.Ordinal) { ["entries"] = summary.Entries };
        if (entries.ReplacedCount > 0)
        {
            data["replaced"] = entries.ReplacedCount;
        }
        data["accounts"] = summary.Accounts;
        data["lists"] = summary.Lists;
        data["inSeveralLists"] = summary.InSeveralLists;
        data["verified"] = summary.Verified;
        data["private"] = summary.Private;
        data["followersKnown"] = summary.Followers.Count;
        data["medianFollowers"] = summary.MedianFollowers;
        data["totalFollowers"] = summary.TotalFollowers;
        data["histogram"] = summary.Histogram.Select(bucket => (long[])[bucket.Key, bucket.Value]);
        data["regions"] = summary.Regions.Select(region => (object[])[region.Key, region.Value]);
        if (summary.Timeline is FollowTimeline timeline)
        {
            data["timeline"] = new
            {
                unit = timeline.Unit.ToString(),
                known = timeline.Known,
                starts = timeline.Starts.Select(start => Milliseconds(start)),
                counts = timeline.Counts.Select(count => Math.Round(count, 2)),
            };
        }
        data["changes"] = report.Changes.GroupBy(change => change.Kind)
            .Select(group => (object[])[group.Key, group.Count()]);
        return data;
    }

    private static object DescribeAccounts(ReportEntries entries, IReadOnlyList<FollowedAccount> accounts)
    {
        return new
        {
            handle = Column(account => account.Handle),
            profile = Column(ProfileName),
            displayName = Column(account => account.DisplayName),
            id = Column(account => account.Id),
            bio = Column(account => account.Bio),
            isVerified = Column(account => account.IsVerified),
            isPrivate = Column(account => account.IsPrivate),
            region = Column(account => account.Region),
            followers = Column(account => account.FollowerCount),
            following = Column(account => account.FollowingCount),
            likes = Column(account => account.LikeCount),
            videos = Column(account => account.VideoCount),
            position = Column(account => account.Position > 0 ? account.Position : (int?)null),
            list = Indexed(
                account => account.FollowedBy.Length > 0 ? entries.SpellingOf(account.FollowedBy) : null,
                name => name),
            window = Indexed(
                account => account is { FollowedAfter: null, FollowedBefore: null }
                    ? null
                    : Tuple.Create(Milliseconds(account.FollowedAfter), Milliseconds(account.FollowedBefore)),
                window => (long?[])[window.Item1, window.Item2]),
        };

        T[]? Column<T>(Func<FollowedAccount, T> read)
        {
            T[] values = [.. accounts.Select(read)];
            return values.Any(value => value is not null) ? values : null;
        }

        // Many accounts share a value, so each value is written once and each account has its index.
        object Indexed<T>(Func<FollowedAccount, T?> read, Func<T, object> show)
            where T : class
        {
            T?[] values = [.. accounts.Select(read)];
            Dictionary<T, int> places = [];
            foreach (T value in values.OfType<T>().Distinct())
            {
                places.Add(value, places.Count);
            }
            return new
            {
                values = places.Keys.Select(show),
                of = places.Count == 0 ? null : values.Select(value => value is null ? (int?)null : places[value]),
            };
        }
    }

    private static object DescribeHistory(List<ReportChange> changes, IEnumerable<FollowerGrowth> growths) => new
    {
        detected = changes.Select(change => Milliseconds(change.DetectedAt)),
        confirmed = Enumerable.Range(0, changes.Count).Where(row => changes[row].IsConfirmed),
        growth = growths.Select(growth => (long?[])
        [
            growth.Row, Milliseconds(growth.From), growth.Before, Milliseconds(growth.To), growth.Now,
        ]),
    };

    private static object DescribeOverlap(ReportOverlap overlap) => new
    {
        shared = overlap.Shared,
        lists = overlap.Lists.Select(list => list.FollowedBy),
        counts = overlap.Lists.Select(list => list.Numbers.Count),
        // More digits than the page shows, so that a percentage is not rounded twice.
        pairs = overlap.Pairs.Select(pair => (double[])
        [
            pair.Shared, Math.Round(pair.Jaccard ?? 0, 8), Math.Round(pair.OverlapCoefficient ?? 0, 8),
        ]),
        incomplete = overlap.Incomplete,
    };

    // Browsers use Unix time in milliseconds.
    private static long? Milliseconds(DateTime? time) => (long?)(time?.ToUniversalTime() - s_epoch)?.TotalMilliseconds;

    // The encoder always escapes <, >, &, quotes and control characters. Invisible marks that change the direction of
    // text are escaped as well.
    private static TextEncoderSettings ReadableCharacters()
    {
        TextEncoderSettings settings = new(UnicodeRanges.All);
        settings.ForbidRange(UnicodeRanges.GeneralPunctuation); // U+2028, U+2029, U+202E…
        settings.ForbidCharacters('\u061c', '\ufeff');
        return settings;
    }
}
