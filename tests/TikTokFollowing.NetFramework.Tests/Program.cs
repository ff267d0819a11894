using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>
/// Takes the module's folder and checks its net472 half in this process. One line for each check, and at the end how many passed; the exit code is 1 if one failed,
/// and 3 if this runtime lacks a part of .NET Framework, as a Mono in many small packages can.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE"); // commas in numbers, dots in dates: nothing that is read or written may follow it
        if (arguments.Length != 1)
        {
            Console.Error.WriteLine("Say where the module is: its folder, with bin/net472 in it.");
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
        foreach (string name in new[] { "System.Core", "System.Net.Http", "System.Numerics", "netstandard" })
        {
            string version = name switch { "System.Net.Http" => "4.2.0.0", "netstandard" => "2.0.0.0", _ => "4.0.0.0" };
            string token = name switch { "System.Net.Http" => "b03f5f7f11d50a3a", "netstandard" => "cc7b13ffcd2ddd51", _ => "b77a5c561934e089" };
            try { Assembly.Load($"{name}, Version={version}, Culture=neutral, PublicKeyToken={token}"); }
            catch (FileNotFoundException) { return name; }
        }
        return null;
    }

    // Its types are found only once the module is there, and a method's types are looked for as soon as it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunClientChecks(Checks checks)
    {
        ClientChecks.Run(checks);
        ConnectionChecks.Run(checks);
        HostileChecks.Run(checks);
    }
}
