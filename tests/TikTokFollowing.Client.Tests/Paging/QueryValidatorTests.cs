using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public class QueryValidatorTests
{
    [Theory]
    [InlineData("SociaVault")]
    [InlineData("SocialFetch")]
    [InlineData("ScrapeCreators")]
    public void CheckPageSize_rejects_providers_without_a_page_size(string provider)
    {
        string message = Refused(() => QueryValidator.CheckPageSize(Facts(provider), 20));

        Assert.Contains("-PageSize", message, StringComparison.Ordinal);
        Assert.Contains(provider, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UnifAPI", 0)]
    [InlineData("UnifAPI", -1)]
    [InlineData("UnifAPI", 51)]
    [InlineData("DumplingAI", 0)]
    public void CheckPageSize_rejects_sizes_out_of_range(string provider, int size) =>
        Assert.Contains(
            $"-PageSize {size}",
            Refused(() => QueryValidator.CheckPageSize(Facts(provider), size)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("UnifAPI", 1)]
    [InlineData("UnifAPI", 50)]
    [InlineData("DumplingAI", 1)]
    [InlineData("DumplingAI", 200)]
    [InlineData("SociaVault", null)]
    public void CheckPageSize_accepts_sizes_in_range(string provider, int? size) =>
        QueryValidator.CheckPageSize(Facts(provider), size);

    [Theory]
    [InlineData("SocialFetch")]
    [InlineData("UnifAPI")]
    public void CheckMinTime_rejects_providers_without_follow_times(string provider) =>
        Assert.Contains(
            "-Cursor",
            Refused(() => QueryValidator.CheckMinTime(Facts(provider), 1_700_000_000)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void CheckMinTime_rejects_times_before_1970(long time) =>
        Assert.Contains(
            "-MinTime",
            Refused(() => QueryValidator.CheckMinTime(Facts("SociaVault"), time)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("SociaVault", 1_700_000_000L)]
    [InlineData("DumplingAI", 1L)]
    [InlineData("ScrapeCreators", 1_700_000_000L)]
    [InlineData("UnifAPI", null)]
    public void CheckMinTime_accepts_providers_with_follow_times(string provider, long? time) =>
        QueryValidator.CheckMinTime(Facts(provider), time);

    [Theory]
    [InlineData("DumplingAI", true, false)]
    [InlineData("UnifAPI", true, false)]
    [InlineData("DumplingAI", false, true)]
    [InlineData("SociaVault", true, true)]
    [InlineData("SocialFetch", true, true)]
    [InlineData("ScrapeCreators", true, true)]
    public void CheckTrim_accepts_providers_with_a_smaller_response(string provider, bool trim, bool isGood)
    {
        if (isGood) { QueryValidator.CheckTrim(Facts(provider), trim); }
        else
        {
            Assert.Contains(
                "-Trim",
                Refused(() => QueryValidator.CheckTrim(Facts(provider), trim)),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://gateway.example.com")]
    [InlineData("https://gateway.example.com/tiktok/")]
    [InlineData("https://gateway.example.com:8443")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080/x")]
    [InlineData("http://[::1]:8080")]
    [InlineData(null)]
    public void CheckBaseUri_accepts_https_and_loopback(string? address) =>
        QueryValidator.CheckBaseUri(address is null ? null : new Uri(address));

    [Theory]
    [InlineData("http://gateway.example.com")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("http://192.168.0.1")]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("ftp://gateway.example.com")]
    [InlineData("file:///tmp/x")]
    [InlineData("/tmp/x")]
    [InlineData("gateway.example.com")]
    [InlineData("https://me:secret@gateway.example.com")]
    [InlineData("https://me@gateway.example.com")]
    [InlineData("http://me:secret@localhost")]
    [InlineData("https://gateway.example.com/?key=secret")]
    [InlineData("https://gateway.example.com/#x")]
    public void CheckBaseUri_rejects_other_addresses_without_quoting_a_password(string address)
    {
        string message = Refused(() => QueryValidator.CheckBaseUri(new Uri(address, UriKind.RelativeOrAbsolute)));

        Assert.Contains("-BaseUri", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SociaVault", "6811111111111111111", "a numeric id")]
    [InlineData("SocialFetch", "6811111111111111111", "a numeric id")]
    [InlineData("DumplingAI", "MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIuPiM-AbCdEf", "a sec_uid")]
    [InlineData("ScrapeCreators", "MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIuPiM-AbCdEf", "a sec_uid")]
    public void Check_rejects_ids_if_the_provider_accepts_handles_only(string provider, string handle, string kind)
    {
        FollowingException e = Assert.Throws<FollowingException>(
            () => QueryValidator.Check(Facts(provider), new FollowingQuery(FollowingHandle.Parse(handle))));

        Assert.Equal(FollowingErrorKind.InvalidHandle, e.Kind);
        Assert.Contains(kind, e.Message, StringComparison.Ordinal);
        Assert.Contains("UnifAPI", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnifAPI_accepts_ids() =>
        QueryValidator.Check(Facts("UnifAPI"), new FollowingQuery(FollowingHandle.Parse("6811111111111111111")));

    [Fact]
    public void CheckSince_rejects_the_future_and_providers_without_follow_times()
    {
        DateTime now = new(2026, 11, 21, 8, 0, 0, DateTimeKind.Local);

        QueryValidator.CheckSince(Facts("SociaVault"), null, now);
        QueryValidator.CheckSince(Facts("SociaVault"), now, now);
        QueryValidator.CheckSince(Facts("UnifAPI"), null, now);
        Assert.Contains(
            "future",
            Refused(() => QueryValidator.CheckSince(Facts("SociaVault"), now.AddTicks(1), now)),
            StringComparison.Ordinal);
        Assert.Contains(
            "ticks",
            Refused(() => QueryValidator.CheckSince(Facts("SociaVault"), new DateTime(1748540000), now)),
            StringComparison.Ordinal);
        Assert.Contains(
            "UnifAPI",
            Refused(() => QueryValidator.CheckSince(Facts("UnifAPI"), now.AddDays(-1), now)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SociaVault", "ScrapeCreators", true)]
    [InlineData("DumplingAI", "SociaVault", true)]
    [InlineData("UnifAPI", "UnifAPI", true)]
    [InlineData("UnifAPI", null, true)]
    [InlineData("SociaVault", "UnifAPI", false)]
    [InlineData("SocialFetch", "UnifAPI", false)]
    [InlineData("UnifAPI", "SociaVault", false)]
    public void CheckCursor_accepts_own_cursors_and_follow_times(string provider, string? from, bool isGood)
    {
        ProviderMetadata? given = from is null ? null : Facts(from);

        // All providers have the start of the list.
        QueryValidator.CheckCursor(Facts(provider), null, given, isShared: false);
        if (isGood) { QueryValidator.CheckCursor(Facts(provider), "1700000000", given, isShared: false); }
        else
        {
            Assert.Contains(
                from!,
                Refused(() => QueryValidator.CheckCursor(Facts(provider), "1700000000", given, isShared: false)),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void CheckCursor_rejects_one_cursor_for_several_lists()
    {
        QueryValidator.CheckCursor(Facts("SociaVault"), null, null, isShared: true);
        Assert.Contains(
            "-Cursor",
            Refused(() => QueryValidator.CheckCursor(Facts("SociaVault"), "1700000000", null, isShared: true)),
            StringComparison.Ordinal);
    }

    private static ProviderMetadata Facts(string provider) => ProviderRegistry.Get(provider).Facts;

    private static string Refused(Action check)
    {
        FollowingException e = Assert.Throws<FollowingException>(check);
        Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
        return e.Message;
    }
}
