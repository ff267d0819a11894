using System;
using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>
/// Takes the module's folder and checks its net472 half in this process. One line for each check, and at the end how many passed; the exit code is 1 if one failed.
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

        Checks checks = new();
        ImportedModule module = ImportedModule.Import(Path.Combine(Path.GetFullPath(arguments[0]), "bin", "net472"));
        HandlerChecks.Run(checks, module);
        RunClientChecks(checks);

        Console.WriteLine($"{checks.Passed} passed, {checks.Failed} failed");
        return checks.Failed == 0 ? 0 : 1;
    }

    // Its types are found only once the module is there, and a method's types are looked for as soon as it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunClientChecks(Checks checks) => ClientChecks.Run(checks);
}
