using System.Collections;
using System.Management.Automation;
using TikTokFollowing.Client.Conversion;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Conversion;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Reads the handle of objects that have one, such as an account, the target of an error or a row of a CSV. PowerShell
/// would convert the whole object to a string before it looks for a property.
/// </summary>
public sealed class HandleTransformationAttribute : ValueTransformationAttribute
{
    // Placeholders for objects without a handle, which are reported before a request. No handle contains such brackets.
    private const string NoHandle = "<no Handle in ";
    private const string Page = "<a page>";
    private const string OtherError = "<an error>";
    private const string Listed = "<an account>";

    /// <summary>
    /// Gets or sets a value that indicates whether objects are users whose lists are read again. Targets of errors are
    /// then accepted, and accounts of a list are not.
    /// </summary>
    public bool AcceptsUsersOnly { get; set; }

    /// <summary>Reports an object that was specified in place of a handle.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidHandle"/>, or <see cref="FollowingErrorKind.InvalidRequest"/> for a page.
    /// </exception>
    internal static void ThrowIfMissing(string? handle)
    {
        FollowingException? error = handle switch
        {
            Page => RequestErrors.Invalid(
                "A page, or the target of an error, is not a handle. As a handle, it would fetch the list "
                + "from the start. To get the rest of the list: $page | Get-TikTokFollowing -All, or -Page $page"),
            Listed => RequestErrors.Invalid(
                "The object has FollowedBy or FollowedByCount: it is an account of a list or a change, not a user to "
                + "track. Each one would cost a baseline. To track these accounts, specify their handles: "
                + "Update-TikTokFollowingHistory $accounts.Handle"),
            OtherError => InvalidHandle(
                "The error has no resume point, because it is not an error of Get-TikTokFollowing or "
                + "Get-TikTokFollowingPage. Select the error of the list, "
                + "for example: $Error[1] | Get-TikTokFollowing -All"),
            _ when handle?.StartsWith(NoHandle, StringComparison.Ordinal) == true => InvalidHandle(
                "The object has no property Handle that contains a handle. Its type is "
                + TextSanitizer.Sanitize(handle.Substring(NoHandle.Length).TrimEnd('>'))
                + ". Use strings, or add the property: "
                + "Select-Object @{ Name = 'Handle'; Expression = { $_.UserName } }"),
            _ => null,
        };
        if (error is not null)
        {
            throw error;
        }
    }

    /// <inheritdoc/>
    private protected override object? Transform(object? input) =>
        input.Unwrap() is IList list ? list.Cast<object?>().Select(GetHandle).ToArray() : GetHandle(input);

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
            if (item.HasProperty(nameof(FollowedAccount.FollowedBy), nameof(SharedAccount.FollowedByCount)))
            {
                return Listed;
            }
        }
        else if (PageTransformationAttribute.IsPage(item))
        {
            return Page;
        }

        return item.Unwrap() is ErrorRecord or IContainsErrorRecord
            ? OtherError
            : GetText(item.GetValue("Handle")) ?? GetText(item.Unwrap()) ?? $"{NoHandle}{Describe(item)}>";
    }

    private static string Describe(object item)
    {
        object value = item is PSObject wrapped ? wrapped.BaseObject : item;
        string names = value is PSCustomObject or IDictionary ? item.DescribeProperties() : "";
        return names.Length == 0 ? value.GetType().Name : $"{value.GetType().Name} with {names}";
    }

    // A name, an address, or an id that was typed as a number. PowerShell would convert any object to a string.
    private static string? GetText(object? value) =>
        value is string or Uri or int or long or ulong or System.Numerics.BigInteger or decimal
            ? PlainValue.Text(value) ?? ""
            : null;

    private static FollowingException InvalidHandle(string message) =>
        new(FollowingErrorKind.InvalidHandle, null, message);
}
