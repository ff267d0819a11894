using System;
using System.Globalization;
using TikTokFollowing.Client.Security;
using Xunit;

namespace TikTokFollowing.Client.Tests.Security;

public class ApiKeyTests
{
    [Fact]
    public void It_prints_as_redacted_in_every_way_of_printing()
    {
        ApiKey key = new("sk_live_abc123");
        object boxed = key;

        Assert.Equal("<redacted>", key.ToString());
        Assert.Equal("<redacted>", $"{key}");
        Assert.Equal("<redacted>", string.Format(CultureInfo.InvariantCulture, "{0}", boxed));
    }

    [Fact]
    public void It_has_nothing_that_a_serializer_or_a_debugger_would_show()
    {
        Assert.Empty(typeof(ApiKey).GetProperties());
        Assert.Empty(typeof(ApiKey).GetFields());
        Assert.DoesNotContain("sk_live", System.Text.Json.JsonSerializer.Serialize(new ApiKey("sk_live_abc123")), StringComparison.Ordinal);
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
    public void It_reveals_what_was_given_without_what_was_copied_along_with_it(string text) => Assert.Equal("sk_live_abc123", new ApiKey(text).Reveal());

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
    public void What_no_header_could_carry_is_refused_without_saying_what_it_was(string text)
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
    public void A_key_of_many_characters_is_refused_without_showing_it(int length, bool isGood)
    {
        string text = string.Concat(System.Linq.Enumerable.Repeat("sk_live_", (length / 8) + 1))[..length];
        if (isGood)
        {
            Assert.Equal(text, new ApiKey(text).Reveal());
            return;
        }

        FollowingException e = Assert.Throws<FollowingException>(() => new ApiKey(text));

        Assert.Equal(FollowingErrorKind.AuthenticationFailed, e.Kind);
        Assert.Contains(length.ToString(CultureInfo.InvariantCulture), e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk_liv", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_key_reveals_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => default(ApiKey).Reveal());
        Assert.Equal("<redacted>", default(ApiKey).ToString());
    }
}
