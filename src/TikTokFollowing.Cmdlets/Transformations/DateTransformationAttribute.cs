using System.Globalization;
using System.Text.RegularExpressions;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Reads ISO 8601 dates in the same way under every culture. PowerShell parses arguments with the calendar of the
/// current culture, in which 2026-09-20 can be another year or no date. Other text is left to PowerShell.
/// </summary>
public sealed class DateTransformationAttribute : ValueTransformationAttribute
{
    private static readonly Regex s_iso = new(
        @"^\s*\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,7})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <inheritdoc/>
    private protected override object? Transform(object? input) =>
        input.Unwrap() switch
        {
            DateTimeOffset time => time.UtcDateTime,
            // Text without a time zone is local time, so its kind stays unspecified.
            string text when s_iso.IsMatch(text) && DateTime.TryParse(
                text.Trim().Replace(',', '.'),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out DateTime time) => time,
            _ => input,
        };
}
