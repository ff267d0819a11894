using System.Net;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Reads a sample page while the first request of the process is in flight. .NET compiles methods when they are first
/// called, and the first page would otherwise wait about 40 ms for the methods that read it.
/// </summary>
internal static class WarmUp
{
    // SociaVault's, with every value that an account can have. Most of the code is the same for all providers.
    private static readonly byte[] s_sample = """
        {"data": {"total": 2, "has_more": true, "min_time": 1700000000, "next_page_token":
        "eyJtYXhfY3Vyc29yIjoxNzAwMDAwMDAxLCJtaW5fY3Vyc29yIjoxNzAwMDAwMDAwfQ==", "followings": {"1": {"uid": "1",
        "unique_id": "a", "nickname": "A", "sec_uid": "MS4wLjABAAAAa", "signature": "\n", "secret": 0,
        "follower_count": 1, "following_count": 1, "total_favorited": 1, "aweme_count": 1, "favoriting_count": 1,
        "create_time": 1600000000, "region": "US", "language": "en", "custom_verify": "", "enterprise_verify_reason":
        "", "avatar_larger": { "url_list": {"0": "https://a.example/a.heic?a", "1": "https://a.example/a.jpeg?a"}}}}},
        "credits_used": 1}
        """u8.ToArray();

    private static int s_hasRun;

    /// <summary>Reads the sample, once in a process.</summary>
    public static void Run()
    {
        if (Interlocked.Exchange(ref s_hasRun, 1) == 0)
        {
            Read();
        }
    }

    /// <summary>Reads the sample, and returns its accounts.</summary>
    internal static IReadOnlyList<FollowedAccount> Read()
    {
        SociaVaultProvider provider = new();
        SecretForms secrets = SecretRedactor.GetDataForms(new ApiKey("no-key-is-needed-here"));
        using SparseJson json = SparseJson.Parse(s_sample, provider.Fields, secrets)!;
        PageRequest page = new(new FollowingQuery(FollowingHandle.Parse("a")), null, null, default);
        ErrorResponse response = new(provider.Facts, HttpStatusCode.OK, json.Root);
        IReadOnlyList<FollowedAccount> accounts = provider.ReadPage(page, response).Accounts;
        return [.. accounts.Where(new AccountSet().Add)];
    }
}
