using System.Management.Automation;
using System.Management.Automation.Host;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Adds advice to the error of PowerShell for a prompt in a session that cannot show one.</summary>
internal static class Confirmation
{
    /// <summary>Returns the result of a prompt; false if the input of the console has ended.</summary>
    /// <param name="prompt">The call of ShouldProcess or ShouldContinue.</param>
    /// <param name="advice">The parameters that avoid the prompt.</param>
    /// <exception cref="PSInvalidOperationException">The session cannot show a prompt.</exception>
    public static bool Request(Func<bool> prompt, string advice)
    {
        try
        {
            return prompt();
        }
        catch (NullReferenceException e) when (e.TargetSite?.Name == "PromptForChoice")
        {
            return false; // the console host of PowerShell throws this at the end of its standard input
        }
        catch (Exception e) when (e is HostException or PSInvalidOperationException)
        {
            throw new PSInvalidOperationException(
                $"PowerShell cannot show a prompt in this session (NonInteractive mode or a job). {advice}", e);
        }
    }
}
