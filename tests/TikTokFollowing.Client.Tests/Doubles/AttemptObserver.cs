using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Makes requests for the gate and keeps what it was told of them.</summary>
internal sealed class AttemptObserver(Func<HttpRequestMessage> create) : IAttemptObserver
{
    public int RepeatedCount { get; private set; }

    public int LostAndMayBeCharged { get; private set; }

    public int LostForSure { get; private set; }

    public List<string> Waits { get; } = [];

    public string Subject => "the list of @someone";

    public FieldNames? Fields { get; init; }

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public HttpRequestMessage CreateRequest() => create();

    public bool IsTransient(ProviderResponse answer) => ProviderErrors.IsTransient(answer.Status);

    public void Waiting(string why) => Waits.Add(why);

    public void Repeated(ProviderResponse answer) => RepeatedCount++;

    public void Lost(bool mayBeCharged)
    {
        if (mayBeCharged) { LostAndMayBeCharged++; }
        else { LostForSure++; }
    }
}
