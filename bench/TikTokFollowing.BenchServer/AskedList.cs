using System;
using System.Globalization;

namespace TikTokFollowing.BenchServer;

/// <summary>Which list a handle names: <c>list.{pages}.{delay}.{anything}</c>, such as <c>list.5.100.7</c>, five pages that come after 100 ms each.</summary>
internal readonly record struct AskedList(string Handle, int Pages, TimeSpan Delay)
{
    public static AskedList? Parse(string handle)
    {
        string[] parts = handle.Split('.');
        return parts is ["list", string pages, string delay, _]
            && int.TryParse(pages, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && int.TryParse(delay, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
                ? new AskedList(handle, count, TimeSpan.FromMilliseconds(milliseconds))
                : null;
    }
}
