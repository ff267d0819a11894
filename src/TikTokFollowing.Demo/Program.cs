using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using TikTokFollowing;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Demo;
using TikTokFollowing.SandboxServer;

const int Shown = 12;

CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-US"); // the same picture for everybody
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions());
FollowingClient client = new(ProviderRegistry.Get("SociaVault"), new ApiKey("sandbox"), sandbox.BaseUri);
ProviderPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("@someone")));

FollowingPage first = await list.NextPageAsync(CancellationToken.None).ConfigureAwait(false)
    ?? throw new InvalidOperationException("The sandbox answered no page.");
Console.WriteLine();
Console.WriteLine($"@{first.Handle} follows, says the stand-in for {first.Provider} (all of it is made up):");
Console.WriteLine();
AccountTable.Write(Console.Out, first.Accounts.Take(Shown));
Console.WriteLine();
Console.WriteLine($"{Shown} of about {first.Total:N0} accounts: {Bought()}.");

while (await list.NextPageAsync(CancellationToken.None).ConfigureAwait(false) is not null) { }
Console.WriteLine($"The whole list, {list.AccountsRead:N0} accounts: {Bought()}.");
Console.WriteLine();

string Bought() => $"{Count(sandbox.Requests, "request")}, {Count(sandbox.Credits, "credit")}";

static string Count(long number, string thing) => $"{number:N0} {thing}{(number == 1 ? "" : "s")}";
