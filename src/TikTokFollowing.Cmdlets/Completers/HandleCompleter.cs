using System.Collections;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>
/// Completes the handles with a special meaning in the sandbox while it is running. Other handles are unknown without a
/// request.
/// </summary>
public sealed class HandleCompleter : CompleterBase
{
    private static readonly (string Handle, string Meaning)[] s_special =
    [
        ("empty", "Sandbox: follows no account"),
        ("hidden", "Sandbox: hides its following list"),
        ("missing", "Sandbox: does not exist"),
        ("private", "Sandbox: is private"),
        ("someone", "Sandbox: an ordinary account, like any other name"),
    ];

    /// <inheritdoc/>
    private protected override IEnumerable<(string Text, string ToolTip)> FindValues(
        string parameter, IDictionary boundParameters) => RunningSandbox.BaseUri is null ? [] : s_special;
}
