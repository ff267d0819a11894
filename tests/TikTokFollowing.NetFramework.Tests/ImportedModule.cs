using System.Management.Automation;
using System.Reflection;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>
/// Represents the module, loaded with the two steps of Import-Module in Windows PowerShell: <c>Assembly.LoadFrom</c>,
/// then <c>OnImport</c> of its initializers.
/// </summary>
internal sealed class ImportedModule
{
    // The references of these checks. In Windows PowerShell, only the module refers to these assemblies, and its
    // handler rightly ignores requests of this program.
    private static readonly string[] s_references =
    [
        "TikTokFollowing",
        "TikTokFollowing.Client",
        "TikTokFollowing.Sandbox",
        "Microsoft.Bcl.TimeProvider",
        "Microsoft.Bcl.AsyncInterfaces",
        "System.Memory",
        "System.Text.Json",
        "System.Threading.Tasks.Extensions",
    ];

    private ImportedModule(string folder, Assembly cmdlets, IReadOnlyList<string> loadedByImport)
    {
        Folder = folder;
        Cmdlets = cmdlets;
        LoadedByImport = loadedByImport;
    }

    /// <summary>Gets the folder bin/net472 of the module.</summary>
    public string Folder { get; }

    public string Dependencies => Path.Combine(Folder, "dependencies");

    public Assembly Cmdlets { get; }

    /// <summary>Gets the names of the assemblies that the import loaded.</summary>
    public IReadOnlyList<string> LoadedByImport { get; }

    public static ImportedModule Import(string folder)
    {
        string[] before = Loaded();
        Assembly cmdlets = Assembly.LoadFrom(Path.Combine(folder, "TikTokFollowing.Cmdlets.dll"));
        // By name, unlike PowerShell, which searches all types: Mono loads the types of all fields of a class, and so
        // cannot load a cmdlet before OnImport. .NET Framework does so for structs only; a check excludes those.
        Type initializer = cmdlets.GetType("TikTokFollowing.Cmdlets.OnImportAndRemove", throwOnError: true);
        ((IModuleAssemblyInitializer)Activator.CreateInstance(initializer)).OnImport();

        ImportedModule module = new(folder, cmdlets, [.. Loaded().Except(before)]);
        AppDomain.CurrentDomain.AssemblyResolve += module.ResolveReference;
        return module;
    }

    public static string[] Loaded() =>
        [.. AppDomain.CurrentDomain.GetAssemblies().Select(static assembly => assembly.GetName().Name)];

    private Assembly? ResolveReference(object sender, ResolveEventArgs args)
    {
        string name = new AssemblyName(args.Name).Name;
        bool isOfOther =
            args.RequestingAssembly is Assembly requester && requester != typeof(ImportedModule).Assembly;
        return isOfOther || !s_references.Contains(name)
            ? null
            : Assembly.LoadFrom(Path.Combine(name == "TikTokFollowing" ? Folder : Dependencies, name + ".dll"));
    }
}
