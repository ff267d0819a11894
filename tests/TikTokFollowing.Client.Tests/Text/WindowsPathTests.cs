using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Text;

public sealed class WindowsPathTests
{
    [Theory]
    [InlineData("con")]
    [InlineData("CON")]
    [InlineData("Prn.txt")]
    [InlineData("aux.html")]
    [InlineData("nul")]
    [InlineData("nul.tar.gz")]
    [InlineData("nul ")]
    [InlineData("nul .html")]
    [InlineData("con:stream")]
    [InlineData("COM1")]
    [InlineData("com0.csv")]
    [InlineData("lpt9")]
    [InlineData("COM\u00b9")]
    [InlineData("lpt\u00b3.gexf")]
    [InlineData("CONIN$")]
    [InlineData("conout$.html")]
    public void A_device_is_recognized_with_any_extension(string name)
    {
        foreach (string culture in new[] { "en-US", "en-GB", "de-DE", "fr-CA", "tr-TR", "th-TH", "ar-SA", "fa-IR" })
        {
            CultureInfo saved = CultureInfo.CurrentCulture;
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            try
            {
                Assert.True(WindowsPath.IsDevice(name), culture);
            }
            finally
            {
                CultureInfo.CurrentCulture = saved;
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("con1")]
    [InlineData("constance")]
    [InlineData("a.con")]
    [InlineData("com")]
    [InlineData("com10")]
    [InlineData("coma")]
    [InlineData("lpt\u00b4")]
    [InlineData("report-nul.html")]
    public void Other_names_are_files(string name) => Assert.False(WindowsPath.IsDevice(name));

    [Theory]
    [InlineData(@"C:\reports\today.html")]
    [InlineData("C:/reports/today.html")]
    [InlineData(@"C:\")]
    [InlineData(@"\\server\share\today.html")]
    [InlineData(@"\\?\C:\reports\today.html")]
    [InlineData(@"\\?\UNC\server\share\today.html")]
    [InlineData(@"..\today.html")]
    [InlineData("today.html")]
    [InlineData(@"C:\caf\u00e9 \U0001F375\today (1) & more.html")]
    public void A_valid_path_has_no_problem(string path) => Assert.Null(WindowsPath.DescribeProblem(path));

    [Theory]
    [InlineData(@"C:\reports\con", "Windows reserves the name 'con' for a device")]
    [InlineData(@"C:\reports\aux.html", "Windows reserves the name 'aux.html' for a device")]
    [InlineData("C:/nul/today.html", "Windows reserves the name 'nul' for a device")]
    [InlineData(@"\\server\share\lpt1.csv", "Windows reserves the name 'lpt1.csv' for a device")]
    [InlineData(@"\\.\con", "it is the path of a device")]
    [InlineData("//./PhysicalDrive0", "it is the path of a device")]
    [InlineData(@"C:\a<b.html", "Windows allows no '<' in names")]
    [InlineData(@"C:\a>b.html", "Windows allows no '>' in names")]
    [InlineData(@"C:\a|b.html", "Windows allows no '|' in names")]
    [InlineData(@"C:\a?b.html", "Windows allows no '?' in names")]
    [InlineData(@"C:\a*\b.html", "Windows allows no '*' in names")]
    [InlineData("C:\\a\"b.html", "Windows allows no '\"' in names")]
    [InlineData(@"C:\today.html:stream", "Windows allows no ':' in names")]
    [InlineData(@"\\?\C:\a:b", "Windows allows no ':' in names")]
    [InlineData("C:\\a\tb.html", "Windows allows no control characters in names")]
    [InlineData("C:\\a\0b.html", "Windows allows no control characters in names")]
    public void A_problem_is_described(string path, string expected) =>
        Assert.Equal(expected, WindowsPath.DescribeProblem(path));

    [Fact]
    public void The_files_of_each_handle_have_valid_names()
    {
        string[] devices = ["con", "nul", "aux", "prn", "com1", "lpt9", "con.x", "nul.json"];
        foreach (string handle in devices)
        {
            FollowingHandle user = FollowingHandle.Parse(handle);
            string history = HistoryFileName.Of(user);

            Assert.Null(WindowsPath.DescribeProblem(history));
            Assert.Null(WindowsPath.DescribeProblem(HistoryFileName.PendingPathOf(history)));
        }
    }

    [Fact]
    public void No_text_throws() => Prop
        .ForAll(ArbMap.Default.ArbFor<string>(), static text =>
        {
            string path = text ?? "";
            bool isValid = WindowsPath.DescribeProblem(path) is null;
            return !isValid || !path.Split('\\', '/').Any(WindowsPath.IsDevice);
        })
        .QuickCheckThrowOnFailure();
}
