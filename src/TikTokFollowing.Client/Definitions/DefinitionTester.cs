using System.Net;
using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Reads recorded responses with a definition. The whole client reads them, without a request.</summary>
internal static class DefinitionTester
{
    private const string Handle = "someone";
    private const string NumericId = "7100000000000000000";
    private const string SecUid = "MS4wLjABAAAA0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Reads a response as the list of the definition's provider.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="response">The body of the response.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<DefinitionReading> ReadAsync(
        ProviderDefinition definition,
        ReadOnlyMemory<byte> response,
        HttpStatusCode status,
        IEnumerable<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken)
    {
        using HttpClient transport = SharedHttpClient.Create(new RecordedResponse(response.ToArray(), status, headers));
        FollowingClient client = new(
            new DefinedProvider(definition),
            new ApiKey("no-key-is-needed-for-a-recorded-response"),
            settings: new HttpSettings { MaximumRetryCount = 0, Timeout = null },
            transport: transport,
            rates: new RateLimitTracker());
        try
        {
            PageFetcher fetcher = new(client, new FollowingQuery(HandleOf(definition)));
            ProviderPage page = await fetcher
                .FetchPageAsync(CursorOf(definition), null, cancellationToken)
                .ConfigureAwait(false);
            return new DefinitionReading(page, null) { UnmatchedFields = FindUnmatched(definition, response) };
        }
        catch (FollowingException e)
        {
            // Unmatched paths are most useful for a response with an unknown shape.
            bool isUnknown = e.Kind == FollowingErrorKind.UnexpectedResponse && (int)status is >= 200 and <= 299;
            return new DefinitionReading(null, e)
            {
                UnmatchedFields = isUnknown ? FindUnmatched(definition, response) : [],
            };
        }
    }

    private static FollowingHandle HandleOf(ProviderDefinition definition)
    {
        HandleKind kind = definition.Metadata.Accepts[0];
        string value = kind == HandleKind.NumericId ? NumericId : kind == HandleKind.SecUid ? SecUid : Handle;
        return new FollowingHandle(value, kind);
    }

    // With an id, the response is that of a page and not of a lookup.
    private static string? CursorOf(ProviderDefinition definition) =>
        definition.Metadata.Rules!.Lookup is { When: null } ? default(LookupCursor).Found(NumericId) : null;

    private static IReadOnlyList<string> FindUnmatched(ProviderDefinition definition, ReadOnlyMemory<byte> response)
    {
        try
        {
            using SparseJson? json = BodyReader.Parse(response.ToArray());
            return json is null ? [] : [.. FindUnmatched(definition, json.Root)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<string> FindUnmatched(ProviderDefinition definition, JsonPart body)
    {
        IReadOnlyList<JsonPart> page = [body];
        IReadOnlyList<JsonPart> records = definition.Page.ReadItems(body) ?? [];
        return definition.Paths
            .OrderBy(static path => path.IsOfRecord)
            .GroupBy(static path => path.Field)
            .Where(field => (field.First().IsOfRecord ? records : page) is { Count: > 0 } parts
                && !field.Any(path => parts.Any(path.IsMatch)))
            .Select(static field => field.Key);
    }

    private sealed class RecordedResponse(
        byte[] body, HttpStatusCode status, IEnumerable<KeyValuePair<string, string>> headers) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage message = new(status) { Content = new ByteArrayContent(body) };
            foreach (KeyValuePair<string, string> header in headers)
            {
                // The content is decompressed and complete, whatever the recorded headers state.
                if (!header.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
                    && !header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                {
                    message.Headers.TryAddWithoutValidation(header.Key, header.Value);
                }
            }
            return Task.FromResult(message);
        }
    }
}
