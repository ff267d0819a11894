using System.Globalization;
using System.Net.Http;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Providers;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public class FollowingHandleTests
{
    [Theory]
    [InlineData("someone", "someone")]
    [InlineData("@someone", "someone")]
    [InlineData("  @someone \n", "someone")]
    [InlineData("Some.One_1", "Some.One_1")]
    [InlineData("a", "a")]
    [InlineData("2024", "2024")]
    [InlineData(".hidden", ".hidden")]
    [InlineData("https://www.tiktok.com/@someone", "someone")]
    [InlineData("https://www.tiktok.com/@someone?lang=en", "someone")]
    [InlineData("https://www.tiktok.com/@someone?lang=en&is_copy_url=1#top", "someone")]
    [InlineData("https://www.tiktok.com/@someone/", "someone")]
    [InlineData("https://www.tiktok.com/@someone/video/7312345678901234567", "someone")]
    [InlineData("http://tiktok.com/@someone", "someone")]
    [InlineData("HTTPS://WWW.TIKTOK.COM/@Someone", "Someone")]
    [InlineData("https://m.tiktok.com/@someone", "someone")]
    [InlineData("https://www.tiktok.com/%40someone", "someone")]
    [InlineData("www.tiktok.com/@someone", "someone")]
    [InlineData("m.tiktok.com/@someone", "someone")]
    [InlineData("tiktok.com/@someone", "someone")]
    public void Parse_accepts_names_and_profile_addresses(string text, string name)
    {
        FollowingHandle handle = FollowingHandle.Parse(text);

        Assert.Equal(name, handle.Value);
        Assert.Equal(HandleKind.Name, handle.Kind);
    }

    [Theory]
    [InlineData("107955", HandleKind.Name)]
    [InlineData("12345678901234", HandleKind.Name)]
    [InlineData("123456789012345", HandleKind.NumericId)]
    [InlineData("6811111111111111111", HandleKind.NumericId)]
    [InlineData("MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIuPiM-AbCdEf", HandleKind.SecUid)]
    [InlineData("ms4wljabname", HandleKind.Name)]
    [InlineData("xMS4wLjAB", HandleKind.Name)]
    public void Parse_distinguishes_ids_and_sec_uids_from_names(string text, object kind) =>
        Assert.Equal(kind, FollowingHandle.Parse(text).Kind);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("@")]
    [InlineData("@@someone")]
    [InlineData("some one")]
    [InlineData("some/one")]
    [InlineData("some\\one")]
    [InlineData("some?one")]
    [InlineData("some#one")]
    [InlineData("some%2Fone")]
    [InlineData("some\none")]
    [InlineData("someone\0")]
    [InlineData("some😀one")]
    [InlineData("a\ufe0fb")]         // a variation selector
    [InlineData("1\ufe0f\u20e3")]    // the emoji of a digit
    [InlineData("a\u3164b")]         // an invisible letter
    [InlineData("\u0301a")]          // a mark without a letter
    [InlineData("жо ра")]
    [InlineData("жо\u00a0ра")]
    [InlineData("жо/ра")]
    [InlineData("жо\u2013ра")]
    [InlineData("жо\u200dра")]
    [InlineData("жо，ра")]
    [InlineData("＠жора")]
    [InlineData("a²")]
    [InlineData("aⅫ")]
    [InlineData("a€")]
    [InlineData("https://www.tiktok.com/@%F0%9F%98%80")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("https://www.tiktok.com/")]
    [InlineData("https://www.tiktok.com/@")]
    [InlineData("https://www.tiktok.com/foryou")]
    [InlineData("https://vm.tiktok.com/ZMabc/")]
    [InlineData("https://example.com/@someone")]
    [InlineData("https://tiktok.com.example.com/@someone")]
    [InlineData("https://nottiktok.com/@someone")]
    [InlineData("https://www.tiktok.com@example.com/@someone")]
    [InlineData("ftp://www.tiktok.com/@someone")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://")]
    [InlineData("://")]
    [InlineData("https://www.tiktok.com/@some%20one")]
    [InlineData("https://www.tiktok.com/@..")]
    public void Parse_rejects_impossible_handles(string? text)
    {
        FollowingException e = Assert.Throws<FollowingException>(() => FollowingHandle.Parse(text));

        Assert.Equal(FollowingErrorKind.InvalidHandle, e.Kind);
        Assert.NotEmpty(e.Message);
    }

    [Theory]
    [InlineData("MS4wLjAB")]
    [InlineData("MS4wLjABAAAAv7iSuuXD")]
    [InlineData("@MS4wLjABAAAAv7iSuuXD")]
    [InlineData("https://www.tiktok.com/@MS4wLjABAAAAv7iSuuXD")]
    [InlineData("MS4wLjABAAAA\u2026")]
    [InlineData("MS4wLjABAAAA...")]
    [InlineData("MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1a")]
    [InlineData("MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIu...")]
    [InlineData("MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIu\u2026")]
    public void Parse_rejects_a_truncated_sec_uid(string text)
    {
        FollowingException e = Assert.Throws<FollowingException>(() => FollowingHandle.Parse(text));

        Assert.Equal(FollowingErrorKind.InvalidHandle, e.Kind);
        Assert.Contains("starts like a sec_uid", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Parse_accepts_up_to_128_characters(int length, bool isGood)
    {
        string text = new('a', length);

        if (isGood) { Assert.Equal(text, FollowingHandle.Parse(text).Value); }
        else
        {
            Assert.Contains(
                "129",
                Assert.Throws<FollowingException>(() => FollowingHandle.Parse(text)).Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("some\u001b[31mone")]
    [InlineData("some\u202eone")]
    [InlineData("some\u200bone")]
    [InlineData("some\u2028one")]
    [InlineData("some\r\none")]
    [InlineData("https://example.com/\u001b]0;x\u0007")]
    public void Messages_contain_no_control_or_invisible_characters(string text)
    {
        string message = Assert.Throws<FollowingException>(() => FollowingHandle.Parse(text)).Message;

        Assert.Equal(TextSanitizer.Sanitize(message), message);
    }

    // TikTok allows dots in names, and the name of an account that was emitted is piped in as a handle.
    [Theory]
    [InlineData("www.someone")]
    [InlineData("m.tiktok.fan")]
    public void Parse_accepts_a_name_that_starts_like_an_address(string text) =>
        Assert.Equal(text, FollowingHandle.Parse(text).Value);

    // A request for it would be charged in vain: only sec_uids have hyphens.
    [Theory]
    [InlineData("a-b")]
    [InlineData("-x")]
    [InlineData("@some-one")]
    public void Parse_rejects_a_name_with_a_hyphen(string text) => Assert.Equal(
        FollowingErrorKind.InvalidHandle, Assert.Throws<FollowingException>(() => FollowingHandle.Parse(text)).Kind);

    // Old handles have letters of all scripts.
    [Theory]
    [InlineData("жора")]
    [InlineData("ЖОРА.1_")]
    [InlineData("sömeone")]
    [InlineData("so\u0308meone")]
    [InlineData("مرحبا")]
    [InlineData("مُحَمَّد")]
    [InlineData("משתמש")]
    [InlineData("東京タワー")]
    [InlineData("김철수")]
    [InlineData("สวัสดี")]
    [InlineData("नमस्ते")]
    [InlineData("γιώργος")]
    [InlineData("١٢٣")]
    [InlineData("𠮷野家")]
    [InlineData("𝒽erbs")]
    [InlineData("123456789012345٦")]
    [InlineData("ıİ")]
    public void Parse_accepts_letters_marks_and_digits_of_all_scripts(string name)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach (string culture in (string[])["en-US", "tr-TR", "ar-SA", "fa-IR", "th-TH"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                foreach (
                    string text in (string[])[
                        name,
                        "@" + name,
                        "https://www.tiktok.com/@" + name,
                        "https://www.tiktok.com/@" + Uri.EscapeDataString(name) + "?lang=ru",
                    ])
                {
                    FollowingHandle handle = FollowingHandle.Parse(text);
                    Assert.Equal((name, HandleKind.Name), (handle.Value, handle.Kind));
                }
            }
        }
        finally { CultureInfo.CurrentCulture = before; }
    }

    [Theory]
    [InlineData("жора", "%D0%B6%D0%BE%D1%80%D0%B0")]
    [InlineData("𠮷", "%F0%A0%AE%B7")]
    public async Task Handles_of_other_scripts_are_escaped_in_requests(string name, string escaped)
    {
        foreach (IFollowingProvider provider in ProviderRegistry.All)
        {
            using HttpRequestMessage request = provider.CreateRequest(
                Recorded.Request(handle: name), provider.Facts.BaseUri);
            if (request.Content is null)
            {
                Assert.Contains(escaped, request.RequestUri!.AbsoluteUri, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(
                    name,
                    JsonNode.Parse(await request.Content.ReadAsStringAsync())!["handle"]!.GetValue<string>());
            }
        }
    }

    [Fact]
    public void Parse_rejects_half_a_surrogate_pair()
    {
        foreach (string text in (string[])["a\ud842", "\ud842a", "a\udfb7b"])
        {
            Assert.Equal(
                FollowingErrorKind.InvalidHandle,
                Assert.Throws<FollowingException>(() => FollowingHandle.Parse(text)).Kind);
        }
    }

    [Fact]
    public void Parse_accepts_allowed_characters_at_every_index()
    {
        string all = string.Concat(
            Enumerable.Range(0, 128).Select(c => (char)c).Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_'));

        Assert.All(all, c => Assert.Equal($"a{c}b", FollowingHandle.Parse($"a{c}b").Value));
    }
}
