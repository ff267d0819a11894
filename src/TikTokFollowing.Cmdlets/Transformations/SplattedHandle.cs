using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;

namespace TikTokFollowing.Cmdlets.Transformations;

/// <summary>
/// Recognizes a handle that was typed as <c>@someone</c> without quotes. PowerShell splats the variable $someone
/// instead. The cmdlet receives no handle, or the value of an automatic variable such as $home, $host or $pid.
/// </summary>
internal static class SplattedHandle
{
    // Reflection is used because the properties of a PSObject would compile 70 methods of PowerShell for the first
    // command.
    private static readonly PropertyInfo? s_statement = typeof(InvocationInfo).GetProperty("Statement");

    /// <summary>Reports a handle that was not quoted, before a request is sent.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidHandle"/></exception>
    internal static void ThrowIfAny(PSCmdlet cmdlet, string? handle)
    {
        InvocationInfo call = cmdlet.MyInvocation;
        if (!call.ExpectingInput && FindName(call, cmdlet, handle) is string name)
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidHandle,
                null,
                $"PowerShell splats the variable ${name} for @{name}. Quote the handle, or omit the @: "
                + $"{call.MyCommand.Name} '@{name}'");
        }
    }

    private static string? FindName(InvocationInfo call, PSCmdlet cmdlet, string? handle)
    {
        string text = GetText(call);
        if (!text.Contains('@'))
        {
            return null;
        }

        // Before PowerShell 7.4, the text of a command on several lines is incomplete, but it can still be parsed.
        Ast script = Parser.ParseInput(text, out _, out _);
        CommandAst? command = (CommandAst?)script.Find(
            ast => ast is CommandAst each
                && string.Equals(each.GetCommandName(), call.InvocationName, StringComparison.OrdinalIgnoreCase),
            searchNestedScriptBlocks: true);
        return command?.CommandElements
            .OfType<VariableExpressionAst>()
            .Where(static variable => variable.Splatted)
            .Select(static variable => variable.VariablePath.UserPath)
            .FirstOrDefault(name => IsMistaken(name, cmdlet, handle));
    }

    // The handle is the value of the variable. Any other splatted variable contains parameters, as intended.
    private static bool IsMistaken(string name, PSCmdlet cmdlet, string? handle)
    {
        bool hasNoHandle = string.IsNullOrEmpty(handle);
        return cmdlet.GetVariableValue(name) is null
            ? hasNoHandle
            : !hasNoHandle
                && cmdlet.SessionState.PSVariable.Get(name) is PSVariable variable
                && (variable.Options & (ScopedItemOptions.Constant | ScopedItemOptions.ReadOnly)) != 0;
    }

    // The whole statement since PowerShell 7.4, otherwise the rest of the line.
    private static string GetText(InvocationInfo call)
    {
        if (s_statement?.GetValue(call) is string { Length: > 0 } statement)
        {
            return statement;
        }

        string line = call.Line ?? "";
        int start = Math.Max(0, call.OffsetInLine - 1);
        return start < line.Length ? line.Substring(start) : line;
    }
}
