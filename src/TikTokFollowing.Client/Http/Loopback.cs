using System.Net;

namespace TikTokFollowing.Client.Http;

/// <summary>Recognizes the addresses of this machine.</summary>
internal static class Loopback
{
    /// <summary>
    /// Indicates whether an address is 127.0.0.0/8, ::1, localhost or a name below localhost.
    /// <see cref="Uri.IsLoopback"/> does not accept names below localhost.
    /// </summary>
    public static bool IsLoopback(Uri address)
    {
        string host = address.DnsSafeHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out IPAddress? ip))
        {
            return IPAddress.IsLoopback(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip);
        }
        return $".{host}".EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
