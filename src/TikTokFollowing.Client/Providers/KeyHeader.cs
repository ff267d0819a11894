namespace TikTokFollowing.Client.Providers;

/// <summary>Specifies the request header that contains the key.</summary>
/// <param name="Name">Specifies the name of the header.</param>
/// <param name="Prefix">Specifies the text before the key, such as <c>Bearer</c> with its space.</param>
internal sealed record KeyHeader(string Name, string Prefix = "");
