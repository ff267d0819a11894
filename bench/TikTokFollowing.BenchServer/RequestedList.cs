using System.Globalization;

namespace TikTokFollowing.BenchServer;

/// <summary>
/// Represents the list of a handle <c>list.{pages}.{delay}.{anything}</c>. For example, <c>list.5.100.7</c> has five
/// pages with a delay of 100 ms each.
/// </summary>
internal readonly record struct RequestedList(string Handle, int Pages, TimeSpan Delay)
{
    public static RequestedList? Parse(string handle)
    {
        string[] parts = handle.Split('.');
        return parts is ["list", string pages, string delay, _]
            && int.TryParse(pages, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && int.TryParse(delay, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
                ? new RequestedList(handle, count, TimeSpan.FromMilliseconds(milliseconds))
                : null;
    }
}
