using System.Globalization;

namespace TikTokFollowing.Client.Text;

/// <summary>Formats quantities for messages, such as <c>1 credit</c> and <c>1,250 accounts</c>.</summary>
internal static class Quantity
{
    /// <summary>Formats a number with its noun, in the current culture.</summary>
    /// <param name="count">Specifies the number.</param>
    /// <param name="noun">Specifies the singular of a noun whose plural ends in s.</param>
    public static string Of(long count, string noun) =>
        Of(count) + " " + (count == 1 ? noun : noun + "s");

    /// <summary>Formats a number without a noun, in the current culture.</summary>
    /// <param name="count">Specifies the number.</param>
    public static string Of(long count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
