using System;
using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Parameters;

/// <summary>
/// Takes pages that have been through a file, a job or another machine. Without this they would be taken apart into handle and cursor, and a page at the end,
/// whose cursor is null, would start the list anew, for money.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PageArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly string s_deserialized = "Deserialized." + typeof(FollowingPage).FullName;

    /// <summary>Whether it is a page, living or deserialized.</summary>
    internal static bool IsPage(object item) =>
        item is FollowingPage || (item is PSObject wrapped && (wrapped.BaseObject is FollowingPage || wrapped.TypeNames.Contains(s_deserialized)));

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is not PSObject wrapped || wrapped.BaseObject is FollowingPage || !wrapped.TypeNames.Contains(s_deserialized)) { return inputData; }

        // As far as asking for the next page needs it.
        return new FollowingPage
        {
            Handle = Text(wrapped, nameof(FollowingPage.Handle)) ?? "",
            Provider = Text(wrapped, nameof(FollowingPage.Provider)) ?? "",
            HasMore = wrapped.Properties[nameof(FollowingPage.HasMore)]?.Value is true,
            NextCursor = Text(wrapped, nameof(FollowingPage.NextCursor)),
        };
    }

    private static string? Text(PSObject page, string property) => page.Properties[property]?.Value?.ToString();
}
