using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Recognizes a handle that was typed as <c>@someone</c> without quotes. PowerShell takes it for the variable $someone, splatted: what arrives is no handle, or
/// the value of an automatic variable such as $home, $host or $pid.
/// </summary>
internal static class SplattedHandle
{
    /// <summary>Reports a handle that was not quoted, before it is looked up or paid for.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidHandle"/></exception>
    internal static void ThrowIfAny(PSCmdlet cmdlet, string? handle)
    {
        InvocationInfo call = cmdlet.MyInvocation;
        if (call.ExpectingInput || NameIn(call, cmdlet, handle) is not string name)
        {
            return;
        }

        throw new FollowingException(
            FollowingErrorKind.InvalidHandle,
            null,
            $"PowerShell takes @{name} for its variable ${name}, not for a handle. Quote it, or omit the @: {call.MyCommand?.Name ?? "Get-TikTokFollowing"} '@{name}'");
    }

    private static string? NameIn(InvocationInfo call, PSCmdlet cmdlet, string? handle)
    {
        string text = TextOf(call);
        if (!text.Contains('@'))
        {
            return null;
        }

        // Incomplete where a command goes over several lines and PowerShell is older than 7.4; what is there is parsed all the same.
        Ast script = Parser.ParseInput(text, out _, out _);
        CommandAst? command = (CommandAst?)script.Find(
            ast => ast is CommandAst each && string.Equals(each.GetCommandName(), call.InvocationName, StringComparison.OrdinalIgnoreCase), searchNestedScriptBlocks: true);
        return command?.CommandElements
            .OfType<VariableExpressionAst>()
            .Where(static variable => variable.Splatted)
            .Select(static variable => variable.VariablePath.UserPath)
            .FirstOrDefault(name => IsMistaken(name, cmdlet, handle));
    }

    // The handle is the value of that variable: another splatted variable holds parameters, as it should.
    private static bool IsMistaken(string name, PSCmdlet cmdlet, string? handle)
    {
        object? value = cmdlet.GetVariableValue(name);
        if (value is null)
        {
            return string.IsNullOrEmpty(handle);
        }

        return cmdlet.SessionState.PSVariable.Get(name) is PSVariable variable
            && (variable.Options & (ScopedItemOptions.Constant | ScopedItemOptions.ReadOnly)) != 0
            && !string.IsNullOrEmpty(handle);
    }

    // The whole statement since PowerShell 7.4, else the rest of the line.
    private static string TextOf(InvocationInfo call)
    {
        if (PSObject.AsPSObject(call).Properties["Statement"]?.Value is string { Length: > 0 } statement)
        {
            return statement;
        }

        string line = call.Line ?? "";
        int start = Math.Max(0, call.OffsetInLine - 1);
        return start < line.Length ? line.Substring(start) : line;
    }
}
