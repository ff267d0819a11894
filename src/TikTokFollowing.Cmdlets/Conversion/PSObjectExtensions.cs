using System.Collections;
using System.Management.Automation;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>Reads the properties of any object of the pipeline, and the entries of hashtables.</summary>
internal static class PSObjectExtensions
{
    /// <summary>Returns the base object of a PSObject. A PSCustomObject is returned unchanged.</summary>
    public static object? Unwrap(this object? item) =>
        item is PSObject { BaseObject: not PSCustomObject and object value } ? value : item;

    /// <summary>Returns the value of a property; null if the property is missing or unreadable.</summary>
    public static object? GetValue(this object item, string property)
    {
        try
        {
            return GetTable(item) is IDictionary table
                ? Unwrap(table.Contains(property) ? table[property] : null)
                : Unwrap(PSObject.AsPSObject(item).Properties[property]?.Value);
        }
        catch (Exception e) when (e is ExtendedTypeSystemException or PSInvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns the text of a property in the invariant culture; null if it is empty or not a plain value.
    /// </summary>
    public static string? GetText(this object item, string property) => PlainValue.Text(GetValue(item, property));

    /// <summary>Returns the names of the properties.</summary>
    public static IEnumerable<string> GetPropertyNames(this object item) => GetTable(item) is IDictionary table
        ? table.Keys.OfType<string>()
        : PSObject.AsPSObject(item).Properties.Select(property => property.Name);

    /// <summary>Indicates whether an object has one of the properties.</summary>
    public static bool HasProperty(this object item, params string[] names) => names.Any(name =>
        item is IDictionary table ? table.Contains(name) : PSObject.AsPSObject(item).Properties[name] is not null);

    /// <summary>Returns the first properties of an object, for a message; empty if there are none.</summary>
    public static string DescribeProperties(this object item)
    {
        const int Shown = 5;
        List<string> names = [.. GetPropertyNames(item).Select(TextSanitizer.Sanitize)];
        int more = names.Count - Shown;
        return string.Join(", ", names.Take(Shown))
            + (more > 0 ? $" and {more} more" : "");
    }

    private static IDictionary? GetTable(object item) => item switch
    {
        IDictionary table => table,
        PSObject { BaseObject: IDictionary table } => table,
        _ => null,
    };
}
