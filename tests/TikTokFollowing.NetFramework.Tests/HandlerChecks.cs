using System.Reflection;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>The module's answer to <c>AppDomain.AssemblyResolve</c>: what it loads, and for whom.</summary>
internal static class HandlerChecks
{
    public static void Run(Checks checks, ImportedModule module)
    {
        checks.Run("Importing loads the cmdlets, and nothing out of dependencies", () =>
        {
            string[] shipped = [.. Directory.GetFiles(module.Dependencies, "*.dll").Select(Path.GetFileNameWithoutExtension)];
            Checks.Equal(true, shipped.Length >= 10, "dependencies are there");
            Checks.Equal("", string.Join(" ", module.LoadedByImport.Intersect(shipped)), "loaded out of dependencies");
            Checks.Equal(true, module.LoadedByImport.Contains("TikTokFollowing.Cmdlets"), "the cmdlets are loaded");
            return Task.CompletedTask;
        });

        checks.Run("No public class has a field of a struct out of dependencies, which would be needed before OnImport", () =>
        {
            const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            string[] fields = [.. module.Cmdlets.GetExportedTypes()
                .SelectMany(type => type.GetFields(All))
                .Where(field => field.FieldType.IsValueType && IsPrivate(module, Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType))
                .Select(field => $"{field.DeclaringType.Name}.{field.Name}")];
            Checks.Equal("", string.Join(" ", fields), "such fields");
            return Task.CompletedTask;
        });

        Func<string, Assembly?, Assembly?> resolve = Resolve(module);
        string polly = Path.Combine(module.Dependencies, "Polly.Core.dll");
        AssemblyName ours = AssemblyName.GetAssemblyName(polly);

        checks.Run("The handler answers the module, from dependencies", () =>
        {
            Assembly answer = resolve(ours.FullName, module.Cmdlets) ?? throw new CheckFailedException("no answer");
            Checks.Equal(ours.FullName, answer.FullName, "the answer");
            Checks.Equal(polly, answer.Location, "its place");
            return Task.CompletedTask;
        });

        checks.Run("It answers what lies in dependencies itself, with the very same assembly", () =>
        {
            Assembly answer = resolve(ours.FullName, module.Cmdlets)!;
            Checks.Equal(answer, resolve(ours.FullName, answer), "the second answer");
            return Task.CompletedTask;
        });

        checks.Run("It answers an older version with the shipped one, and a newer one not at all", () =>
        {
            Checks.Equal("System.Memory", resolve("System.Memory, Version=4.0.1.1, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51", module.Cmdlets)?.GetName().Name, "an older one");
            Checks.Equal(null, resolve($"Polly.Core, Version={ours.Version.Major + 1}.0.0.0", module.Cmdlets), "a newer one");
            return Task.CompletedTask;
        });

        checks.Run("It answers nobody else, and nothing that it does not have", () =>
        {
            Checks.Equal(null, resolve(ours.FullName, typeof(HandlerChecks).Assembly), "an asker of another place");
            Checks.Equal(null, resolve(ours.FullName, typeof(object).Assembly), "an asker of the framework");
            Checks.Equal(null, resolve("Newtonsoft.Json, Version=13.0.0.0", module.Cmdlets), "what is not there");
            return Task.CompletedTask;
        });

        checks.Run("Every assembly in dependencies loads, and all that it refers to is found", () =>
        {
            foreach (string file in Directory.GetFiles(module.Dependencies, "*.dll"))
            {
                Assembly assembly = Assembly.LoadFrom(file);
                foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
                {
                    if (!File.Exists(Path.Combine(module.Dependencies, reference.Name + ".dll"))) { continue; }
                    Checks.Equal(true, resolve(reference.FullName, assembly) is not null, $"{assembly.GetName().Name} asks for {reference.FullName}");
                }
                Checks.Equal(true, assembly.GetTypes().Length > 0, $"the types of {assembly.GetName().Name}");
            }
            return Task.CompletedTask;
        });
    }

    private static bool IsPrivate(ImportedModule module, Type type) => type.Assembly.Location.StartsWith(module.Dependencies, StringComparison.Ordinal);

    // The handler itself: whom the runtime names as the asker differs between .NET Framework and Mono, and what the handler makes of it must not.
    private static Func<string, Assembly?, Assembly?> Resolve(ImportedModule module)
    {
        MethodInfo handler = module.Cmdlets.GetType("TikTokFollowing.Cmdlets.OnImportAndRemove", throwOnError: true)
            .GetMethod("Resolve", BindingFlags.Static | BindingFlags.NonPublic) ?? throw new CheckFailedException("OnImportAndRemove.Resolve is gone");
        return (name, asker) => (Assembly?)handler.Invoke(null, [AppDomain.CurrentDomain, new ResolveEventArgs(name, asker)]);
    }
}
