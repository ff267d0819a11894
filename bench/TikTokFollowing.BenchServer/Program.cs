using System.Globalization;
using TikTokFollowing.BenchServer;

// Prints its address. Ends with its standard input, so that it cannot outlive the script that started it.
// "soak 17" starts the server with faults and the seed 17.
IDisposable server;
int port;
if (args is ["soak", string seed])
{
    SoakServer soak = new(int.Parse(seed, CultureInfo.InvariantCulture));
    soak.Start();
    (server, port) = (soak, soak.Port);
}
else
{
    PageServer pages = new(await PageTemplates.PrepareAsync());
    pages.Start();
    (server, port) = (pages, pages.Port);
}

using (server)
{
    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    Console.Out.Flush();
    while (Console.In.ReadLine() is not null)
    {
    }
}
