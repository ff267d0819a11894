using System;
using System.Net.Http;
using TikTokFollowing.Client.Http;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Makes requests for the gate and keeps what it was told of them.</summary>
internal sealed class Attempts(Func<HttpRequestMessage> create) : IAttempts
{
    public int RepeatedCount { get; private set; }

    public int LostAndMayBeCharged { get; private set; }

    public int LostForSure { get; private set; }

    public HttpRequestMessage CreateRequest() => create();

    public void Repeated(HttpAnswer answer) => RepeatedCount++;

    public void Lost(bool mayBeCharged)
    {
        if (mayBeCharged) { LostAndMayBeCharged++; }
        else { LostForSure++; }
    }
}
