using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Parameters;

/// <summary>
/// Takes the handle out of objects that have one: an account (one step further into the graph), an error's target, a row of a CSV. PowerShell would make a text of
/// the whole object before it looks for a property.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HandleArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data is IList list ? list.Cast<object?>().Select(HandleIn).ToArray() : HandleIn(inputData);
    }

    // A page is left alone: it is more than its handle, and -Page takes it.
    private static object? HandleIn(object? item)
    {
        if (item is null or string || PageArgumentAttribute.IsPage(item)) { return item; }
        object value = item is PSObject wrapped ? wrapped.BaseObject : item;
        object? handle = value is IDictionary table ? table["Handle"] : PSObject.AsPSObject(item).Properties["Handle"]?.Value;
        return TextOf(handle) ?? TextOf(value) ?? $"<{value.GetType().Name}>"; // no handle has these brackets: told, and not bought
    }

    // A name, an address, or an id that was typed as a number. PowerShell would make a text of anything, and that would be asked for and charged.
    private static string? TextOf(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        string text => text,
        Uri address => address.OriginalString,
        int or long or ulong or System.Numerics.BigInteger or decimal => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
