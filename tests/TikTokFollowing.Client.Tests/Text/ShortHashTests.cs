using System.Security.Cryptography;
using System.Text;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Text;

/// <summary>Tests the short hash, which names files and seals lines.</summary>
public class ShortHashTests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c14")]
    [InlineData("abc", "ba7816bf8f01cfea")]
    [InlineData("caf\u00e9", "850f7dc43910ff89")]
    public void A_text_has_the_first_16_digits_of_its_SHA_256(string text, string expected) =>
        Assert.Equal(expected, ShortHash.Of(text));

    [Fact]
    public void A_reset_starts_the_next_hash()
    {
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes("abc"));

        Assert.Equal(ShortHash.Of("abc"), ShortHash.Reset(sha));
        Assert.Equal(ShortHash.Of(""), ShortHash.Reset(sha));
    }
}
