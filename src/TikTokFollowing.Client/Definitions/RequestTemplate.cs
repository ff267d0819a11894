using System.Net.Http;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Creates requests to the address of a definition. No placeholder represents the key.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path after the base address, without a slash before it.</param>
/// <param name="Query">The query parameters.</param>
/// <param name="Body">The JSON body; null for none.</param>
/// <param name="Headers">The headers with fixed values.</param>
internal sealed record RequestTemplate(
    HttpMethod Method,
    TextTemplate Path,
    IReadOnlyList<(string Name, TextTemplate Value)> Query,
    BodyTemplate? Body,
    IReadOnlyList<(string Name, string Value)> Headers)
{
    public IEnumerable<Placeholder> Placeholders => Path.Placeholders
        .Concat(Query.SelectMany(static parameter => parameter.Value.Placeholders))
        .Concat(Body?.Placeholders ?? []);

    /// <summary>Creates a request.</summary>
    /// <exception cref="FormatException">A value cannot be a part of the request.</exception>
    public HttpRequestMessage Create(RequestValues values, Uri baseUri)
    {
        string path = Path.Render(values, EscapeSegment) ?? throw new FormatException("The path has no value.");
        (string, string?)[] query = [.. Query.Select(parameter => (parameter.Name, parameter.Value.Render(values)))];
        HttpRequestMessage request = new(Method, ProviderUri.Build(baseUri, path, query))
        {
            Content = Body is null ? null : JsonBody.Create(json => Body.Write(json, values)),
        };
        foreach ((string name, string value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    // A segment of dots would lead to another address.
    private static string EscapeSegment(string value) => value.Trim('.').Length == 0
        ? throw new FormatException("A part of the path contains only dots.")
        : Uri.EscapeDataString(value);
}
