using System;
using System.Linq;
using System.Text;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class RedactionTests
{
    private static readonly ApiKey s_key = new(Lists.Key);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two\r\nlines", "two lines")]
    [InlineData("a\tb", "a b")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred [0m")]
    [InlineData("\0\u0007\u009b", "")]
    [InlineData("a\u202eb\u200bc\u2066d", "a b c d")]
    [InlineData("a\u2028b\u2029c", "a b c")]
    [InlineData("é 日本 😀 &<>", "é 日本 😀 &<>")]
    [InlineData("  around  ", "around")]
    [InlineData("", "")]
    public void Only_one_line_of_visible_text_is_shown(string text, string shown) => Assert.Equal(shown, Redaction.Printable(text));

    [Fact]
    public void A_long_text_is_cut()
    {
        Assert.Equal(new string('a', 200), Redaction.Printable(new string('a', 200)));
        Assert.Equal(new string('a', 200) + "…", Redaction.Printable(new string('a', 100_000)));
    }

    [Fact]
    public void Every_character_that_steers_becomes_a_space()
    {
        string all = string.Concat(Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c => char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')));

        Assert.All(all, c => Assert.Equal("a b", Redaction.Printable($"a{c}b")));
    }

    [Fact]
    public void The_key_is_marked_wherever_it_stands_in_a_text() =>
        Assert.Equal("<redacted> and x<redacted>y", Redaction.WithoutKey($"{Lists.Key} and x{Lists.Key}y", s_key));

    // As it is; in an address; in base64, alone and after "Bearer "; in hexadecimal digits.
    [Theory]
    [InlineData("sk/live+0123456789")]
    [InlineData("sk%2Flive%2B0123456789")]
    [InlineData("c2svbGl2ZSswMTIzNDU2Nzg5")]
    [InlineData("QmVhcmVyIHNrL2xpdmUrMDEyMzQ1Njc4OQ==")]
    [InlineData("736b2f6c6976652b30313233343536373839")]
    [InlineData("736B2F6C6976652B30313233343536373839")]
    public void The_key_is_found_in_the_forms_in_which_a_service_could_give_it_back(string form)
    {
        ApiKey key = new("sk/live+0123456789");
        byte[] body = Encoding.UTF8.GetBytes($"\"{form}\"");

        Redaction.BlotOut(body, key);

        string bare = form.TrimEnd('=');
        Assert.DoesNotContain(bare, Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        Assert.DoesNotContain(bare, Redaction.WithoutKey($"x {form} y", key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing here")]
    [InlineData("sk_test_0123456789abcde")]
    public void A_text_without_the_key_stays(string text) => Assert.Equal(text, Redaction.WithoutKey(text, s_key));

    [Fact]
    public void The_key_is_blotted_out_of_a_body_in_every_place_and_nothing_else_is()
    {
        byte[] body = Encoding.UTF8.GetBytes($"é{Lists.Key}{Lists.Key} \"{Lists.Key}\"");

        Redaction.BlotOut(body, s_key);

        string blot = new('*', Lists.Key.Length);
        Assert.Equal($"é{blot}{blot} \"{blot}\"", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public void A_body_that_is_shorter_than_the_key_or_empty_stays()
    {
        byte[] body = "sk_test"u8.ToArray();

        Redaction.BlotOut(body, s_key);
        Redaction.BlotOut([], s_key);

        Assert.Equal("sk_test"u8.ToArray(), body);
    }

    [Theory]
    [InlineData("demo", "demo")]
    [InlineData("1234567", "1234567")]
    [InlineData("12345678", "********")]
    public void A_key_so_short_that_it_could_be_a_word_is_left_in_data(string key, string expected)
    {
        byte[] body = Encoding.UTF8.GetBytes(key);

        Redaction.BlotOut(body, new ApiKey(key));

        Assert.Equal(expected, Encoding.UTF8.GetString(body));
    }
}
