using System.Management.Automation;

namespace TikTokFollowing.InProcess.Tests;

/// <summary>Reads objects of the module by the names of their properties, as a script does: their types are the module's, and this assembly names none of them.</summary>
internal static class Values
{
    public static T? Get<T>(this PSObject from, string property) =>
        LanguagePrimitives.ConvertTo<T>((from.Properties[property] ?? throw new PSArgumentException($"There is no property {property}.")).Value);
}
