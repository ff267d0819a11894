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
    private static readonly JsonWriterOptions s_options =
        new() { Encoder = JavaScriptEncoder.Create(ReadableCharacters()) };

    public static void Write(
        Stream stream,
        FollowingReport report,
        ReportEntries entries,
        ReportHistory? history,
        ReportOverlap? overlap)
    {
        using Utf8JsonWriter json = new(stream, s_options);
        json.WriteStartObject();
        json.WriteNumber("createdAt", report.CreatedAt.ToUnixTimeMilliseconds());
        WriteSource(json, report);
        WriteSummary(json, report, entries);
        WriteAccounts(json, "accounts", entries, entries.Rows);
        WriteChanges(json, entries, report.Changes);
        if (history is not null)
        {
            WriteHistory(json, report, history);
        }
        if (overlap is not null)
        {
            WriteOverlap(json, overlap);
        }
        json.WriteEndObject();
    }

    /// <summary>Returns the name for the address of a profile; null if the account has no valid one.</summary>
    internal static string? ProfileName(FollowedAccount account) =>
        NameIn(account.Handle) ?? NameIn(account.ProfileUrl);

    private static string? NameIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        try
        {
            return FollowingHandle.Parse(text) is { Kind: HandleKind.Name } handle ? handle.Value : null;
        }
        catch (FollowingException)
        {
            return null;
        }
    }

    private static void WriteSource(Utf8JsonWriter json, FollowingReport report)
    {
        FollowedAccount[] all = [.. report.Accounts, .. report.Changes.Select(change => change.Account)];
        IEnumerable<string> providers = all.Select(account => account.Provider)
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(name => name, StringComparer.OrdinalIgnoreCase);
        WriteArray(json, "providers", providers, json.WriteStringValue);
        WriteTime(json, "readFrom", Extreme(all, Enumerable.Min));
        WriteTime(json, "readTo", Extreme(all, Enumerable.Max));
    }

    private static DateTime? Extreme(FollowedAccount[] accounts, Func<IEnumerable<DateTime?>, DateTime?> choose) =>
        choose(accounts.Select(
            account => account.RetrievedAt == default ? null : (DateTime?)account.RetrievedAt.ToUniversalTime()));

    private static void WriteSummary(Utf8JsonWriter json, FollowingReport report, ReportEntries entries)
    {
        ReportSummary summary = new(entries);
        json.WriteStartObject("summary");
        json.WriteNumber("entries", summary.Entries);
        if (entries.ReplacedCount > 0)
        {
            json.WriteNumber("replaced", entries.ReplacedCount);
        }
        json.WriteNumber("accounts", summary.Accounts);
        json.WriteNumber("lists", summary.Lists);
        json.WriteNumber("inSeveralLists", summary.InSeveralLists);
        WriteNumber(json, "verified", summary.Verified);
        WriteNumber(json, "private", summary.Private);
        json.WriteNumber("followersKnown", summary.Followers.Count);
        WriteNumber(json, "medianFollowers", summary.MedianFollowers);
        json.WriteNumber("totalFollowers", summary.TotalFollowers);
        WritePairs(json, "histogram", summary.Histogram, json.WriteNumberValue);
        WritePairs(json, "regions", summary.Regions, json.WriteStringValue);
        if (summary.Timeline is FollowTimeline timeline)
        {
            json.WriteStartObject("timeline");
            json.WriteString("unit", timeline.Unit.ToString());
            json.WriteNumber("known", timeline.Known);
            WriteArray(json, "starts", timeline.Starts, start => json.WriteNumberValue(Milliseconds(start)));
            WriteArray(json, "counts", timeline.Counts, count => json.WriteNumberValue(Math.Round(count, 2)));
            json.WriteEndObject();
        }
        IEnumerable<KeyValuePair<string, int>> changes = report.Changes
            .GroupBy(change => change.Kind)
            .Select(group => new KeyValuePair<string, int>(group.Key, group.Count()));
        WritePairs(json, "changes", changes, json.WriteStringValue);
        json.WriteEndObject();
    }

    private static void WriteAccounts(
        Utf8JsonWriter json, string name, ReportEntries entries, IReadOnlyList<FollowedAccount> accounts)
    {
        json.WriteStartObject(name);
        WriteColumn(json, "handle", accounts, account => account.Handle, json.WriteStringValue);
        WriteColumn(json, "profile", accounts, ProfileName, json.WriteStringValue);
        WriteColumn(json, "displayName", accounts, account => account.DisplayName, json.WriteStringValue);
        WriteColumn(json, "id", accounts, account => account.Id, json.WriteStringValue);
        WriteColumn(json, "bio", accounts, account => account.Bio, json.WriteStringValue);
        WriteColumn(json, "isVerified", accounts, account => account.IsVerified, WriteFlag);
        WriteColumn(json, "isPrivate", accounts, account => account.IsPrivate, WriteFlag);
        WriteColumn(json, "region", accounts, account => account.Region, json.WriteStringValue);
        WriteColumn(json, "followers", accounts, account => account.FollowerCount, WriteCount);
        WriteColumn(json, "following", accounts, account => account.FollowingCount, WriteCount);
        WriteColumn(json, "likes", accounts, account => account.LikeCount, WriteCount);
        WriteColumn(json, "videos", accounts, account => account.VideoCount, WriteCount);
        WriteColumn(json, "position", accounts, PositionOf, WriteCount);
        WriteIndexed(json, "list", accounts, ListOf, json.WriteStringValue);
        WriteIndexed(json, "window", accounts, WindowOf, WriteWindow);
        json.WriteEndObject();

        string? ListOf(FollowedAccount account) =>
            account.FollowedBy.Length > 0 ? entries.SpellingOf(account.FollowedBy) : null;
        void WriteFlag(bool? flag) => json.WriteBooleanValue(flag!.Value);
        void WriteCount(long? count) => json.WriteNumberValue(count!.Value);
        void WriteWindow(Window window)
        {
            json.WriteStartArray();
            WriteNumber(json, window.After);
            WriteNumber(json, window.Before);
            json.WriteEndArray();
        }
    }

    private static long? PositionOf(FollowedAccount account) => account.Position > 0 ? account.Position : null;

    private static Window? WindowOf(FollowedAccount account)
    {
        Window window = new(Milliseconds(account.FollowedAfter), Milliseconds(account.FollowedBefore));
        return window is (null, null) ? null : window;
    }

    private static void WriteChanges(
        Utf8JsonWriter json, ReportEntries entries, IReadOnlyList<ReportChange> changes)
    {
        WriteAccounts(json, "changed", entries, [.. changes.Select(change => change.Account)]);
        WriteArray(json, "changes", changes, change =>
        {
            json.WriteStartObject();
            json.WriteString("kind", change.Kind);
            WriteArray(json, "edits", change.Edits, edit =>
            {
                json.WriteStartArray();
                json.WriteStringValue(edit.Property);
                json.WriteStringValue(edit.Before);
                json.WriteStringValue(edit.Now);
                json.WriteEndArray();
            });
            json.WriteEndObject();
        });
    }

    private static void WriteHistory(Utf8JsonWriter json, FollowingReport report, ReportHistory history)
    {
        List<ReportChange> changes = report.Changes;
        json.WriteStartObject("history");
        WriteArray(json, "detected", changes, change => WriteNumber(json, Milliseconds(change.DetectedAt)));
        IEnumerable<int> confirmed = Enumerable.Range(0, changes.Count).Where(row => changes[row].IsConfirmed);
        WriteArray(json, "confirmed", confirmed, json.WriteNumberValue);
        WriteArray(json, "growth", history.Growth, growth =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(growth.Row);
            json.WriteNumberValue(Milliseconds(growth.From));
            json.WriteNumberValue(growth.Before);
            json.WriteNumberValue(Milliseconds(growth.To));
            json.WriteNumberValue(growth.Now);
            json.WriteEndArray();
        });
        json.WriteEndObject();
    }

    private static void WriteOverlap(Utf8JsonWriter json, ReportOverlap overlap)
    {
        json.WriteStartObject("overlap");
        WriteArray(json, "shared", overlap.Shared, rows =>
        {
            json.WriteStartArray();
            foreach (int row in rows)
            {
                json.WriteNumberValue(row);
            }
            json.WriteEndArray();
        });
        WriteArray(json, "lists", overlap.Lists, list => json.WriteStringValue(list.FollowedBy));
        WriteArray(json, "counts", overlap.Lists, list => json.WriteNumberValue(list.Numbers.Count));
        WriteArray(json, "pairs", overlap.Pairs, pair =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(pair.Shared);
            // More digits than the page shows, so that a percentage is not rounded twice.
            json.WriteNumberValue(Math.Round(pair.Jaccard ?? 0, 8));
            json.WriteNumberValue(Math.Round(pair.OverlapCoefficient ?? 0, 8));
            json.WriteEndArray();
        });
        json.WriteString("incomplete", overlap.Incomplete);
        json.WriteEndObject();
    }

    private static void WriteColumn<T>(
        Utf8JsonWriter json,
        string name,
        IReadOnlyList<FollowedAccount> accounts,
        Func<FollowedAccount, T?> read,
        Action<T> write)
    {
        T?[] values = [.. accounts.Select(read)];
        if (values.All(value => value is null))
        {
            json.WriteNull(name);
            return;
        }
        WriteArray(json, name, values, value =>
        {
            if (value is null)
            {
                json.WriteNullValue();
            }
            else
            {
                write(value);
            }
        });
    }

    // Many accounts share a value, so each value is written once and each account has its index.
    private static void WriteIndexed<T>(
        Utf8JsonWriter json,
        string name,
        IReadOnlyList<FollowedAccount> accounts,
        Func<FollowedAccount, T?> read,
        Action<T> write)
        where T : class
    {
        T?[] values = [.. accounts.Select(read)];
        T[] different = [.. values.OfType<T>().Distinct()];
        json.WriteStartObject(name);
        WriteArray(json, "values", different, write);
        if (different.Length == 0)
        {
            json.WriteNull("of");
        }
        else
        {
            Dictionary<T, int> places = [];
            for (int i = 0; i < different.Length; i++)
            {
                places.Add(different[i], i);
            }
            WriteArray(json, "of", values, value =>
            {
                if (value is null)
                {
                    json.WriteNullValue();
                }
                else
                {
                    json.WriteNumberValue(places[value]);
                }
            });
        }
        json.WriteEndObject();
    }

    private static void WritePairs<T>(
        Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<T, int>> pairs, Action<T> writeKey) =>
        WriteArray(json, name, pairs, pair =>
        {
            json.WriteStartArray();
            writeKey(pair.Key);
            json.WriteNumberValue(pair.Value);
            json.WriteEndArray();
        });

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
        {
            write(value);
        }
        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTime? time) =>
        WriteNumber(json, name, Milliseconds(time));

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        json.WritePropertyName(name);
        WriteNumber(json, number);
    }

    private static void WriteNumber(Utf8JsonWriter json, long? number)
    {
        if (number is long value)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    // Browsers use Unix time in milliseconds.
    private static long? Milliseconds(DateTime? time) => time is DateTime known ? Milliseconds(known) : null;

    private static long Milliseconds(DateTime time) => (long)(time.ToUniversalTime() - s_epoch).TotalMilliseconds;

    // The encoder always escapes <, >, &, quotes and control characters. Invisible marks that change the direction of
    // text are escaped as well.
    private static TextEncoderSettings ReadableCharacters()
    {
        TextEncoderSettings settings = new(UnicodeRanges.All);
        settings.ForbidRange(UnicodeRanges.GeneralPunctuation); // U+2028, U+2029, U+202E…
        settings.ForbidCharacters('\u061c', '\ufeff');
        return settings;
    }

    private sealed record Window(long? After, long? Before);
}
