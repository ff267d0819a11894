using System.Collections;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes the address of the sandbox that is running in this process.</summary>
public sealed class BaseUriCompleter : CompleterBase
{
    /// <inheritdoc/>
    private protected override IEnumerable<(string Text, string ToolTip)> FindValues(
        string parameter, IDictionary boundParameters) =>
        RunningSandbox.BaseUri?.ToString() is string address
            ? [(address, "The sandbox that is running in this session")]
            : [];
}
