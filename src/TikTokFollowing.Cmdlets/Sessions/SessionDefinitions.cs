using System.Management.Automation;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Cmdlets.Sessions;

/// <summary>
/// Connects the definitions of the process with its sessions. The last session removes them, and each session reports
/// the files that cannot be used.
/// </summary>
internal static class SessionDefinitions
{
    /// <summary>Warns once in each session about each definition in the folder that cannot be used.</summary>
    public static void Use(Cmdlet cmdlet)
    {
        Session.OnLastLeft(ProviderRegistry.Defined.Clear);
        Session session = Session.Current;
        IReadOnlyList<string> problems = ProviderRegistry.Defined.Problems;
        if (ReferenceEquals(session.ReportedProblems, problems))
        {
            return;
        }
        session.ReportedProblems = problems;
        foreach (string problem in problems)
        {
            cmdlet.WriteWarning(problem);
        }
    }
}
