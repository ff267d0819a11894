using System;
using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client;

/// <summary>Reads lists from one provider: one query in, pages out, one at a time and only when asked for.</summary>
internal sealed class FollowingClient
{
    private readonly ApiKey _key;
    private readonly Uri _baseUri;
    private readonly ProviderHttp _http;
    private readonly HttpSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ClientLog _log;

    /// <param name="provider">Whom to ask.</param>
    /// <param name="key">The key for it.</param>
    /// <param name="baseUri">Another address for it; null is its own.</param>
    /// <param name="settings">How patient to be.</param>
    /// <param name="log">Where to tell what happens.</param>
    /// <param name="transport">For tests; null is the process's own.</param>
    /// <param name="clock">For tests; null is the system's.</param>
    public FollowingClient(
        IFollowingProvider provider,
        ApiKey key,
        Uri? baseUri = null,
        HttpSettings? settings = null,
        ClientLog? log = null,
        HttpClient? transport = null,
        TimeProvider? clock = null)
    {
        Provider = provider;
        _key = key;
        _baseUri = baseUri ?? provider.Facts.BaseUri;
        _settings = settings ?? new HttpSettings();
        _clock = clock ?? TimeProvider.System;
        _log = log ?? ClientLog.None;
        _http = new ProviderHttp(transport ?? Transport.Client, _settings, _clock, _log);
    }

    public IFollowingProvider Provider { get; }

    /// <summary>A list to walk. Nothing is asked before its first page is.</summary>
    /// <exception cref="FollowingException">The query cannot be answered by this provider.</exception>
    public FollowingList Open(FollowingQuery query)
    {
        QueryRules.Check(Provider.Facts, query);
        return new FollowingList(Provider, query, _baseUri, _key, _http, _settings, _clock, _log);
    }
}
