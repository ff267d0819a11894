using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>The net472 client against the sandbox of the same build, over real sockets.</summary>
internal static class ClientChecks
{
    private static readonly HttpSettings s_hasty = new() { Timeout = TimeSpan.FromSeconds(30), RetryInterval = TimeSpan.FromMilliseconds(1) };

    public static void Run(Checks checks)
    {
        string[] expected = [];
        checks.Run("SociaVault: the whole list, and nothing bought twice", async () =>
        {
            using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions());
            List<FollowedAccount> accounts = await List("SociaVault", sandbox);
            expected = [.. accounts.Select(static account => account.Handle!)];
            CheckWhole(sandbox, accounts, 5);
        });

        foreach (string provider in ProviderRegistry.All.Select(static provider => provider.Facts.Name).Where(static name => name != "SociaVault"))
        {
            checks.Run($"{provider}: the same list", async () =>
            {
                using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions());
                List<FollowedAccount> accounts = await List(provider, sandbox);
                CheckWhole(sandbox, accounts, 5);
                Checks.Same(expected, accounts.Select(static account => account.Handle!), "the handles");
            });
        }

        foreach (SandboxFault fault in new[] { SandboxFault.RateLimit, SandboxFault.ServerError, SandboxFault.Truncated, SandboxFault.CutWithoutLength, SandboxFault.ConnectionReset, SandboxFault.EmptyPage })
        {
            checks.Run($"{fault}: asked again, and the list is whole", async () =>
            {
                using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions { Fault = [fault], FaultPage = [2] });
                List<FollowedAccount> accounts = await List("ScrapeCreators", sandbox);
                CheckWhole(sandbox, accounts, 6);
                Checks.Same(expected, accounts.Select(static account => account.Handle!), "the handles");
            });
        }

        checks.Run("Timeout: given up after the time for an attempt, and asked again", async () =>
        {
            using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions { Fault = [SandboxFault.Timeout], FaultPage = [2] });
            CheckWhole(sandbox, await List("DumplingAI", sandbox, settings: s_hasty with { Timeout = TimeSpan.FromSeconds(1) }), 6);
        });

        foreach ((SandboxFault fault, FollowingErrorKind kind) in new[]
        {
            (SandboxFault.Html, FollowingErrorKind.UnexpectedResponse),
            (SandboxFault.Redirect, FollowingErrorKind.UnexpectedResponse),
            (SandboxFault.TooLarge, FollowingErrorKind.UnexpectedResponse),
            (SandboxFault.Unauthorized, FollowingErrorKind.AuthenticationFailed),
            (SandboxFault.NoCredits, FollowingErrorKind.CreditsExhausted),
            (SandboxFault.RepeatedCursor, FollowingErrorKind.PagingStalled),
        })
        {
            checks.Run($"{fault}: told as {kind}, without a second try", async () =>
            {
                using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions { Fault = [fault], FaultPage = [2] });
                FollowingException e = await Checks.Throws<FollowingException>(() => List("SociaVault", sandbox));
                Checks.Equal(kind, e.Kind, "the kind");
                Checks.Equal(2, sandbox.Ledger.Requests, "requests");
            });
        }

        checks.Run("A stop ends a request that waits", async () =>
        {
            using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions { Fault = [SandboxFault.Timeout], FaultEvery = 1 });
            using CancellationTokenSource stop = new();
            using ListPager list = Open("SociaVault", sandbox);
            Task<FollowingPage?> page = list.NextPageAsync(stop.Token);
            while (sandbox.Ledger.Requests == 0) { await Task.Yield(); }
            stop.Cancel();
            Task first = await Task.WhenAny(page, Task.Delay(TimeSpan.FromSeconds(5)));
            Checks.Equal<Task>(page, first, "who is done first");
            await Checks.Throws<OperationCanceledException>(() => page);
        });

        checks.Run("A connection that closes without a response: as many requests as are counted", ClosedConnection);
        checks.Run("A journal gives back every value, and only what is missing is bought", Journal);
        checks.Run("Emoji come whole: as UTF-8, as escapes, and halves as U+FFFD", Surrogates);
    }

    // Mono resends less than .NET Framework does. What it shows of .NET Framework is that no connection is kept, without which that resends nothing.
    private static async Task ClosedConnection()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        List<string> requests = [];
        Task serving = Task.Run(async () =>
        {
            while (true)
            {
                using TcpClient connection = await listener.AcceptTcpClientAsync();
                using NetworkStream stream = connection.GetStream();
                string text = "";
                byte[] buffer = new byte[4096];
                while (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) < 0)
                {
                    int read = await stream.ReadAsync(buffer, 0, buffer.Length);
                    if (read == 0) { break; }
                    text += Encoding.ASCII.GetString(buffer, 0, read);
                }
                lock (requests) { requests.Add(text); }
            }
        });
        Uri address = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        using ListPager list = new FollowingClient(ProviderRegistry.Get("SociaVault"), new ApiKey("a-key"), address, s_hasty with { MaximumRetryCount = 1 })
            .Open(new FollowingQuery(FollowingHandle.Parse("@someone")));
        FollowingException e = await Checks.Throws<FollowingException>(() => list.NextPageAsync(CancellationToken.None));
        listener.Stop();
        await serving.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
        Checks.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind, "the kind");
        Checks.Equal(2, requests.Count, "requests");
        Checks.Equal(true, requests[0].IndexOf("Connection: close", StringComparison.OrdinalIgnoreCase) > 0, "Connection: close");
    }

    private static async Task Journal()
    {
        string folder = Path.Combine(Path.GetTempPath(), "TikTokFollowing-" + Guid.NewGuid().ToString("n"));
        try
        {
            using SandboxHttpServer sandbox = SandboxHttpServer.Start(new SandboxOptions());
            JournalOptions checkpoint = new(folder, IsFictitious: true);
            List<FollowedAccount> begun = [];
            using (ListPager list = Open("UnifAPI", sandbox, checkpoint))
            {
                for (int page = 0; page < 2; page++) { begun.AddRange((await list.NextPageAsync(CancellationToken.None))!.Accounts); }
            }
            Checks.Equal(2, sandbox.Ledger.Requests, "requests of the first run");

            List<FollowedAccount> all = await List("UnifAPI", sandbox, checkpoint);
            CheckWhole(sandbox, all, 5);
            Checks.Same(begun.Select(Describe), all.Take(begun.Count).Select(Describe), "accounts out of the journal");

            List<FollowedAccount> again = await List("UnifAPI", sandbox, checkpoint);
            Checks.Equal(5, sandbox.Ledger.Requests, "requests after the third run");
            Checks.Same(all.Select(Describe), again.Select(Describe), "accounts out of the whole journal");
        }
        finally { if (Directory.Exists(folder)) { Directory.Delete(folder, recursive: true); } }
    }

    private static async Task Surrogates()
    {
        string[] names = ["\"Tea \U0001F375\"", "\"Tea \\ud83c\\udf75\"", "\"Tea \\ud83c\""];
        string records = string.Join(",", names.Select((name, at) => $"{{\"uid\":\"690000000000000000{at}\",\"unique_id\":\"tea.{at}\",\"nickname\":{name}}}"));
        string body = $"{{\"followings\":[{records}],\"has_more\":false,\"min_time\":0,\"total\":3,\"status_code\":0}}";
        using HttpClient transport = SharedHttpClient.Create(new FixedAnswer(body));
        FollowingClient client = new(ProviderRegistry.Get("ScrapeCreators"), new ApiKey("a-key"), settings: s_hasty, transport: transport);
        using ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));
        FollowingPage page = (await list.NextPageAsync(CancellationToken.None))!;
        Checks.Same(["Tea \U0001F375", "Tea \U0001F375", "Tea \uFFFD"], page.Accounts.Select(static account => account.DisplayName!), "the names");
    }

    private static void CheckWhole(SandboxHttpServer sandbox, List<FollowedAccount> accounts, long requests)
    {
        Checks.Same(Enumerable.Range(1, 90), accounts.Select(static account => account.Position), "the places");
        Checks.Equal(90, accounts.Select(static account => account.Handle).Distinct().Count(), "different handles");
        Checks.Equal(requests, sandbox.Ledger.Requests, "requests");
        Checks.Equal(null, sandbox.Failure, "the sandbox's own failure");
    }

    private static ListPager Open(string provider, SandboxHttpServer sandbox, JournalOptions? checkpoint = null, HttpSettings? settings = null) =>
        new FollowingClient(ProviderRegistry.Get(provider), new ApiKey("a-key"), sandbox.BaseUri, settings ?? s_hasty, checkpoint: checkpoint)
            .Open(new FollowingQuery(FollowingHandle.Parse("@someone")));

    private static async Task<List<FollowedAccount>> List(string provider, SandboxHttpServer sandbox, JournalOptions? checkpoint = null, HttpSettings? settings = null)
    {
        using ListPager list = Open(provider, sandbox, checkpoint, settings);
        List<FollowedAccount> accounts = [];
        while (await list.NextPageAsync(CancellationToken.None) is FollowingPage page) { accounts.AddRange(page.Accounts); }
        return accounts;
    }

    // Every property by its name, so that one that is added is compared too.
    private static string Describe(FollowedAccount account) => string.Join(
        "; ",
        typeof(FollowedAccount).GetProperties().Select(property => property.GetValue(account) is DateTime time ? $"{property.Name}={time:O}" : $"{property.Name}={property.GetValue(account)}"));

    /// <summary>The same answer to every request, as a browser's HTTP stack would hand it over.</summary>
    private sealed class FixedAnswer(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request });
    }
}
