namespace TikTokFollowing.Client.Definitions;

/// <summary>Checks the addresses of a definition. The base address receives the key.</summary>
internal static class AddressRules
{
    private const int LongestAddress = 256;

    /// <summary>Reads the address of the API: https, or http for this machine.</summary>
    public static Uri ReadBase(DefinitionNode node)
    {
        const string Expectation = "an https address such as https://api.example.com";
        Uri address = Read(node, Expectation);
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw node.Error(
                "http would send the key unencrypted; it is allowed for this machine only (localhost, 127.0.0.1)");
        }
        if (HasEmptySegment(node.Text(Expectation)))
        {
            throw node.Error("the path of the address must not contain '.', '..' or '//'");
        }
        if (address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw node.Error("the address must not contain '?' or '#'; parameters belong to 'request.query'");
        }
        return address;
    }

    /// <summary>Reads the address of a web page.</summary>
    public static Uri ReadPage(DefinitionNode node) => Read(node, "the https address of a web page");

    private static Uri Read(DefinitionNode node, string expectation)
    {
        string text = node.Text(expectation, LongestAddress);
        bool isAddress = Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address.Host.Length > 0;
        if (!isAddress || text.IndexOfAny(['\\', ' ']) >= 0)
        {
            throw node.Expected(expectation);
        }
        return address!.UserInfo.Length == 0
            ? WithAsciiHost(address)
            : throw node.Error("the address must not contain a user name or a password");
    }

    // Letters of other scripts can look like Latin ones, so messages and properties show the encoded host.
    private static Uri WithAsciiHost(Uri address) => address.Host.All(static c => c < 128)
        ? address
        : new UriBuilder(address) { Host = address.IdnHost }.Uri;

    // A part between slashes that has only dots, or nothing. One slash at the end is common.
    private static bool HasEmptySegment(string address)
    {
        string path = address.Substring(address.IndexOf("://", StringComparison.Ordinal) + "://".Length);
        string[] segments = path.Split('/');
        return segments
            .Where((segment, index) => segment.Length > 0 || index < segments.Length - 1)
            .Any(static segment => Uri.UnescapeDataString(segment).Trim('.').Length == 0);
    }
}
