using System.Net.Http;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>
/// Returns the responses of a script, and records the requests. A request after the last response fails the test.
/// </summary>
internal sealed class ScriptedHandler(params Responder[] script) : HttpMessageHandler
{
    private readonly List<SentRequest> _requests = [];
    private Responder? _always;

    public IReadOnlyList<SentRequest> Requests => _requests;

    public static ScriptedHandler Always(Responder responder) => new() { _always = responder };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Add(await SentRequest.ReadAsync(request, cancellationToken));
        int number = _requests.Count;
        Responder responder = _always ?? (
            number <= script.Length ? script[number - 1] : throw new InvalidOperationException(
                $"Unexpected request {number}: {request.RequestUri}"));
        HttpResponseMessage response = await responder(cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}

/// <summary>Represents a request that was sent.</summary>
internal sealed record SentRequest(
    HttpMethod Method, Uri Address, IReadOnlyDictionary<string, string> Headers, string? Body)
{
    public string Query => Uri.UnescapeDataString(Address.Query);

    public static async Task<SentRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Dictionary<string, string> headers = request.Headers
            .Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(
                header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        string? body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        return new SentRequest(request.Method, request.RequestUri!, headers, body);
    }
}
