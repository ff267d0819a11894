using System.Globalization;

namespace TikTokFollowing.Client.Text;

/// <summary>Formats times for messages. Unlike <see cref="DateTime.ToString(string)"/>, it never throws.</summary>
internal static class LocalTime
{
    /// <summary>
    /// Returns a time in the user's format. It is in ISO 8601 if the user's calendar does not contain it, as after 2077
    /// in ar-SA.
    /// </summary>
    /// <param name="time">Specifies the time; <see langword="null"/> returns an empty string.</param>
    /// <param name="format">Specifies a standard format: G, g, d or T.</param>
    public static string Format(DateTime? time, string format = "G")
    {
        if (time is not DateTime value)
        {
            return "";
        }
        try
        {
            return value.ToString(format, CultureInfo.CurrentCulture);
        }
        catch (ArgumentOutOfRangeException)
        {
            string iso = format switch
            {
                "g" => "yyyy-MM-dd HH:mm",
                "d" => "yyyy-MM-dd",
                "T" => "HH:mm:ss",
                _ => "yyyy-MM-dd HH:mm:ss",
            };
            return value.ToString(iso, CultureInfo.InvariantCulture);
        }
    }
}
