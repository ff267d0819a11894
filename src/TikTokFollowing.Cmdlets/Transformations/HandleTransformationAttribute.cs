using System.Collections;
using System.Management.Automation;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Reads the handle of objects that have one, such as an account, the target of an error or a row of a CSV. PowerShell
/// would convert the whole object to a string before it looks for a property.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HandleTransformationAttribute : ArgumentTransformationAttribute
{
    // Placeholders for objects without a handle, which are reported before a request. No handle contains such brackets.
    private const string NoHandle = "<no Handle in ";
    private const string Page = "<a page>";
    private const string OtherError = "<an error>";
    private const string Listed = "<an account>";

    /// <summary>
    /// Gets or sets a value that indicates whether objects are users whose lists are read again: targets of errors are
    /// accepted, and accounts of a list are not.
    /// </summary>
    public bool AcceptsUsersOnly { get; set; }

    /// <summary>Reports an object that was specified in place of a handle.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidHandle"/>, or <see cref="FollowingErrorKind.InvalidRequest"/> for a page.
    /// </exception>
    internal static void ThrowIfMissing(string? handle)
    {
        if (handle == Page)
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                null,
                "A page, or the target of an error, is not a handle. As a handle, it would fetch the list "
                + "from the start. To get the rest of the list: $page | Get-TikTokFollowing -All, or -Page $page");
        }

        if (handle == Listed)
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                null,
                "The object has FollowedBy or FollowedByCount: it is an account of a list or a change, not a user to "
                + "track. Each one would cost a baseline. To track these accounts, specify their handles: "
                + "Update-TikTokFollowingHistory $accounts.Handle");
        }

        if (handle == OtherError)
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidHandle,
                null,
                "The error has no resume point, because it is not an error of Get-TikTokFollowing or "
                + "Get-TikTokFollowingPage. Select the error of the list, "
                + "for example: $Error[1] | Get-TikTokFollowing -All");
        }

        if (handle?.StartsWith(NoHandle, StringComparison.Ordinal) != true)
        {
            return;
        }

        string type = TextSanitizer.Sanitize(handle.Substring(NoHandle.Length).TrimEnd('>'));
        throw new FollowingException(
            FollowingErrorKind.InvalidHandle,
            null,
            $"The object has no property Handle that contains a handle. Its type is {type}. Use strings, or "
            + "add the property: Select-Object @{ Name = 'Handle'; Expression = { $_.UserName } }");
    }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data is IList list ? list.Cast<object?>().Select(GetHandle).ToArray() : GetHandle(inputData);
    }

    // A page in the pipeline also binds to -Page, and then this value is not used.
    private object? GetHandle(object? item)
    {
        if (item is null or string)
        {
            return item;
        }

        if (AcceptsUsersOnly)
        {
            item = PageTransformationAttribute.GetTarget(item);
            if (item.HasProperty(nameof(FollowedAccount.FollowedBy), "FollowedByCount"))
            {
                return Listed;
            }
        }
        else if (PageTransformationAttribute.IsPage(item))
        {
            return Page;
        }

        object value = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (value is ErrorRecord or IContainsErrorRecord)
        {
            return OtherError;
        }

        object? handle = item.GetValue("Handle");
        return GetText(handle) ?? GetText(value) ?? $"{NoHandle}{Describe(item, value)}>";
    }

    private static string Describe(object item, object value)
    {
        string names = value is PSCustomObject or IDictionary ? item.DescribeProperties() : "";
        return names.Length == 0 ? value.GetType().Name : $"{value.GetType().Name} with {names}";
    }

    // A name, an address, or an id that was typed as a number. PowerShell would convert any object to a string.
    private static string? GetText(object? value)
    {
        object? plain = value.Unwrap();
        return plain is string or Uri or int or long or ulong or System.Numerics.BigInteger or decimal
            ? PlainValue.Text(plain) ?? ""
            : null;
    }
}
