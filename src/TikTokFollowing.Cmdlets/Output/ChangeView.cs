using System.Management.Automation;
using TikTokFollowing.Client.History;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>Selects the default table of changes.</summary>
internal static class ChangeView
{
    // The format file has a view for this name. Comparisons have another view, so the type alone cannot select it.
    private static readonly string s_history = typeof(FollowingChange).FullName + "#History";

    /// <summary>Returns a change whose default table also shows the time and the list.</summary>
    public static PSObject OfHistory(FollowingChange change)
    {
        PSObject output = PSObject.AsPSObject(change);
        output.TypeNames.Insert(0, s_history);
        return output;
    }

    /// <summary>Writes the changes of an update.</summary>
    public static void Write(Cmdlet output, HistoryUpdate update) =>
        output.WriteObject(update.Changes.Select(OfHistory), enumerateCollection: true);
}
