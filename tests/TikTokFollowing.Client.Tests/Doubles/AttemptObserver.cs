using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Creates requests, and records their attempts.</summary>
internal sealed class AttemptObserver(Func<HttpRequestMessage> create) : IAttemptObserver
{
    public int RetryingCount { get; private set; }

    public int NoResponseMayBeCharged { get; private set; }

    public int NoResponseNotCharged { get; private set; }

    public List<string> Delays { get; } = [];

    public string Description => "the list of @someone";

    public FieldNames? Fields { get; init; }

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public HttpRequestMessage CreateRequest() => create();

    public void OnDelay(string reason) => Delays.Add(reason);

    public void OnRetrying(ProviderResponse response) => RetryingCount++;

    public void OnNoResponse(bool mayBeCharged)
    {
        if (mayBeCharged)
        {
            NoResponseMayBeCharged++;
        }
        else
        {
            NoResponseNotCharged++;
        }
    }
}
