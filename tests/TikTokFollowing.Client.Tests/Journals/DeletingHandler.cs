using System.Net.Http;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Deletes a file while a request is in flight.</summary>
internal sealed class DeletingHandler(HttpMessageHandler inner, string path) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        File.Delete(path);
        return base.SendAsync(request, cancellationToken);
    }
}
