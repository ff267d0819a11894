using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Reports;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

public class ReportHtmlWriterTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(500);
    private static readonly string[] s_hostile =
    [
        "<script>", "</script>", "</SCRIPT ", "<!--", "-->", "]]>", "\"", "'", "\\", "&lt;", "{{script}}", "{{", "}}",
        "\u2028", "\u2029", "\u202e", "\u2066", "\u061c", "\0", "\u0007", "\u0085", "\ufffe", "\ud83d", "\ude00",
        "\ud83d\ude00", "=HYPERLINK(\"http://x\")", "javascript:alert(1)", "\r\n", "\t", "é", "日本", "a",
    ];

    // ---- escaping ----

    [Fact]
    public void Any_text_is_read_back_unchanged() => Check.One(s_config, Prop.ForAll(FiveTexts(), texts =>
    {
        (
            string handle,
            string name,
            string bio,
            string region,
            string list) = (texts[0], texts[1], texts[2], texts[3], texts[4]);
        FollowingReport report = SampleReports.Of(
            new FollowedAccount
            {
                Handle = handle, DisplayName = name, Bio = bio, Region = region, FollowedBy = list, Id = name,
                Provider = bio, ProfileUrl = handle,
            });
        report.Changes.Add(new ReportChange(bio, report.Accounts[0], [new ReportEdit(list, name, bio)]));

        string page = SampleReports.Page(report);
        string island = SampleReports.ReadJson(page);

        Assert.DoesNotContain('<', island);
        Assert.DoesNotContain(
            island, c => c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "<script", RegexOptions.IgnoreCase));
        Assert.Equal(2, Regex.Count(page, "</script", RegexOptions.IgnoreCase));
        JsonElement data = JsonDocument.Parse(island).RootElement;
        JsonElement accounts = data.GetProperty("accounts");
        Assert.Equal(Whole(handle), accounts.GetProperty("handle")[0].GetString());
        Assert.Equal(Whole(name), accounts.GetProperty("displayName")[0].GetString());
        Assert.Equal(Whole(bio), accounts.GetProperty("bio")[0].GetString());
        Assert.Equal(Whole(region), accounts.GetProperty("region")[0].GetString());
        if (list.Length > 0)
        {
            Assert.Equal(Whole(list), accounts.GetProperty("list").GetProperty("values")[0].GetString());
        }
        JsonElement change = data.GetProperty("changes")[0];
        Assert.Equal(Whole(bio), change.GetProperty("kind").GetString());
        Assert.Equal(
            [Whole(list), Whole(name), Whole(bio)],
            change.GetProperty("edits")[0].EnumerateArray().Select(text => text.GetString()));
    }));

    [Fact]
    public void A_hostile_title_is_text() => Check.One(s_config, Prop.ForAll(Texts().ToArbitrary(), title =>
    {
        FollowingReport report = new(TimeProvider.System) { GivenTitle = title };

        string page = SampleReports.Page(report);

        Assert.Equal(2, Regex.Count(page, "<script", RegexOptions.IgnoreCase));
        Match shown = Regex.Match(page, "<title>(.*?)</title>", RegexOptions.Singleline);
        Assert.DoesNotContain('<', shown.Groups[1].Value);
        Assert.DoesNotContain(shown.Groups[1].Value, char.IsControl);
    }));

    // ---- content security policy ----

    [Fact]
    public void The_policy_allows_only_this_style_and_this_script()
    {
        string page = SampleReports.Page(SampleReports.Of());

        string policy =
            Regex.Match(page, "http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        string style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        string script = Regex.Match(page, "<script>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(
            $"default-src 'none'; script-src {Hash(script)}; style-src {Hash(style)}; "
                + "img-src 'none'; base-uri 'none'; form-action 'none'",
            policy);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<[^>]+\son\w+=", page);
        Assert.DoesNotMatch("<(img|link|iframe|object|embed|form)\\b", page);
    }

    // ---- links ----

    [Theory]
    [InlineData("some.one_1", null, "some.one_1")]
    [InlineData("@some.one", null, "some.one")]
    [InlineData(null, "https://www.tiktok.com/@some.one?lang=en", "some.one")]
    [InlineData("some one", "https://www.tiktok.com/@some.one", "some.one")]
    [InlineData("<script>", "javascript:alert(1)", null)]
    [InlineData("a/../b", "https://evil.example/@someone", null)]
    [InlineData(null, "https://www.tiktok.com.evil.example/@someone", null)]
    [InlineData(null, "https://www.tiktok.com@evil.example/@someone", null)]
    [InlineData(null, "data:text/html,x", null)]
    [InlineData("MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIuPiM", null, null)]
    [InlineData(null, null, null)]
    public void Only_names_get_a_link(string? handle, string? address, string? expected) =>
        Assert.Equal(
            expected, ReportJsonWriter.ProfileName(new FollowedAccount { Handle = handle, ProfileUrl = address }));

    // ---- contents ----

    [Fact]
    public void Shared_values_are_written_once()
    {
        DateTime time = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        JsonElement accounts = SampleReports.Data(SampleReports.Of(
            new FollowedAccount { Handle = "a", FollowedBy = "x", FollowedAfter = time },
            new FollowedAccount { Handle = "b", FollowedBy = "x", FollowedAfter = time },
            new FollowedAccount { Handle = "c", FollowedBy = "y" })).GetProperty("accounts");

        Assert.Equal("""{"values":["x","y"],"of":[0,0,1]}""", accounts.GetProperty("list").GetRawText());
        Assert.Equal(
            """{"values":[[1704067200000,null]],"of":[0,0,null]}""", accounts.GetProperty("window").GetRawText());
        Assert.Equal(JsonValueKind.Null, accounts.GetProperty("followers").ValueKind);
    }

    [Theory]
    [InlineData("Accounts that @x follows", "x", "x")]
    [InlineData("Accounts that @x follows", "x", "X")]
    [InlineData("Followed accounts", "x", "y")]
    [InlineData("Followed accounts", "", "")]
    public void The_heading_names_the_lists(string expected, string first, string second) =>
        Assert.Equal(
            expected,
            SampleReports.Of(
                new FollowedAccount { FollowedBy = first }, new FollowedAccount { FollowedBy = second }).Title);

    // ---- the file ----

    [Fact]
    public void A_report_replaces_the_previous_one_without_other_files()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string path = Path.Combine(folder.FullName, "report.html");
            File.WriteAllText(path, "before");

            AtomicFileWriter.Probe(path);
            Assert.Equal("before", File.ReadAllText(path));
            SampleReports.Write(path, SampleReports.Of(new FollowedAccount { Handle = "someone" }));

            byte[] written = File.ReadAllBytes(path);
            Assert.Equal("<!doctype html>"u8.ToArray(), written.Take(15));
            Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullName));
        }
        finally { folder.Delete(recursive: true); }
    }

    [Fact]
    public void A_file_that_cannot_be_moved_to_its_path_is_deleted()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string path = Path.Combine(folder.FullName, "report.html");
            Directory.CreateDirectory(Path.Combine(path, "in the way"));

            Exception? thrown = Record.Exception(() => SampleReports.Write(path, SampleReports.Of()));

            Assert.True(thrown is IOException or UnauthorizedAccessException);
            Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullName));
        }
        finally { folder.Delete(recursive: true); }
    }

    private static Gen<string> Texts() =>
        Gen.OneOf(Gen.Elements(s_hostile), Gen.Choose(0, 0xffff).Select(unit => ((char)unit).ToString()))
            .ListOf()
            .Select(parts => string.Concat(parts));

    private static Arbitrary<string[]> FiveTexts() => Texts().ArrayOf(5).ToArbitrary();

    // UTF-8 cannot encode half of a surrogate pair.
    private static string Whole(string text) => Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text));

    private static string Hash(string text) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
