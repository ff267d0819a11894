using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Reads the parameters that the user specified.</summary>
internal static class BoundParameters
{
    public static bool IsGiven(this PSCmdlet cmdlet, string parameter) =>
        cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Indicates whether a switch was specified and is on. -WhatIf:$false is specified but not on.</summary>
    public static bool IsOn(this PSCmdlet cmdlet, string parameter) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? value)
        && LanguagePrimitives.IsTrue(value);
}
