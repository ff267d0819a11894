using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Rejects ambiguous time spans. PowerShell reads 7 as 700 nanoseconds, '7' as 7 days and '24:00:00' as 24 days. Text
/// is read in the same way under every culture.
/// </summary>
public sealed class TimeSpanTransformationAttribute : ValueTransformationAttribute
{
    // More than 23 hours.
    private static readonly Regex s_unclear = new(@"^-?(?!0*(1?\d|2[0-3]):)\d+:", RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    private protected override object? Transform(object? input)
    {
        object? value = input.Unwrap();
        if (value is null or TimeSpan { Ticks: >= 0 })
        {
            return value;
        }
        string text = LanguagePrimitives.ConvertTo<string>(value).Trim();
        bool isNumber = decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number);
        if (isNumber && number == 0)
        {
            return TimeSpan.Zero;
        }
        if (isNumber
            || s_unclear.IsMatch(text)
            || !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span))
        {
            throw new ArgumentTransformationMetadataException(
                $"'{TextSanitizer.Sanitize(text)}' is not a clear time span. Use days.hours:minutes:seconds: "
                + "7.00:00:00 is 7 days, 12:00:00 is 12 hours.");
        }
        return span >= TimeSpan.Zero ? span : throw new ArgumentTransformationMetadataException(
            $"'{TextSanitizer.Sanitize(text)}' is negative. Use a time span of 0 or more.");
    }
}
