using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>
/// Checks the net472 build of the module, whose folder is the argument, in this process. Prints a line for each check
/// and the totals. The exit code is 1 if a check failed, and 3 if this runtime lacks a part of .NET Framework, as an
/// incomplete installation of Mono does.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        // With commas in numbers and dots in dates: no file or request may depend on the culture.
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        if (arguments.Length != 1)
        {
            Console.Error.WriteLine("Specify the folder of the module, which contains bin/net472.");
            return 2;
        }

        if (MissingPart() is string part)
        {
            Console.WriteLine($"this Mono has no {part}");
            return 3;
        }

        Checks checks = new();
        ImportedModule module = ImportedModule.Import(Path.Combine(Path.GetFullPath(arguments[0]), "bin", "net472"));
        HandlerChecks.Run(checks, module);
        RunClientChecks(checks);

        Console.WriteLine($"{checks.Passed} passed, {checks.Failed} failed");
        return checks.Failed == 0 ? 0 : 1;
    }

    private static string? MissingPart()
    {
        (string Name, string Version, string Token)[] parts =
        [
            ("System.Core", "4.0.0.0", "b77a5c561934e089"),
            ("System.Net.Http", "4.2.0.0", "b03f5f7f11d50a3a"),
            ("System.Numerics", "4.0.0.0", "b77a5c561934e089"),
            ("System.Xml", "4.0.0.0", "b77a5c561934e089"),
            ("netstandard", "2.0.0.0", "cc7b13ffcd2ddd51"),
        ];
        foreach ((string name, string version, string token) in parts)
        {
            try
            {
                Assembly.Load($"{name}, Version={version}, Culture=neutral, PublicKeyToken={token}");
            }
            catch (FileNotFoundException)
            {
                return name;
            }
        }
        return null;
    }

    // The types of a method are resolved when it is compiled, and these can be found only after the import.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunClientChecks(Checks checks)
    {
        ClientChecks.Run(checks);
        ConnectionChecks.Run(checks);
        ReportChecks.Run(checks);
        GraphChecks.Run(checks);
        HistoryChecks.Run(checks);
        DefinitionChecks.Run(checks);
        HostileChecks.Run(checks);
    }
}
