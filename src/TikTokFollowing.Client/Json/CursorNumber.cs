using System.Text.Json;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Json;

/// <summary>Writes a cursor with the JSON type that it had in the response.</summary>
internal static class CursorNumber
{
    private static readonly Regex s_number = new(
        @"^-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,18})?(?<exponent>[eE][+-]?[0-9]{1,2})?\z", RegexOptions.CultureInvariant);

    /// <summary>Writes a cursor as a number, or as a text if it is not one.</summary>
    public static void Write(Utf8JsonWriter json, string cursor)
    {
        Match number = s_number.Match(cursor);
        // An opaque cursor may look like a number with an exponent: 12e4567.
        bool canBeOpaque = number.Groups["exponent"].Success && JsonReading.FollowTime(cursor) is null;
        if (number.Success && !canBeOpaque)
        {
            json.WriteRawValue(cursor);
        }
        else
        {
            json.WriteStringValue(cursor);
        }
    }
}
