using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.Benchmarks;

/// <summary>Provides the first page of a list from the sandbox as bytes, and reads it as the client does.</summary>
internal sealed class PreparedPage
{
    /// <summary>The number of accounts on the page of every provider, by which the results are divided.</summary>
    public const int Accounts = 20;

    private readonly SecretForms _secrets = SecretRedactor.GetDataForms(new ApiKey("for-the-sandbox"));
    private readonly IFollowingProvider _provider;
    private readonly PageRequest _request;

    public PreparedPage(string provider, bool isTrimmed, bool includeRaw)
    {
        _provider = ProviderRegistry.Get(provider);
        FollowingQuery query = new(FollowingHandle.Parse("someone"))
        {
            Trim = isTrimmed,
            IncludeRaw = includeRaw,
            PageSize = _provider.Facts.SupportsPageSize ? Accounts : null,
        };
        _request = new PageRequest(query, null, null, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local));

        using SandboxHttpServer sandbox = SandboxHttpServer.Start(
            new SandboxOptions { FollowingCount = 5 * Accounts, PageSize = Accounts });
        using HttpClient client = new();
        using HttpRequestMessage request = _provider.CreateRequest(_request, sandbox.BaseUri);
        AuthenticationHandler.Authenticate(request, _provider.Facts.KeyHeader, new ApiKey("for-the-sandbox"));
        using HttpResponseMessage response = client.SendAsync(request).GetAwaiter().GetResult();
        Body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        int read = Read().Accounts.Count;
        if (read != Accounts)
        {
            throw new InvalidOperationException($"The page of {provider} has {read} accounts.");
        }
    }

    private PreparedPage(PreparedPage other, IFollowingProvider provider)
    {
        _provider = provider;
        _request = other._request;
        Body = [.. other.Body];
    }

    /// <summary>Gets the body of the response.</summary>
    public byte[] Body { get; }

    /// <summary>Returns the same page for another provider that can read it.</summary>
    public PreparedPage ReadBy(IFollowingProvider provider) => new(this, provider);

    /// <summary>Reads the accounts with the code of the client.</summary>
    public ProviderPage Read()
    {
        using SparseJson json = BodyReader.Parse(Body, _provider.Fields, _secrets)!;
        return _provider.ReadPage(_request, new ErrorResponse(_provider.Facts, HttpStatusCode.OK, json.Root));
    }
}
