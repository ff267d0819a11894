using System.Net;
using System.Net.Http;
using System.Text;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Returns JSON responses in their order, and records the addresses of the requests.</summary>
internal sealed class FixedResponses(params string[] bodies) : HttpMessageHandler
{
    public List<string> Requests { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = new(HttpStatusCode.OK)
        {
            Content = new StringContent(bodies[Requests.Count], Encoding.UTF8, "application/json"),
            RequestMessage = request,
        };
        Requests.Add(request.RequestUri.AbsoluteUri);
        return Task.FromResult(response);
    }
}
