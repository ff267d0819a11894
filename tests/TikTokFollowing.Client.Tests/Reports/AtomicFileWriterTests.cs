using System.Text;
using TikTokFollowing.Client.Reports;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

public sealed class AtomicFileWriterTests : IDisposable
{
    private const string Mark = "<meta name=\"generator\" content=\"TikTokFollowing report\">";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("report");

    private string Target => Path.Combine(_folder.FullName, "r.html");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_report_is_recognized_with_any_title_and_accounts()
    {
        FollowingReport report = new(TimeProvider.System) { GivenTitle = new string('t', 5000) };
        report.Accounts.Add(new FollowedAccount { Handle = "x", Bio = new string('b', 5000) });

        SampleReports.Write(Target, report);

        Assert.True(AtomicFileWriter.IsReport(Target));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("Handle,Bio\r\nx,y\r\n")]
    [InlineData("{\"handle\":\"x\"}")]
    [InlineData("<!doctype html>\n<html><head><title>Another page</title></head></html>")]
    [InlineData("Handle,Bio\r\n<!doctype html>," + Mark)]
    [InlineData(Mark + "<!doctype html>")]
    public void Another_file_is_not_a_report(string content)
    {
        File.WriteAllText(Target, content);

        Assert.False(AtomicFileWriter.IsReport(Target));
    }

    [Fact]
    public void A_page_with_the_mark_behind_other_content_is_not_a_report()
    {
        File.WriteAllText(Target, "<!doctype html>\n<title>" + new string('x', 1000) + "</title>" + Mark);

        Assert.False(AtomicFileWriter.IsReport(Target));
    }

    [Fact]
    public void A_file_that_is_missing_or_cannot_be_read_is_not_a_report()
    {
        Assert.False(AtomicFileWriter.IsReport(Target));
        Assert.False(AtomicFileWriter.IsReport(_folder.FullName));
    }

    [Fact]
    public void A_file_in_UTF_16_is_not_a_report()
    {
        File.WriteAllText(Target, SampleReports.Page(SampleReports.Of()), Encoding.Unicode);

        Assert.False(AtomicFileWriter.IsReport(Target));
    }

    [Fact]
    public void A_file_that_appears_meanwhile_is_kept_without_permission_to_replace_it()
    {
        File.WriteAllText(Target, "kept");

        Assert.Throws<IOException>(() => SampleReports.Write(Target, SampleReports.Of(), replaces: false));

        Assert.Equal("kept", File.ReadAllText(Target));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_read_only_file_is_replaced()
    {
        File.WriteAllText(Target, "before");
        File.SetAttributes(Target, FileAttributes.ReadOnly);

        SampleReports.Write(Target, SampleReports.Of());

        Assert.True(AtomicFileWriter.IsReport(Target));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_replacement_that_fails_leaves_no_file_behind()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "kept"), "kept");

        Assert.ThrowsAny<Exception>(() => SampleReports.Write(Target, SampleReports.Of()));

        Assert.Empty(_folder.GetFiles());
        Assert.Equal("kept", File.ReadAllText(Path.Combine(Target, "kept")));
    }
}
