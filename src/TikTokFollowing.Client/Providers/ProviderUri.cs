using System;
using System.Text;

namespace TikTokFollowing.Client.Providers;

/// <summary>Addresses of requests, escaped.</summary>
internal static class ProviderUri
{
    /// <summary>The path below the base (which may have a path of its own: a gateway), with the parameters that have a value.</summary>
    public static Uri Build(Uri baseUri, string path, params (string Name, string? Value)[] parameters)
    {
        StringBuilder address = new(baseUri.GetLeftPart(UriPartial.Path).TrimEnd('/'));
        address.Append('/').Append(path);
        char separator = '?';
        foreach ((string name, string? value) in parameters)
        {
            if (value is null) { continue; }
            address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return new Uri(address.ToString(), UriKind.Absolute);
    }
}
