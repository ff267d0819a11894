using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Takes the handle out of objects that have one: an account (one step further into the graph), an error's target, a row of a CSV. PowerShell would make a text of
/// the whole object before it looks for a property.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HandleTransformationAttribute : ArgumentTransformationAttribute
{
    // What stands for an object without a handle, and for a page. No handle has such brackets: it is told, and not bought.
    private const string NoHandle = "<no Handle in ";
    private const string Page = "<a page>";

    /// <summary>The most properties that a message names.</summary>
    private const int ShownProperties = 5;

    /// <summary>Says what is wrong with an object that was given in place of a handle.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidHandle"/>, or <see cref="FollowingErrorKind.InvalidRequest"/> for a page</exception>
    internal static void ThrowIfMissing(string? handle)
    {
        if (handle == Page)
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                null,
                "A page or the target of an error is no handle: its list would be read, and paid for, from the start. Pipe it in to go on behind it: $page | Get-TikTokFollowing -All. Or name it: -Page $page.");
        }
        if (handle?.StartsWith(NoHandle, StringComparison.Ordinal) != true) { return; }
        string what = TextSanitizer.Sanitize(handle.Substring(NoHandle.Length).TrimEnd('>'));
        throw new FollowingException(
            FollowingErrorKind.InvalidHandle,
            null,
            $"The object has no property Handle with a name in it; it is a {what}. Pipe in names, or give it one: Select-Object @{{ Name = 'Handle'; Expression = {{ $_.TheName }} }}.");
    }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data is IList list ? list.Cast<object?>().Select(HandleIn).ToArray() : HandleIn(inputData);
    }

    // A page is more than its handle. One that is piped in goes to -Page as well, and nobody looks here.
    private static object? HandleIn(object? item)
    {
        if (item is null or string) { return item; }
        if (PageTransformationAttribute.IsPage(item)) { return Page; }
        object value = item is PSObject wrapped ? wrapped.BaseObject : item;
        object? handle = AccountConverter.ValueOf(item, "Handle");
        return TextOf(handle) ?? TextOf(value) ?? $"{NoHandle}{Describe(item, value)}>";
    }

    private static string Describe(object item, object value)
    {
        string kind = value.GetType().Name;
        if (value is not (PSCustomObject or IDictionary)) { return kind; }
        string[] names = value is IDictionary table
            ? [.. table.Keys.Cast<object>().Take(ShownProperties + 1).Select(static key => $"{key}")]
            : [.. PSObject.AsPSObject(item).Properties.Take(ShownProperties + 1).Select(static property => property.Name)];
        if (names.Length == 0) { return kind; }
        return $"{kind} with {string.Join(", ", names.Take(ShownProperties))}{(names.Length > ShownProperties ? ", ..." : "")}";
    }

    // A name, an address, or an id that was typed as a number. PowerShell would make a text of anything, and that would be asked for and charged.
    private static string? TextOf(object? value)
    {
        object? plain = AccountConverter.Unwrap(value);
        return plain is string or Uri or int or long or ulong or System.Numerics.BigInteger or decimal ? PlainValue.Text(plain) ?? "" : null;
    }
}
