using System.Globalization;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Runs tests of text under each supported culture.</summary>
public static class Cultures
{
    public static TheoryData<string> All => ["en-US", "en-GB", "de-DE", "fr-CA", "tr-TR", "th-TH", "ar-SA", "fa-IR"];

    public static void Run(string culture, Action action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
