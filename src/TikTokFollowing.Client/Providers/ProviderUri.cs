using System.Text;

namespace TikTokFollowing.Client.Providers;

/// <summary>Builds the escaped addresses of requests.</summary>
internal static class ProviderUri
{
    /// <summary>Appends a path and query parameters to a base address.</summary>
    /// <param name="baseUri">The base address. The address of a gateway can have a path.</param>
    /// <param name="path">The path, already escaped.</param>
    /// <param name="parameters">The query parameters. Those without a value are omitted.</param>
    public static Uri Build(Uri baseUri, string path, params (string Name, string? Value)[] parameters)
    {
        StringBuilder address = new(baseUri.GetLeftPart(UriPartial.Path).TrimEnd('/'));
        address.Append('/').Append(path);
        char separator = '?';
        foreach ((string name, string? value) in parameters)
        {
            if (value is null)
            {
                continue;
            }
            address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return new Uri(address.ToString(), UriKind.Absolute);
    }
}
