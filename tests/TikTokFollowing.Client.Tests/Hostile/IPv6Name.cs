using System.Net;
using System.Net.Sockets;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Finds a host name of this machine that has an IPv6 address and no other.</summary>
internal static class IPv6Name
{
    /// <summary>Gets the names that systems have for ::1.</summary>
    public static string[] Candidates { get; } = ["ip6-localhost", "ip6-loopback", "localhost6"];

    /// <summary>Indicates whether this machine has ::1.</summary>
    public static bool HasIPv6 { get; } = CanListen();

    /// <summary>Gets the name; <see langword="null"/> if none exists.</summary>
    public static string? Value { get; } = HasIPv6 ? Candidates.FirstOrDefault(IsOnlyIPv6) : null;

    private static bool CanListen()
    {
        try
        {
            TcpListener listener = new(IPAddress.IPv6Loopback, 0);
            listener.Start();
            listener.Stop();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsOnlyIPv6(string name)
    {
        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(name);
            return addresses.Length > 0 && addresses.All(IPAddress.IPv6Loopback.Equals);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
