using System.Management.Automation;
using System.Reflection;
#if !NETFRAMEWORK
using System.Runtime.Loader;
#endif
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets;

/// <summary>
/// Loads the module's dependencies from <c>dependencies/</c>, isolated from other modules. Counts the runspaces that
/// have imported the module.
/// </summary>
public sealed class OnImportAndRemove : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string s_dependencies =
        Path.Combine(Path.GetDirectoryName(typeof(OnImportAndRemove).Assembly.Location)!, "dependencies");

    // Registered once and never removed: another runspace may need it, and assemblies are not unloaded.
    static OnImportAndRemove()
    {
#if NETFRAMEWORK
        AppDomain.CurrentDomain.AssemblyResolve += Resolve;
#else
        AssemblyLoadContext.Default.Resolving += Resolve;
#endif
        Session.OnLastLeft(KeyStore.Session.Clear);
        Session.OnLastLeft(KeyStore.Vaults.Clear);
    }

    /// <summary>Registers the runspace. PowerShell calls this on import, once in each runspace.</summary>
    public void OnImport() => Session.Join();

    /// <summary>
    /// Unregisters the runspace that removes the module. With the last one, the sandbox and the keys are removed.
    /// </summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => Session.Leave();

#if NETFRAMEWORK
    // All modules share one application domain, so only requests of this module are resolved. The file must be in its
    // folder and have at least the requested version. The dependencies of System.Text.Json reference older versions of
    // each other.
    private static Assembly? Resolve(object sender, ResolveEventArgs args)
    {
        AssemblyName requested = new(args.Name);
        if (args.RequestingAssembly is Assembly requester && !IsOurs(requester))
        {
            return null;
        }

        // System.Text.Json requests a version that no package has for .NET Framework 4.7.2, which has the types in
        // mscorlib.
        if (requested.Name == "System.ValueTuple" && args.RequestingAssembly is not null)
        {
            return typeof(ValueTuple).Assembly;
        }

        // The dependencies reference the public types in the parent folder, where .NET Framework does not search. The
        // name is compared as text, because a reference to a type would have to load the assembly first.
        bool isPublicTypes = requested.Name == "TikTokFollowing" && args.RequestingAssembly is not null;
        string folder = isPublicTypes ? Path.GetDirectoryName(s_dependencies)! : s_dependencies;
        string path = Path.Combine(folder, requested.Name + ".dll");
        if (!File.Exists(path))
        {
            return null;
        }

        AssemblyName shipped = AssemblyName.GetAssemblyName(path);
        if (requested.Version is not null && shipped.Version < requested.Version)
        {
            return null;
        }

        return AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(loaded => loaded.FullName == shipped.FullName)
            ?? Assembly.LoadFrom(path);
    }

    private static bool IsOurs(Assembly assembly) =>
        !assembly.IsDynamic
        && assembly.Location.StartsWith(Path.GetDirectoryName(s_dependencies)!, StringComparison.OrdinalIgnoreCase);
#else
    private static readonly DependencyContext s_context = new();

    // Resolves the assemblies that the cmdlets reference. The private context resolves all others.
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is "TikTokFollowing.Client" or "TikTokFollowing.Sandbox"
            ? s_context.LoadFromAssemblyName(name)
            : null;

    /// <summary>
    /// Loads the assemblies in <c>dependencies/</c>. The public types and .NET are shared with the session.
    /// </summary>
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
