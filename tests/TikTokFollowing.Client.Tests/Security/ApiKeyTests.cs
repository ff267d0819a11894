using System.Globalization;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Security;

public class ApiKeyTests
{
    [Fact]
    public void Every_kind_of_formatting_returns_redacted()
    {
        ApiKey key = new("sk_live_abc123");
        object boxed = key;

        Assert.Equal("<redacted>", key.ToString());
        Assert.Equal("<redacted>", $"{key}");
        Assert.Equal("<redacted>", string.Format(CultureInfo.InvariantCulture, "{0}", boxed));
    }

    [Fact]
    public void Serializers_and_debuggers_do_not_show_the_key()
    {
        Assert.Empty(typeof(ApiKey).GetProperties());
        Assert.Empty(typeof(ApiKey).GetFields());
        Assert.DoesNotContain(
            "sk_live",
            System.Text.Json.JsonSerializer.Serialize(new ApiKey("sk_live_abc123")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk_live_abc123")]
    [InlineData("  sk_live_abc123\r\n")]
    [InlineData("“sk_live_abc123”")]
    [InlineData("\"sk_live_abc123\",")]
    [InlineData("\ufeff'sk_live_abc123'\u200b")]
    [InlineData("\u00a0„sk_live_abc123“\n")]
    [InlineData("Authorization: Bearer sk_live_abc123")]
    [InlineData("$env:SOCIAVAULT_API_KEY = 'sk_live_abc123'")]
    public void Text_that_is_copied_together_with_a_key_is_removed(string text) =>
        Assert.Equal("sk_live_abc123", new ApiKey(text).Reveal());

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\n")]
    [InlineData("sk_live abc")]
    [InlineData("sk_live\nabc")]
    [InlineData("sk_live\r\nX-Other: 1")]
    [InlineData("sk_live\0")]
    [InlineData("sk_live\u007f")]
    [InlineData("“”")]
    [InlineData("sk_“live”_1")]
    [InlineData("Bearer ")]
    [InlineData("x-api-key: sk_live abc")]
    [InlineData("sk_live\u00a0abc")]
    [InlineData("sk_livé")]
    public void A_key_that_is_invalid_in_a_header_is_rejected_without_showing_it(string text)
    {
        FollowingException e = Assert.Throws<FollowingException>(() => new ApiKey(text));

        Assert.Equal(FollowingErrorKind.AuthenticationFailed, e.Kind);
        Assert.DoesNotContain("sk_liv", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    [InlineData(65_537, false)]
    [InlineData(100_000, false)]
    public void A_key_that_is_too_long_is_rejected_without_showing_it(int length, bool isValid)
    {
        string text = string.Concat(System.Linq.Enumerable.Repeat("sk_live_", (length / 8) + 1))[..length];
        if (isValid)
        {
            Assert.Equal(text, new ApiKey(text).Reveal());
            return;
        }

        FollowingException e = Assert.Throws<FollowingException>(() => new ApiKey(text));

        Assert.Equal(FollowingErrorKind.AuthenticationFailed, e.Kind);
        Assert.Contains(Quantity.Of(length, "character"), e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk_liv", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_cannot_be_revealed()
    {
        Assert.Throws<InvalidOperationException>(() => default(ApiKey).Reveal());
        Assert.Equal("<redacted>", default(ApiKey).ToString());
    }
}
