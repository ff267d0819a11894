using System.Management.Automation;

namespace TikTokFollowing.InProcess.Tests;

/// <summary>
/// Reads objects by property names, as scripts do. This assembly does not reference the types of the module.
/// </summary>
internal static class Values
{
    public static T? Get<T>(this PSObject from, string property) =>
        from.Properties[property] is PSPropertyInfo found
            ? LanguagePrimitives.ConvertTo<T>(found.Value)
            : throw new PSArgumentException($"There is no property {property}.");
}
