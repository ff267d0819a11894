using System.Management.Automation;
using System.Reflection;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>The module, loaded with the two steps of Windows PowerShell's Import-Module: <c>Assembly.LoadFrom</c>, then <c>OnImport</c> of its initializers.</summary>
internal sealed class ImportedModule
{
    // What these checks name themselves. In Windows PowerShell nobody outside the module does, and the module's own handler rightly does not answer to us.
    private static readonly string[] s_forUs = ["TikTokFollowing", "TikTokFollowing.Client", "TikTokFollowing.Sandbox", "Microsoft.Bcl.TimeProvider", "Microsoft.Bcl.AsyncInterfaces", "System.Threading.Tasks.Extensions"];

    private ImportedModule(string folder, Assembly cmdlets, IReadOnlyList<string> loadedByImport)
    {
        Folder = folder;
        Cmdlets = cmdlets;
        LoadedByImport = loadedByImport;
    }

    /// <summary>The module's bin/net472.</summary>
    public string Folder { get; }

    public string Dependencies => Path.Combine(Folder, "dependencies");

    public Assembly Cmdlets { get; }

    /// <summary>The names of the assemblies that came with the import.</summary>
    public IReadOnlyList<string> LoadedByImport { get; }

    public static ImportedModule Import(string folder)
    {
        string[] before = Loaded();
        Assembly cmdlets = Assembly.LoadFrom(Path.Combine(folder, "TikTokFollowing.Cmdlets.dll"));
        // By name, where PowerShell searches: Mono loads the types of all fields of a class that it looks at, and so could look at no cmdlet before OnImport. .NET Framework
        // does so with structs only, and of those a check makes sure that there are none.
        Type initializer = cmdlets.GetType("TikTokFollowing.Cmdlets.OnImportAndRemove", throwOnError: true);
        ((IModuleAssemblyInitializer)Activator.CreateInstance(initializer)).OnImport();

        ImportedModule module = new(folder, cmdlets, [.. Loaded().Except(before)]);
        AppDomain.CurrentDomain.AssemblyResolve += module.ResolveForUs;
        return module;
    }

    public static string[] Loaded() => [.. AppDomain.CurrentDomain.GetAssemblies().Select(static assembly => assembly.GetName().Name)];

    private Assembly? ResolveForUs(object sender, ResolveEventArgs args)
    {
        string name = new AssemblyName(args.Name).Name;
        if (!s_forUs.Contains(name) || (args.RequestingAssembly is Assembly asker && asker != typeof(ImportedModule).Assembly)) { return null; }
        return Assembly.LoadFrom(Path.Combine(name == "TikTokFollowing" ? Folder : Dependencies, name + ".dll"));
    }
}
