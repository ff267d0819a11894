using System;
using System.Collections;
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
        return PSObject.AsPSObject(item).Properties["Handle"]?.Value is object handle ? handle.ToString() : item;
    }
}
