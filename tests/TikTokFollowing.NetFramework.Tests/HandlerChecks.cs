using System.Reflection;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Checks the handler of <c>AppDomain.AssemblyResolve</c> that the module adds.</summary>
internal static class HandlerChecks
{
    public static void Run(Checks checks, ImportedModule module)
    {
        checks.Run("The import loads the cmdlets without a dependency", () =>
        {
            string[] shipped =
                [.. Directory.GetFiles(module.Dependencies, "*.dll").Select(Path.GetFileNameWithoutExtension)];
            Checks.Equal(true, shipped.Length >= 10, "the dependencies exist");
            Checks.Equal("", string.Join(" ", module.LoadedByImport.Intersect(shipped)), "loaded dependencies");
            Checks.Equal(true, module.LoadedByImport.Contains("TikTokFollowing.Cmdlets"), "the cmdlets are loaded");
            return Task.CompletedTask;
        });

        checks.Run("No public class has a field whose type is a struct of a dependency", () =>
        {
            // .NET Framework loads such a struct with the class, before OnImport.
            const BindingFlags All = BindingFlags.Instance
                | BindingFlags.Static
                | BindingFlags.Public
                | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly;
            IEnumerable<string> fields = module.Cmdlets.GetExportedTypes()
                .SelectMany(type => type.GetFields(All))
                .Where(field => field.FieldType.IsValueType)
                .Where(field => IsPrivate(module, Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType))
                .Select(field => $"{field.DeclaringType.Name}.{field.Name}");
            Checks.Equal("", string.Join(" ", fields), "such fields");
            return Task.CompletedTask;
        });

        RunHandler(checks, module);
    }

    private static void RunHandler(Checks checks, ImportedModule module)
    {
        Func<string, Assembly?, Assembly?> resolve = Resolve(module);
        string polly = Path.Combine(module.Dependencies, "Polly.Core.dll");
        AssemblyName shipped = AssemblyName.GetAssemblyName(polly);

        checks.Run("The handler resolves the references of the module from its dependencies", () =>
        {
            Assembly assembly = resolve(shipped.FullName, module.Cmdlets)
                ?? throw new CheckFailedException("the handler returned no assembly");
            Checks.Equal(shipped.FullName, assembly.FullName, "the assembly");
            Checks.Equal(polly, assembly.Location, "its path");
            return Task.CompletedTask;
        });

        checks.Run("The handler returns the same assembly to a dependency", () =>
        {
            Assembly assembly = resolve(shipped.FullName, module.Cmdlets)!;
            Checks.Equal(assembly, resolve(shipped.FullName, assembly), "the second assembly");
            return Task.CompletedTask;
        });

        checks.Run("The handler returns the shipped version for an older one, and ignores a newer one", () =>
        {
            const string Older = "System.Memory, Version=4.0.1.1, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";
            string newer = $"Polly.Core, Version={shipped.Version.Major + 1}.0.0.0";
            Checks.Equal("System.Memory", resolve(Older, module.Cmdlets)?.GetName().Name, "an older version");
            Checks.Equal(null, resolve(newer, module.Cmdlets), "a newer version");
            return Task.CompletedTask;
        });

        checks.Run("The handler ignores other assemblies, and names that are not shipped", () =>
        {
            Assembly other = typeof(HandlerChecks).Assembly;
            Checks.Equal(null, resolve(shipped.FullName, other), "a request of another folder");
            Checks.Equal(null, resolve(shipped.FullName, typeof(object).Assembly), "a request of .NET Framework");
            Checks.Equal(null, resolve("Newtonsoft.Json, Version=13.0.0.0", module.Cmdlets), "an unknown name");
            return Task.CompletedTask;
        });

        checks.Run("Every dependency loads, and all of its references are found", () =>
        {
            foreach (string file in Directory.GetFiles(module.Dependencies, "*.dll"))
            {
                CheckDependency(module, Assembly.LoadFrom(file), resolve);
            }
            return Task.CompletedTask;
        });
    }

    private static void CheckDependency(
        ImportedModule module, Assembly assembly, Func<string, Assembly?, Assembly?> resolve)
    {
        string name = assembly.GetName().Name;
        foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
        {
            if (File.Exists(Path.Combine(module.Dependencies, reference.Name + ".dll")))
            {
                bool isFound = resolve(reference.FullName, assembly) is not null;
                Checks.Equal(true, isFound, $"the reference of {name} to {reference.FullName} is found");
            }
        }
        Checks.Equal(true, assembly.GetTypes().Length > 0, $"the types of {name} load");
    }

    private static bool IsPrivate(ImportedModule module, Type type) =>
        type.Assembly.Location.StartsWith(module.Dependencies, StringComparison.Ordinal);

    // The handler is called directly: .NET Framework and Mono report different requesting assemblies.
    private static Func<string, Assembly?, Assembly?> Resolve(ImportedModule module)
    {
        MethodInfo handler = module.Cmdlets
            .GetType("TikTokFollowing.Cmdlets.OnImportAndRemove", throwOnError: true)
            .GetMethod("Resolve", BindingFlags.Static | BindingFlags.NonPublic)
            ?? throw new CheckFailedException("OnImportAndRemove has no method Resolve");
        return (name, requester) =>
            (Assembly?)handler.Invoke(null, [AppDomain.CurrentDomain, new ResolveEventArgs(name, requester)]);
    }
}
