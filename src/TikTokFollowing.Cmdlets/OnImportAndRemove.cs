using System.IO;
using System.Management.Automation;
using System.Reflection;
#if NETFRAMEWORK
using System;
using System.Linq;
#else
using System.Collections.Generic;
using System.Runtime.Loader;
#endif
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets;

/// <summary>
/// Loads the module's dependencies from <c>dependencies/</c>, apart from those of other modules, and counts the runspaces that have imported the module.
/// </summary>
public sealed class OnImportAndRemove : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string s_dependencies = Path.Combine(Path.GetDirectoryName(typeof(OnImportAndRemove).Assembly.Location)!, "dependencies");

    // Once for the process and for good: another runspace can still need it, and assemblies are not unloaded either.
    static OnImportAndRemove()
    {
#if NETFRAMEWORK
        AppDomain.CurrentDomain.AssemblyResolve += Resolve;
#else
        AssemblyLoadContext.Default.Resolving += Resolve;
#endif
        Session.OnLastLeft(SessionKeys.Clear);
        Session.OnLastLeft(VaultKeys.Clear);
    }

    /// <summary>Called by PowerShell on import, once in each runspace.</summary>
    public void OnImport() => Session.Join();

    /// <summary>Called by PowerShell on removal, in the runspace that removes the module. The sandbox and the keys end with the last one.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => Session.Leave();

#if NETFRAMEWORK
    // One domain for everybody: answer only for what lies in our folder, only with a version that is at least the one asked for, and only to ourselves.
    // It is needed even alone: the companions of System.Text.Json refer to one another in versions older than the ones shipped.
    private static Assembly? Resolve(object sender, ResolveEventArgs args)
    {
        AssemblyName asked = new(args.Name);
        if (args.RequestingAssembly is Assembly asker && !IsOurs(asker)) { return null; }
        // System.Text.Json asks for a version that nobody ships for .NET Framework 4.7.2, because the types are in mscorlib there.
        if (asked.Name == "System.ValueTuple" && args.RequestingAssembly is not null) { return typeof(ValueTuple).Assembly; }

        // What lies in dependencies/ refers to the vocabulary beside the cmdlets, where .NET Framework does not look for it. It is asked for by name alone: a mention of
        // one of its types here would have to load it first.
        bool isVocabulary = asked.Name == "TikTokFollowing" && args.RequestingAssembly is not null;
        string path = Path.Combine(isVocabulary ? Path.GetDirectoryName(s_dependencies)! : s_dependencies, asked.Name + ".dll");
        if (!File.Exists(path)) { return null; }

        AssemblyName shipped = AssemblyName.GetAssemblyName(path);
        if (asked.Version is not null && shipped.Version < asked.Version) { return null; }
        return AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(loaded => loaded.FullName == shipped.FullName) ?? Assembly.LoadFrom(path);
    }

    private static bool IsOurs(Assembly asker) =>
        !asker.IsDynamic && asker.Location.StartsWith(Path.GetDirectoryName(s_dependencies)!, StringComparison.OrdinalIgnoreCase);
#else
    // The two doors into our own context. What is behind them is found from there.
    private static readonly HashSet<string> s_doors = ["TikTokFollowing.Client", "TikTokFollowing.Sandbox"];
    private static readonly DependencyContext s_context = new();

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) => s_doors.Contains(name.Name!) ? s_context.LoadFromAssemblyName(name) : null;

    /// <summary>Loads what lies in <c>dependencies/</c>. All else, the vocabulary and .NET itself, stays shared with the session.</summary>
    private sealed class DependencyContext() : AssemblyLoadContext("TikTokFollowing")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(s_dependencies, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
#endif
}
