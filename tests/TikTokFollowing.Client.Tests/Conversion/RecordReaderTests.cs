using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Conversion;
using Xunit;

namespace TikTokFollowing.Client.Tests.Conversion;

public class RecordReaderTests
{
    private static readonly string[] s_cultures =
        ["en-US", "en-GB", "de-DE", "fr-CA", "tr-TR", "th-TH", "ar-SA", "fa-IR"];
    private static readonly DateTime s_now = new(2026, 11, 27, 12, 0, 0);
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(300);

    public static TheoryData<string, string> Pairs
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (string writer in s_cultures)
            {
                foreach (string reader in s_cultures)
                {
                    pairs.Add(writer, reader);
                }
            }
            return pairs;
        }
    }

    [CulturesTheory]
    [MemberData(nameof(Pairs))]
    public void A_time_is_read_as_it_was_written_or_refused(string writer, string reader)
    {
        Check.One(s_config, Prop.ForAll(Times().ToArbitrary(), times =>
        {
            string[] texts = [.. times.Select(time => time.ToString(Culture(writer)))];
            try
            {
                Assert.Equal(times, Read(reader, texts));
            }
            catch (FollowingException e)
            {
                Assert.Equal(FollowingErrorKind.InvalidInput, e.Kind);
                Assert.Contains("column RetrievedAt, row ", e.Message, StringComparison.Ordinal);
                Assert.NotEqual(writer, reader);
                // A day above 12 has only one order of day and month, so it is never refused.
                Assert.DoesNotContain(times, time => time.Day > 12);
            }
        }));
    }

    [CulturesTheory]
    [InlineData("en-US", "11/5/2026 2:03:04 PM", "2026-11-05T14:03:04")] // Windows PowerShell: a plain space
    [InlineData("en-US", "11/5/2026 2:03:04\u202fPM", "2026-11-05T14:03:04")]
    [InlineData("en-GB", "05/11/2026 14:03", "2026-11-05T14:03:00")] // saved by a spreadsheet
    [InlineData("en-US", "05.11.2026 14:03:04", "2026-11-05T14:03:04")]
    [InlineData("de-DE", "2026/11/05 14:03:04", "2026-11-05T14:03:04")]
    [InlineData("en-US", "2026-11-05 14 h 03 min 04 s", "2026-11-05T14:03:04")]
    [InlineData("en-US", "5/11/2569 14:03:04", "2026-11-05T14:03:04", true)]
    [InlineData(
        "en-US",
        "25/5/1448 \u0628\u0639\u062F \u0627\u0644\u0647\u062C\u0631\u0629 2:03:04 \u0645",
        "2026-11-05T14:03:04")]
    [InlineData("de-DE", "1405/8/14 14:03:04", "2026-11-05T14:03:04")]
    [InlineData("en-US", "08/29/1405 8:00:00", "2026-11-20T08:00:00")] // fa-IR of Windows without ICU
    [InlineData("en-US", "29/08/1405 8:00:00", "2026-11-20T08:00:00")]
    [InlineData("en-US", "08/05/1405 8:00:00", null, true)]
    [InlineData("th-TH", "2026-11-05T14:03:04.1234567", "2026-11-05T14:03:04.1234567")]
    [InlineData(
        "fa-IR",
        "\u06F2\u06F0\u06F2\u06F6-\u06F1\u06F1-\u06F0\u06F5 \u06F1\u06F4:\u06F0\u06F3:\u06F0\u06F4",
        "2026-11-05T14:03:04")]
    [InlineData("en-US", "05/11/2026 14:03:04", null, true)]
    [InlineData("en-US", "5/11/2026 14:03:04", null, true)]
    [InlineData("de-DE", "11/5/2026 2:03:04 PM", null, true)]
    [InlineData("en-US", "20/11/2026 14:03:04", "2026-11-20T14:03:04")]
    [InlineData("en-US", "31/31/2026 14:03:04", null, true)]
    [InlineData("en-US", "last week", null, true)]
    [InlineData("de-DE", "01.01.0001 00:00:00", "0001-01-01T00:00:00")] // the default value means unknown
    public void A_text_is_a_time_or_refused(string culture, string text, string? expected, bool mayBeRefused = false)
    {
        DateTime? read = null;
        try
        {
            read = Read(culture, text)[0];
        }
        catch (FollowingException e)
        {
            Assert.Equal(FollowingErrorKind.InvalidInput, e.Kind);
            Assert.True(mayBeRefused, e.Message);
            return;
        }
        Assert.Equal(expected, read?.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void One_unambiguous_row_decides_the_date_format_of_its_file()
    {
        Assert.Equal(
            [new DateTime(2026, 11, 5, 8, 0, 0), new DateTime(2026, 11, 20, 8, 0, 0)],
            Read("en-US", "05/11/2026 08:00:00", "20/11/2026 08:00:00"));
        FollowingException e = Assert.Throws<FollowingException>(
            () => Read("en-US", "05/11/2026 08:00:00", "20/11/2026 08:00:00", "11/20/2026 08:00:00"));
        Assert.Contains("row 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_of_a_row_that_contradict_a_date_format_exclude_it()
    {
        // As month and day, the follow would be after the list was read.
        RecordReader reader = NewReader("de-DE");
        FollowedAccount account = reader.Read(Record(
            ("Id", "1"),
            ("FollowedAfter", "01/09/2026 08:00:00"),
            ("FollowedBefore", "02/09/2026 08:00:00"),
            ("RetrievedAt", "12/09/2026 08:00:00")))!;
        reader.Complete(default);
        Assert.Equal(new DateTime(2026, 9, 1, 8, 0, 0), account.FollowedAfter);
        Assert.Equal(new DateTime(2026, 9, 12, 8, 0, 0), account.RetrievedAt);
    }

    [Theory]
    [InlineData("6.81E+18")]
    [InlineData("6,81E+18")]
    [InlineData("6\u066B81E\u061C+18")]
    [InlineData("6.81E+18 ")]
    [InlineData(6.81e18)]
    [InlineData("6810000000000000000")]
    public void An_id_that_lost_digits_is_refused(object id)
    {
        RecordReader reader = NewReader("en-US");
        FollowingException e = Assert.Throws<FollowingException>(() =>
        {
            reader.Read(Record(("Id", id), ("Handle", "x")));
            reader.Complete(default);
        });
        Assert.Equal(FollowingErrorKind.InvalidInput, e.Kind);
    }

    [Theory]
    // rounded by a spreadsheet
    [InlineData(new[] { "6812345678901230000", "6812419534995070000", "6812493391088900000" }, true)]
    // rounded to a double
    [InlineData(new[] { "6812345678901234000", "6812419534995072300", "6812493391088909500" }, true)]
    // one round id by chance
    [InlineData(new[] { "6812345678901234567", "6812419534995070000", "6812493391088909497" }, false)]
    [InlineData(new[] { "6812345678901230000" }, false)]
    [InlineData(new[] { "100000000", "200000000" }, false)]
    public void Ids_of_a_list_that_lost_digits_are_recognized(string[] ids, bool isRounded)
    {
        RecordReader reader = NewReader("en-US");
        foreach (string id in ids)
        {
            reader.Read(Record(("Id", id)));
        }
        Exception? e = Record_Exception(() => reader.Complete(default));
        Assert.Equal(isRounded, e is FollowingException { Kind: FollowingErrorKind.InvalidInput });
    }

    [Theory]
    [InlineData("1234567", 1234567L)]
    [InlineData("1,234,567", 1234567L)]
    [InlineData("1.234.567", 1234567L)]
    [InlineData("1\u202f234\u202f567", 1234567L)]
    [InlineData("\u200e\u22121234567", -1234567L)]
    [InlineData(1234567d, 1234567L)]
    [InlineData("1.5", null)]
    [InlineData("12.3K", null)]
    public void A_count_is_read_alike_everywhere(object text, long? expected) =>
        Assert.Equal(expected, PlainValue.Number(text));

    [Theory]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("WAHR", true)]
    [InlineData("FAUX", false)]
    [InlineData("yes", null)]
    public void A_flag_is_read_alike_everywhere(string text, bool? expected) =>
        Assert.Equal(expected, PlainValue.Flag(text));

    [Fact]
    public void A_stop_ends_the_reading_of_dates()
    {
        using CancellationTokenSource stop = new();
        RecordReader reader = NewReader("en-GB");
        reader.Read(Record(("Id", "1"), ("RetrievedAt", "05/11/2026 08:00:00")));
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => reader.Complete(stop.Token));
    }

    private static DateTime[] Read(string culture, params string[] texts)
    {
        RecordReader reader = NewReader(culture);
        FollowedAccount[] accounts =
            [.. texts.Select(text => reader.Read(Record(("Id", "1"), ("RetrievedAt", text)))!)];
        reader.Complete(default);
        return [.. accounts.Select(account => account.RetrievedAt)];
    }

    private static RecordReader NewReader(string culture) => new("the input", Culture(culture), new FixedClock());

    private static Func<string, object?> Record(params (string Name, object Value)[] values)
    {
        Dictionary<string, object> record =
            values.ToDictionary(value => value.Name, value => value.Value, StringComparer.OrdinalIgnoreCase);
        return name => record.GetValueOrDefault(name);
    }

    private static Exception? Record_Exception(Action action) => Xunit.Record.Exception(action);

    private static CultureInfo Culture(string name) => new(name, useUserOverride: false);

    private static Gen<DateTime[]> Times() =>
        (from days in Gen.Choose(0, 700)
         from seconds in Gen.Choose(0, 86399)
         select s_now.Date.AddDays(-days).AddSeconds(seconds - 86400))
        .NonEmptyListOf()
        .Select(list => list.Take(5).ToArray());

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(s_now, TimeSpan.Zero);
    }

    /// <summary>Marks a theory that needs culture data. It is skipped in slim containers, which have none.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CulturesTheoryAttribute : TheoryAttribute
    {
        public CulturesTheoryAttribute()
        {
            if (Culture("de-DE").DateTimeFormat.DateSeparator != "." || Culture("th-TH").Calendar is GregorianCalendar)
            {
                Skip = "The data of the cultures is missing.";
            }
        }
    }
}
