using System;
using System.Globalization;
using TikTokFollowing.BenchServer;

// Prints its address. Ends with its standard input, so that it cannot outlive the script that started it.
using PageServer server = new(await PageTemplates.PrepareAsync());
server.Start();
Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}"));
Console.Out.Flush();
while (Console.In.ReadLine() is not null)
{
}
