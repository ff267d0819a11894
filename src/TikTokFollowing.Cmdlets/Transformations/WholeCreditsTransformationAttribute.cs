using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Rejects a budget that is not a whole number. PowerShell would round 2.5 to 2, and read '2,5' as 25.
/// </summary>
public sealed class WholeCreditsTransformationAttribute : ValueTransformationAttribute
{
    /// <inheritdoc/>
    private protected override object? Transform(object? input)
    {
        object? value = input.Unwrap();
        // 1.000 is 1 in some cultures and 1000 in others, and so is 1,000.
        if (value is string text
            && text.IndexOfAny(['.', ',']) >= 0
            && !Regex.IsMatch(text, @"^\s*(\d+\.0{1,2}|\d*\.[1-9]\d?)\s*$"))
        {
            throw new ArgumentTransformationMetadataException(
                "-MaxCredits accepts a whole number, in digits only: "
                + $"'{TextSanitizer.Sanitize(text)}' can be read in two ways.");
        }

        // PowerShell reports text that is not a number, and numbers that are too large.
        if (LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double number)
            && number != Math.Floor(number))
        {
            throw new ArgumentTransformationMetadataException(
                "-MaxCredits accepts a whole number: "
                + $"{number.ToString(CultureInfo.InvariantCulture)} would be rounded.");
        }

        return input;
    }
}
